import { basename, join } from 'node:path';
import { messageOf } from '#shared/model/result';
import type { Clock } from '#shared/model/time';
import { type Files, writeFully } from '../../../platform/files';
import { isWithin, type Places } from '../../../platform/places';
import { type Emit, RequestError } from '../../../platform/process/serve';
import { seldom } from '../../../platform/seldom';
import { readableFiles, withArchive } from '../archive/whole';
import type { SealKeyAnswer } from '../checkpoint/seal-checks';
import { findEnd, type JournalEnd } from '../journal-end';
import type { JournalHead } from '../protocol';
import { verifyChain } from '../verify';
import { JournalMirror } from './mirror';
import type { DurableHead, KeeperProtocol, VerifyKind, VerifyOutcome } from './protocol';
import { notePoint, startingPoint } from './verified-point';

export interface KeeperOptions {
  readonly files: Files;
  readonly places: Places;
  readonly clock: Clock;
  readonly config: KeeperProtocol['config'];
  readonly emit: Emit<KeeperProtocol>;
}

const PROGRESS_EVERY_MS = 100;
const PROBE = 'holdfast-write-test.tmp';

/** What the keeper process does: one verification at a time, and the mirror when there is one. */
export class JournalKeeperService {
  readonly #options: KeeperOptions;
  #durable: DurableHead;
  #mirror: JournalMirror | undefined;
  #verifying: AbortController | undefined;
  #onSealKey: (answer: SealKeyAnswer) => void = () => undefined;

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#durable = options.config.durable;
    this.#keep(options.config.mirrorFolder);
  }

  told(durable: DurableHead): void {
    this.#durable = durable;
    this.#mirror?.told(durable.head);
  }

  retryMirror(): void {
    this.#mirror?.retry();
  }

  /** What was asked for by `sealKeyWanted`. */
  toldSealKey(answer: SealKeyAnswer): void {
    this.#onSealKey(answer);
  }

  cancelVerify(): void {
    this.#verifying?.abort(new RequestError('cancelled', 'The verification was cancelled before its end.'));
  }

  /** Rejects with a RequestError as the protocol names them. */
  async verify(kind: VerifyKind, head: JournalHead | null, seals: readonly string[]): Promise<VerifyOutcome> {
    if (this.#verifying !== undefined) throw new RequestError('running', 'A verification runs already.');
    const cancel = new AbortController();
    this.#verifying = cancel;
    try {
      return await this.#verifyOne(kind, head, seals, cancel.signal);
    } catch (thrown) {
      if (thrown instanceof RequestError) throw thrown;
      const what = kind === 'mirror' ? 'The mirror' : 'The journal';
      throw new RequestError(
        'journal-failed',
        `${what} could not be read (${messageOf(thrown)}), so it is not known whether it is whole. Check the disk that holds it.`,
      );
    } finally {
      this.#verifying = undefined;
    }
  }

  async #verifyOne(
    kind: VerifyKind,
    head: JournalHead | null,
    seals: readonly string[],
    signal: AbortSignal,
  ): Promise<VerifyOutcome> {
    const { files, clock, config } = this.#options;
    const { journalId, head: last } = this.#durable;
    const known = { seals, ...(head !== null && { head }) };
    const sealKey = (id: string): Promise<SealKeyAnswer> => this.#sealKeyOf(id, signal);
    const common = { files, known, sealKey, monotonicMs: clock.monotonicMs, onProgress: this.#progress(), signal };
    if (kind === 'mirror') {
      const { directory, end } = await this.#mirrorEnd();
      return { report: await verifyChain({ ...common, directory, end }), continuation: 'first' };
    }
    const { directory, pointFile } = config;
    const { from, continuation } =
      kind === 'full'
        ? { from: undefined, continuation: 'first' as const }
        : await startingPoint(files, directory, pointFile, { journalId, endSeq: last.seq });
    // Archived segments are verified with the rest where they are at hand; otherwise it begins where the journal begins here.
    const readable = from === undefined ? await readableFiles(files, directory) : files;
    const report = await verifyChain({ ...common, files: readable, directory, end: { head: last }, from });
    if (report.intact) await notePoint(files, pointFile, journalId, report.end);
    return { report, continuation };
  }

  #sealKeyOf(sealId: string, signal: AbortSignal): Promise<SealKeyAnswer> {
    return new Promise((resolve, reject) => {
      this.#onSealKey = resolve;
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      this.#options.emit('sealKeyWanted', { sealId });
    });
  }

  /** Where the mirror ends by itself, whatever the journal says: one that is left alone is verified, too, and so is a bad end of it. */
  async #mirrorEnd(): Promise<{ readonly directory: string; readonly end: JournalEnd }> {
    const mirror = this.#mirror;
    const directory = mirror?.status.folder ?? undefined;
    if (mirror === undefined || directory === undefined)
      throw new RequestError('no-mirror', 'There is no mirror that could be verified.');
    if (mirror.end !== undefined) return { directory, end: mirror.end };
    const { segment, offset, head, badTail, exists } = await findEnd(this.#options.files, directory);
    if (!exists) throw new RequestError('journal-failed', `There is no record in the mirror yet (${directory}).`);
    return { directory, end: { segment, offset: offset + (badTail?.bytes ?? 0), head } };
  }

  /** Rejects with a RequestError: `inside-data-folder`, `not-writable`. */
  async prepareMirror(folder: string): Promise<{ readonly mirrorFolder: string; readonly sharesDisk: boolean }> {
    const { files, places, config } = this.#options;
    const name = `holdfast-journal-${this.#durable.journalId}`;
    try {
      const chosen = await places.realPath(folder);
      if (isWithin(chosen, await places.realPath(config.dataFolder)))
        throw new RequestError(
          'inside-data-folder',
          `${folder} is in Holdfast's own data folder, where a mirror would be lost with it. Nothing was changed. Choose a folder on another disk.`,
        );
      const mirrorFolder = basename(chosen) === name ? chosen : join(chosen, name);
      // Tried before anything is made: where nothing can be made, making a folder with its parents need not come to an end.
      await tryToWrite(files, chosen);
      await files.makeFolder(mirrorFolder);
      await tryToWrite(files, mirrorFolder);
      const sharesDisk = await this.#sharesDisk(mirrorFolder);
      return { mirrorFolder, sharesDisk };
    } catch (thrown) {
      if (thrown instanceof RequestError) throw thrown;
      throw new RequestError(
        'not-writable',
        `${folder} cannot hold the mirror (${messageOf(thrown)}). Nothing was changed. Choose a folder that this user can write, on another disk.`,
      );
    }
  }

  async setMirror(mirrorFolder: string | null): Promise<void> {
    await this.#mirror?.close({ copiesRest: false });
    this.#keep(mirrorFolder);
  }

  /** Brings the mirror up to what is durable, and ends. */
  async stop(): Promise<void> {
    this.cancelVerify();
    await this.#mirror?.close({ copiesRest: true });
  }

  #keep(directory: string | null): void {
    const { files, clock, config, emit } = this.#options;
    this.#mirror = undefined;
    if (directory === null) return;
    this.#mirror = new JournalMirror(
      {
        // A mirror holds all of the journal, archived segments, too: one begun anew reads them from the archive.
        source: { files: withArchive(files, config.directory), directory: config.directory },
        target: { files, directory },
        clock,
        sharesDisk: () => this.#sharesDisk(directory),
        onStatus: (status) => emit('mirror', status),
        onSetAside: (aside) => emit('mirrorSetAside', aside),
      },
      this.#durable.head,
    );
    this.#mirror.start();
  }

  async #sharesDisk(folder: string): Promise<boolean> {
    const { places, config } = this.#options;
    const [own, other] = await Promise.all([places.deviceOf(config.directory), places.deviceOf(folder)]);
    return own === other;
  }

  #progress(): (progress: KeeperProtocol['events']['progress']) => void {
    const { clock, emit } = this.#options;
    return seldom(PROGRESS_EVERY_MS, clock.monotonicMs, (progress) => emit('progress', progress));
  }
}

async function tryToWrite(files: Files, folder: string): Promise<void> {
  const path = join(folder, PROBE);
  const file = await files.open(path, 'replace');
  try {
    await writeFully(file, Buffer.from('Holdfast can write here.\n'), 0);
    await file.sync();
  } finally {
    await file.close();
  }
  await files.remove(path);
}
