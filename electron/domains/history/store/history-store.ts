import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { messageOf } from '#shared/model/result';
import { errorCodeOf, type Files } from '../../../platform/files';
import {
  BrokenJournalError,
  type JournalRecord,
  type ReadBatch,
  type ReadPosition,
  readArchiveNote,
  readableFiles,
  readRecords,
  standsAt,
} from '../../journal/index';
import type { HistoryBeginning, HistoryStatus } from '../protocol';
import { HistoryDatabase } from './database';
import { Indexer } from './indexer';

export interface HistoryStoreOptions {
  readonly files: Files;
  /** The journal's folder: only read. */
  readonly journalFolder: string;
  readonly journalId: string;
  /** Where the read model's file is; made. Nothing else may be in it. */
  readonly folder: string;
  readonly onStatus: (status: HistoryStatus) => void;
}

/**
 * Records put in together: the word index writes what it holds at each commit, so few and large ones are several times as fast. Questions
 * wait for one of them at most (about 0.2 s).
 */
const BATCH = 2_000;
const FILE_NAME = /^read-model-(\d{1,9})\.sqlite$/;
const HARMLESS = 'Trading, the halt and the journal are not touched by it.';

/**
 * The read model: a file made from the journal, followed as the journal grows, and made anew whenever it is damaged, of another version, or does
 * not go with the journal on the disk. It is never more than the journal says, and everything in it can be thrown away.
 */
export class HistoryStore {
  readonly #options: HistoryStoreOptions;
  /** Files are numbered: one that is thrown away may stay open until its process ends, and could not be replaced on Windows. */
  #number = 0;
  #database: HistoryDatabase | undefined;
  #indexer: Indexer | undefined;
  #following: Promise<void> | undefined;
  #of = 0;
  #isStopped = false;
  #message = '';
  #problem = '';
  /** Undefined: not looked at yet. */
  #since: HistoryBeginning | null | undefined;

  constructor(options: HistoryStoreOptions) {
    this.#options = options;
  }

