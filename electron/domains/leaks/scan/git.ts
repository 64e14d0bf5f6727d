import { type ChildProcess, spawn } from 'node:child_process';
import { devNull } from 'node:os';
import { FINDINGS_KEPT } from '../protocol';
import { type ByteScan, type Hit, Hits } from './byte-scan';

/** A find in a git object. `at` is its offset in the object's content. */
export interface GitHit extends Omit<Hit, 'at'> {
  readonly object: string;
  readonly at: number;
}

/** Where an object came into a history. */
export interface Introduced {
  readonly commit: string;
  readonly path: string | null;
}

/** How long the history of one repository is searched for the commits of what was found, milliseconds. */
const HISTORY_MS = 10_000;

/**
 * Git reads its own objects, packed and loose, reachable and left behind. Nothing of the repository's or the operator's settings can make
 * it start another program or ask a network: it only reads objects, and of the environment it gets its path alone.
 */
function git(repository: string, args: readonly string[]): ChildProcess {
  return spawn('git', ['--no-pager', `--git-dir=${repository}`, '-c', 'log.showSignature=false', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    env: {
      PATH: process.env.PATH,
      ...(process.env.SystemRoot === undefined ? {} : { SystemRoot: process.env.SystemRoot }),
      LC_ALL: 'C',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: devNull,
      GIT_NO_LAZY_FETCH: '1',
      GIT_ALLOW_PROTOCOL: 'none',
      GIT_NO_REPLACE_OBJECTS: '1',
      GIT_OPTIONAL_LOCKS: '0',
      GIT_TERMINAL_PROMPT: '0',
    },
  });
}

export interface GitScanned {
  readonly hits: Hits<GitHit>;
  readonly objects: number;
  readonly bytes: number;
  /** Why not all objects were looked at; empty when they were. */
  readonly problem: string;
}

/** Looks through the content of every object of a repository. `pause` as in file-scan.ts. */
export async function scanGitObjects(
  scan: ByteScan,
  repository: string,
  pause: () => Promise<void> | undefined,
  onObjects: (objects: number, bytes: number) => void,
): Promise<GitScanned> {
  const child = git(repository, ['cat-file', '--batch-all-objects', '--batch', '--unordered', '--buffer']);
  const ended = endOf(child);
  const hits = new Hits<GitHit>(FINDINGS_KEPT);
  const objects = new ObjectStream();
  // Finds are told in the order of the stream, each after its object has begun.
  scan.begin((hit) => {
    const object = objects.at(hit.at);
    if (object !== undefined) hits.add({ ...hit, object: object.id, at: hit.at - object.start });
  });
  let told = 0;
  try {
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      objects.add(chunk);
      scan.add(chunk);
      onObjects(objects.count - told, chunk.length);
      told = objects.count;
      await pause();
    }
    scan.end();
  } finally {
    child.kill('SIGKILL');
  }
  return { hits, objects: objects.count, bytes: objects.bytes, problem: await ended };
}

/** Why a git process failed, in words; empty when it did not. Never rejects. */
function endOf(child: ChildProcess): Promise<string> {
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    if (said.length < 2_000) said += chunk.toString('utf8');
  });
  return new Promise((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      resolve(
        error.code === 'ENOENT'
          ? 'git is not on this machine, so its objects were not looked into: install git and scan again'
          : `git could not be started (${error.code ?? 'unknown fault'})`,
      ),
    );
    child.once('close', (code) => {
      const first = said.trim().split('\n')[0] ?? '';
      resolve(
        code === 0 || (code === null && first === '') ? '' : `git could not read all objects (${first.slice(0, 200)})`,
      );
    });
  });
}

interface StreamedObject {
  readonly id: string;
  /** Offset in the stream of its content. */
  readonly start: number;
}

/** Finds are asked for at most a buffer's length behind the newest bytes. */
const REMEMBERED_BYTES = 4 * 1024 * 1024;

