import { mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ExportsView, SavedExport } from '#shared/contract/history';
import type { Request } from '#shared/contract/index';
import { messageOf, type Result } from '#shared/model/result';
import type { Clock } from '#shared/model/time';
import { type Exporting, type HistoryClient, unfinishedName } from '../../domains/history/index';
import type { HandlerAnswer } from '../../platform/ipc-answers';
import type { Recorder } from '../recorder';

export interface ExportsPorts {
  readonly client: Pick<HistoryClient, 'export'>;
  readonly clock: Clock;
  readonly recorder: Pick<Recorder, 'record'>;
  readonly dataFolder: string;
  /** Opens the system's dialog for a file to write: its path, undefined when it was closed without; missing where there is none. */
  readonly chooseFile: ((title: string, name: string) => Promise<string | undefined>) | undefined;
  readonly onExports: (exports: ExportsView) => void;
  readonly log: (line: string) => void;
}

/** One export at a time: where it goes, how it gets on, how it ended. */
export class Exports {
  readonly #ports: ExportsPorts;
  #view: ExportsView = { job: null, last: null };
  #cancel: AbortController | undefined;

  constructor(ports: ExportsPorts) {
    this.#ports = ports;
  }

  get view(): ExportsView {
    return this.#view;
  }

  /** How far it has read. */
  gotOn({ readSeq, toSeq }: Exporting): void {
    const { job } = this.#view;
    if (job !== null) this.#tell({ ...this.#view, job: { ...job, done: readSeq, total: toSeq } });
  }

  /** False when none is being written. */
  cancel(): boolean {
    const { job } = this.#view;
    if (this.#cancel === undefined || job === null) return false;
    this.#tell({ ...this.#view, job: { ...job, isCancelling: true } });
    this.#cancel.abort();
    return true;
  }

  /** Asks where to, writes it, and puts it on record. Never rejects. */
  async write(request: Request<'history.export'>): Promise<HandlerAnswer<'history.export'>> {
    if (this.#cancel !== undefined)
      return {
        ok: false,
        code: 'running',
        message: 'An export is being written already. Nothing was started; wait for its end, or cancel it.',
        retry: true,
      };
    const cancel = new AbortController();
    this.#cancel = cancel;
    try {
      const path = await this.#placeFor(exportName(request));
      if (!path.ok) return notWritten(path.error);
      if (path.value === undefined) return { ok: true, value: { saved: null } };
      const { last } = this.#view;
      this.#tell({ job: { done: 0, total: 0, startedAt: this.#ports.clock.now(), isCancelling: false }, last });
      const answer = await this.#writeTo(path.value, request, cancel.signal);
      const saved = answer.ok ? answer.value.saved : null;
      this.#tell({ job: null, last: { saved, message: answer.ok ? '' : answer.message } });
      return answer;
    } finally {
      this.#cancel = undefined;
    }
  }

  async #writeTo(
    path: string,
    request: Request<'history.export'>,
    signal: AbortSignal,
  ): Promise<HandlerAnswer<'history.export'>> {
    const written = await this.#ports.client.export({ ...request, path }, signal);
    if (!written.ok) {
      await this.#clearAway(unfinishedName(path));
      return failed(written.error);
    }
    const { kind: what, method, from, to, accountId } = request;
    const { rows, bytes, sha256 } = written.value;
    const about = { what, ...(what === 'realised' && { method }), from, to, accountId: accountId || null };
    this.#ports.recorder.record('export.saved', { ...about, file: basename(path), rows, bytes, sha256 });
    const saved: SavedExport = { file: path, rows, bytes, sha256 };
    return { ok: true, value: { saved } };
  }

  /** The writer removes what it began; one whose process ended could not. */
  async #clearAway(path: string): Promise<void> {
    try {
      await rm(path, { force: true });
    } catch (thrown) {
      this.#ports.log(`the unfinished export ${path} could not be removed: ${messageOf(thrown)}`);
    }
  }

  /** Where the operator says; without a dialog the data folder's exports/. Undefined: the dialog was closed. */
  async #placeFor(name: string): Promise<Result<string | undefined, string>> {
    const { chooseFile, dataFolder } = this.#ports;
    try {
      if (chooseFile !== undefined) return { ok: true, value: await chooseFile('Save the export', name) };
      const folder = join(dataFolder, 'exports');
      await mkdir(folder, { recursive: true, mode: 0o700 });
      return { ok: true, value: join(folder, name) };
    } catch (thrown) {
      return { ok: false, error: messageOf(thrown) };
    }
  }

  #tell(view: ExportsView): void {
    this.#view = view;
    this.#ports.onExports(view);
  }
}

/** `holdfast-realised-fifo-2026-01-01-to-2026-01-31.csv`, in UTC days. */
export function exportName({ kind, method, from, to, accountId }: Request<'history.export'>): string {
  const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
  const parts = ['holdfast', kind, ...(kind === 'realised' ? [method] : []), ...(accountId === '' ? [] : [accountId])];
  return `${parts.join('-')}-${day(from)}-to-${day(to)}.csv`;
}

function failed({
  code,
  message,
}: {
  readonly code: string;
  readonly message: string;
}): HandlerAnswer<'history.export'> {
  if (code === 'cancelled')
    return {
      ok: false,
      code,
      message: 'The export was cancelled. No file was written; one that had that name before is as it was.',
      retry: true,
    };
  if (code === 'journal-broken')
    return {
      ok: false,
      code,
      message: `The journal is not whole: ${message}. Nothing was exported, since the file would leave something out. Open the Journal screen and verify it.`,
      retry: false,
    };
  return notWritten(message);
}

const notWritten = (why: string): HandlerAnswer<'history.export'> => ({
  ok: false,
  code: 'not-written',
  message: `The export was not written (${why}). The journal is untouched. Free some space or choose another folder, and try again.`,
  retry: true,
});