  /** The file in use. */
  get file(): string {
    return join(this.#options.folder, `read-model-${this.#number}.sqlite`);
  }

  get status(): HistoryStatus {
    const indexed = this.#indexer?.position?.head.seq ?? 0;
    const state = this.#problem !== '' ? 'failed' : indexed < this.#of || this.#of === 0 ? 'building' : 'ready';
    return {
      state,
      indexed,
      of: Math.max(this.#of, indexed),
      message: this.#problem || this.#message,
      since: this.#since ?? null,
    };
  }

  /** Opens what is there when it goes with the journal, otherwise begins anew. Rejects when the folder cannot be written. */
  async open(): Promise<void> {
    const { folder, files, journalFolder, journalId } = this.#options;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#number = Math.max(0, ...readdirSync(folder).map((name) => Number(FILE_NAME.exec(name)?.[1] ?? 0)));
    if (this.#number === 0) return this.#begin('');
    this.#removeOthers();
    try {
      const database = new HistoryDatabase(this.file);
      this.#database = database;
      this.#indexer = new Indexer(database, journalId);
      const { position } = this.#indexer;
      if (database.meta('journal') !== journalId) return this.#begin('it belonged to another journal');
      if (position !== undefined && !(await standsAt(files, journalFolder, position)))
        return this.#begin('it does not go with the journal on the disk');
      this.#since = await this.#beginning(database);
    } catch (thrown) {
      this.#begin(messageOf(thrown));
    }
  }

  /** Whoever asks for something gets what is there by now. Throws while there is nothing to ask. */
  get database(): HistoryDatabase {
    if (this.#database === undefined) throw new Error('the read model is not open');
    return this.#database;
  }

  /** Reads on up to the record `toSeq`, which is durable. One reading goes on at a time; it takes in what came meanwhile. */
  follow(toSeq: number): Promise<void> {
    this.#of = Math.max(this.#of, toSeq);
    this.#following ??= this.#readOn().finally(() => {
      this.#following = undefined;
    });
    return this.#following;
  }

  /** Throws everything away and reads the journal from its first record: the operator's word, or a damaged file's. */
  rebuild(why: string): Promise<void> {
    this.#problem = '';
    this.#begin(why);
    return this.follow(this.#of);
  }

  /** Runs a question; a file that turns out damaged is made anew, and the question fails with the reason. */
  ask<T>(question: (database: HistoryDatabase) => T): T {
    try {
      return question(this.database);
    } catch (thrown) {
      if (isDamage(thrown)) void this.rebuild(messageOf(thrown));
      throw thrown;
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#following;
    this.#database?.close();
    this.#database = undefined;
  }

  async #readOn(): Promise<void> {
    const { files, journalFolder } = this.#options;
    let hasBegunAnew = false;
    while (!this.#isStopped && this.#problem === '' && (this.#indexer?.position?.head.seq ?? 0) < this.#of) {
      try {
        if (this.#indexer === undefined) throw new Error('the read model is not open');
        const readable = await readableFiles(files, journalFolder);
        await this.#readInto(this.#indexer, readRecords(readable, journalFolder, this.#indexer.position, this.#of));
        if (this.#since === undefined && !this.#isStopped) this.#since = await this.#beginning(this.database);
      } catch (thrown) {
        this.#failedReading(thrown, hasBegunAnew);
        hasBegunAnew = true;
      }
    }
    this.#tell();
  }

  /** Undefined while nothing was read. */
  async #beginning(database: HistoryDatabase): Promise<HistoryBeginning | null | undefined> {
    const [first] = database.rows<{ seq: number; at: number }>('SELECT seq, at FROM event ORDER BY seq LIMIT 1');
    if (first === undefined || first.seq === 1) return first && null;
    const { files, journalFolder } = this.#options;
    const note = await readArchiveNote(files, journalFolder).catch(() => undefined);
    return { ...first, folder: note?.segments.find(({ seq }) => seq === first.seq - 1)?.folder ?? '' };
  }

  /** Takes in what is read, several batches together; also the good ones before the journal turns out broken. */
  async #readInto(indexer: Indexer, batches: AsyncIterable<ReadBatch>): Promise<void> {
    let records: JournalRecord[] = [];
    let position: ReadPosition | undefined;
    const put = (): void => {
      if (position !== undefined && indexer === this.#indexer && !this.#isStopped) indexer.add(records, position);
      records = [];
      position = undefined;
      this.#tell();
    };
    try {
      for await (const batch of batches) {
        records.push(...batch.records);
        position = batch.position;
        if (this.#isStopped || indexer !== this.#indexer) return;
        if (records.length >= BATCH) put();
      }
    } catch (thrown) {
      if (thrown instanceof BrokenJournalError) put();
      throw thrown;
    }
    put();
  }

  /** A damaged file is made anew, once; what the journal itself does not allow is told, and what was read till then stays. */
  #failedReading(thrown: unknown, hasBegunAnew: boolean): void {
    const why = messageOf(thrown);
    if (thrown instanceof BrokenJournalError)
      this.#problem = `The journal cannot be read on: ${why}. What comes after is missing here. Open the Journal screen and verify it. ${HARMLESS}`;
    else if (hasBegunAnew)
      this.#problem = `The read model cannot be made: ${why}. Search and charts stop where they are; free some space and make it anew. ${HARMLESS}`;
    else this.#begin(why);
  }

  /** An empty file in the place of what was there. */
  #begin(why: string): void {
    const { journalId } = this.#options;
    this.#database?.close();
    this.#number += 1;
    this.#since = undefined;
    this.#removeOthers();
    this.#message = why === '' ? '' : `It is made anew from the journal, because ${why}. ${HARMLESS}`;
    const database = new HistoryDatabase(this.file);
    this.#database = database;
    database.change(() => database.setMeta('journal', journalId));
    this.#indexer = new Indexer(database, journalId);
  }

  /** What is not in use any more; what is still held open is removed at the next start. */
  #removeOthers(): void {
    const { folder } = this.#options;
    for (const name of readdirSync(folder)) {
      if (name.startsWith(basename(this.file))) continue;
      try {
        rmSync(join(folder, name), { force: true });
      } catch (thrown) {
        if (errorCodeOf(thrown) === undefined) throw thrown;
      }
    }
  }

  #tell(): void {
    this.#options.onStatus(this.status);
  }
}

const isDamage = (thrown: unknown): boolean =>
  /SQLITE_(CORRUPT|NOTADB|IOERR)|malformed|not a database/i.test(
    `${(thrown as { code?: unknown })?.code} ${messageOf(thrown)}`,
  );