/** Follows what `git cat-file --batch` writes: a line `<id> <type> <size>`, so many bytes, and a line end, for each object. */
class ObjectStream {
  #position = 0;
  /** Of the content under way, with its line end, still to come. */
  #left = 0;
  #header = '';
  #recent: StreamedObject[] = [];
  count = 0;
  bytes = 0;

  add(chunk: Buffer): void {
    for (let at = 0; at < chunk.length; ) {
      if (this.#left > 0) {
        const step = Math.min(this.#left, chunk.length - at);
        this.#left -= step;
        at += step;
        continue;
      }
      const lineEnd = chunk.indexOf(10, at);
      this.#header += chunk.toString('latin1', at, lineEnd < 0 ? chunk.length : lineEnd);
      if (lineEnd < 0) break;
      at = lineEnd + 1;
      const [id = '', , size = ''] = this.#header.split(' ');
      this.#header = '';
      // An object that went away meanwhile is told as `<id> missing`, without content.
      if (!/^\d+$/.test(size)) continue;
      this.#recent.push({ id, start: this.#position + at });
      this.#left = Number(size) + 1;
      this.count += 1;
      this.bytes += Number(size);
    }
    this.#position += chunk.length;
    // Dropped by halves, so that dropping costs nothing: at most one object before the remembered bytes is needed.
    if (this.#recent.length > 4_096) {
      const keep = this.#recent.findLastIndex(({ start }) => start < this.#position - REMEMBERED_BYTES);
      if (keep > this.#recent.length / 2) this.#recent = this.#recent.slice(keep);
    }
  }

  /** The object whose content holds this offset. */
  at(offset: number): StreamedObject | undefined {
    return this.#recent.findLast(({ start }) => start <= offset);
  }
}

/**
 * The commit that brought each of these objects into the history, as far as any branch, tag or reflog reaches, and the path it had.
 * Objects that no commit has are missing in the answer; `problem` when the history is too long to be sure.
 */
export async function introducedBy(
  repository: string,
  objects: ReadonlySet<string>,
  pause: () => Promise<void> | undefined,
): Promise<{ readonly found: ReadonlyMap<string, Introduced>; readonly isWhole: boolean }> {
  const found = new Map<string, Introduced>();
  const child = git(repository, [
    'log',
    '--all',
    '--reflog',
    '--raw',
    '--no-abbrev',
    '--no-renames',
    '--no-ext-diff',
    '--no-textconv',
    '-m',
    '--root',
    '-z',
    '--format=commit:%H',
  ]);
  const ended = endOf(child);
  let isLate = false;
  const deadline = setTimeout(() => {
    isLate = true;
    child.kill('SIGKILL');
  }, HISTORY_MS);
  try {
    let commit = '';
    let object = '';
    for await (const field of fieldsOf(child.stdout as AsyncIterable<Buffer>, pause)) {
      if (object !== '') {
        // Newest first: the oldest commit that has it is the one that brought it.
        if (objects.has(object)) found.set(object, { commit, path: field });
        object = '';
        continue;
      }
      const begun = /^commit:([0-9a-f]+)/.exec(field)?.[1];
      if (begun !== undefined) commit = begun;
      if (begun !== undefined && objects.has(begun)) found.set(begun, { commit, path: null });
      object = /^\n?:\d+ \d+ [0-9a-f]+ ([0-9a-f]+) /.exec(field)?.[1] ?? '';
    }
  } finally {
    clearTimeout(deadline);
    child.kill('SIGKILL');
  }
  return { found, isWhole: !isLate && (await ended) === '' };
}

/** Texts between zero bytes. */
async function* fieldsOf(
  chunks: AsyncIterable<Buffer>,
  pause: () => Promise<void> | undefined,
): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of chunks) {
    const fields = (rest + chunk.toString('utf8')).split('\0');
    rest = fields.pop() ?? '';
    yield* fields;
    await pause();
  }
  if (rest !== '') yield rest;
}
