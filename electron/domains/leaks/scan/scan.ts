import { setImmediate } from 'node:timers/promises';
import {
  FINDINGS_KEPT,
  type Finding,
  type FoundWhere,
  type ScanCounts,
  type ScanReport,
  type ScanRequest,
  UNREAD_KEPT,
  type Unread,
} from '../protocol';
import { ByteScan, type Hit, type Hits, Wanted } from './byte-scan';
import { isArchive, isGzip, linesAt, scanFile, scanGzip } from './file-scan';
import { introducedBy, scanGitObjects } from './git';
import { rootsOf, walk, wordsFor } from './walk';

export interface ScanListener {
  onProgress(counts: ScanCounts, current: string): void;
  onFindings(findings: readonly Finding[]): void;
  onUnread(unread: readonly Unread[]): void;
}

/** The scan works so long at a stretch before it lets a cancel or a question of its parent in, milliseconds. */
const STRETCH_MS = 20;
/** Progress is told this often, milliseconds. */
const TELL_EVERY_MS = 200;

class Cancelled extends Error {}

/**
 * One scan, in a process that has nothing else to do: it blocks while the disk answers. Its memory does not grow with what it reads. What it
 * tells never holds a secret: places are told with every stored key in them replaced, findings by excerpt.ts.
 */
export class LeakScan {
  readonly #request: ScanRequest;
  readonly #listener: ScanListener;
  readonly #now: () => number;
  readonly #signal: AbortSignal;
  readonly #wanted: Wanted;
  readonly #scan: ByteScan;
  readonly #counts: { -readonly [K in keyof ScanCounts]: ScanCounts[K] } = {
    files: 0,
    bytes: 0,
    gitRepositories: 0,
    gitObjects: 0,
    keysFound: 0,
    shapesFound: 0,
    unread: 0,
    archives: 0,
    notFollowed: 0,
  };
  #current = '';
  #stretchFrom: number;
  #toldAt: number;
  #nextId = 1;

  /** @param monotonicMs the clock's monotonic milliseconds */
  constructor(request: ScanRequest, listener: ScanListener, monotonicMs: () => number, signal: AbortSignal) {
    this.#request = request;
    this.#listener = listener;
    this.#now = monotonicMs;
    this.#signal = signal;
    this.#wanted = new Wanted(request.secrets, request.shapes);
    this.#scan = new ByteScan(this.#wanted);
    this.#stretchFrom = monotonicMs();
    this.#toldAt = this.#stretchFrom;
  }

  /** Never rejects for a place that cannot be read: those are told. */
  async run(): Promise<ScanReport> {
    const startedAt = this.#now();
    let ended: ScanReport['ended'] = 'done';
    try {
      for (const root of rootsOf(this.#request.places, (path, why) => this.#unread(path, why))) await this.#place(root);
    } catch (thrown) {
      if (!(thrown instanceof Cancelled)) throw thrown;
      ended = 'cancelled';
    }
    this.#tell();
    return { ended, counts: { ...this.#counts }, ms: this.#now() - startedAt };
  }

  async #place(root: string): Promise<void> {
    for (const met of walk(root)) {
      const wait = this.#pause();
      if (wait !== undefined) await wait;
      switch (met.kind) {
        case 'file':
          await this.#file(met.path);
          break;
        case 'repository':
          await this.#repository(met.path);
          break;
        case 'other':
          this.#counts.notFollowed += 1;
          break;
        case 'unread':
          this.#unread(met.path, met.why);
          break;
      }
    }
  }

  async #file(path: string): Promise<void> {
    this.#current = path;
    if (isArchive(path)) {
      this.#counts.archives += 1;
      this.#unread(path, 'a packed file, which is not looked into: unpack it and scan the folder');
      return;
    }
    try {
      const isPacked = isGzip(path);
      const read = isPacked
        ? await scanGzip(this.#scan, path, this.#pause)
        : { ...(await scanFile(this.#scan, path, this.#pause)), problem: '' };
      this.#counts.files += 1;
      this.#counts.bytes += read.bytes;
      if (read.problem !== '') this.#unread(path, read.problem);
      if (read.hits.kept.length > 0) this.#foundInFile(path, read.hits, isPacked);
    } catch (thrown) {
      if (thrown instanceof Cancelled) throw thrown;
      this.#unread(path, wordsFor(thrown));
    }
  }

  #foundInFile(path: string, hits: Hits, isPacked: boolean): void {
    let lines: Array<number | null> = [];
    try {
      if (!isPacked)
        lines = linesAt(
          path,
          hits.kept.map(({ at }) => at),
        );
    } catch {
      // The file went away since: the finding stands, by its offset.
    }
    this.#found(hits, (hit, index) => ({
      kind: 'file',
      path: this.#wanted.stored.masked(path),
      line: lines[index] ?? null,
      offset: hit.at,
    }));
  }

  async #repository(path: string): Promise<void> {
    this.#current = path;
    if (!this.#request.git) return;
    this.#counts.gitRepositories += 1;
    const { hits, problem } = await scanGitObjects(this.#scan, path, this.#pause, (objects, bytes) => {
      this.#counts.gitObjects += objects;
      this.#counts.bytes += bytes;
    });
    if (problem !== '') this.#unread(path, problem);
    if (hits.kept.length === 0) return;
    const objects = new Set(hits.kept.map(({ object }) => object));
    const { found, isWhole } = await introducedBy(path, objects, this.#pause);
    if (!isWhole)
      this.#unread(
        path,
        'its history is too long to name the commit of each finding: look with git log --all --find-object',
      );
    this.#found(hits, (hit) => {
      const by = found.get(hit.object);
      return {
        kind: 'git',
        repository: this.#wanted.stored.masked(path),
        object: hit.object,
        commit: by?.commit ?? null,
        path: by?.path == null ? null : this.#wanted.stored.masked(by.path),
        offset: hit.at,
      };
    });
  }

  #found<H extends Hit>(hits: Hits<H>, where: (hit: H, index: number) => FoundWhere): void {
    this.#counts.keysFound += hits.keys;
    this.#counts.shapesFound += hits.shapes;
    const left = FINDINGS_KEPT + 1 - this.#nextId;
    const findings = hits.kept
      .slice(0, left)
      .map((hit, index) => ({ id: this.#nextId++, what: hit.what, where: where(hit, index), excerpt: hit.excerpt }));
    if (findings.length > 0) this.#listener.onFindings(findings);
  }

  #unread(path: string, why: string): void {
    this.#counts.unread += 1;
    if (this.#counts.unread <= UNREAD_KEPT) this.#listener.onUnread([{ path: this.#wanted.stored.masked(path), why }]);
  }

  /** Between two pieces of work: nothing while the stretch lasts, else a promise to wait for. Rejects once cancelled. */
  readonly #pause = (): Promise<void> | undefined => {
    const now = this.#now();
    if (now - this.#stretchFrom < STRETCH_MS) return undefined;
    return this.#rest(now);
  };

  async #rest(now: number): Promise<void> {
    if (now - this.#toldAt >= TELL_EVERY_MS) {
      this.#toldAt = now;
      this.#tell();
    }
    await setImmediate();
    if (this.#signal.aborted) throw new Cancelled();
    this.#stretchFrom = this.#now();
  }

  #tell(): void {
    this.#listener.onProgress({ ...this.#counts }, this.#wanted.stored.masked(this.#current));
  }
}
