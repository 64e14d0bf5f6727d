import { ok } from '#shared/model/result';
import type { Clock, UtcMs } from '#shared/model/time';
import { type EarlierRuns, type ExecutionQuality, QualityReplay } from '../../domains/execution/index';
import type { Journal, JournalRecord, JournalStatus } from '../../domains/journal/index';
import { type Read, tailOf } from '../decisions/steps';
import { MEASURED_TYPES, replayRecord } from './read-record';

/** Records older than this are not read. */
const REACH_MS = 24 * 3_600_000;
/** Nor more than so many of the newest, whatever they are: some 10,000 to 25,000 orders. */
const MOST_RECORDS = 50_000;
/** In one request: main decides on orders meanwhile (see decisions/history.ts, whose bound this is). */
const RECORDS_AT_ONCE = 20;
/** After the journal is there: the start itself comes first. */
const WAIT_MS = 1_000;
/** What could not be read is asked for again. */
const AGAIN_MS = 10_000;

/** What is asked of the journal. */
export interface EarlierJournal extends Pick<Journal, 'tail' | 'journalId'> {
  onChange(listener: (status: Pick<JournalStatus, 'head'>) => void): void;
}

export interface EarlierSources {
  readonly journal: EarlierJournal;
  readonly clock: Clock;
  readonly quality: ExecutionQuality;
}

/**
 * Measures the orders of earlier runs again, from the journal, once after the start: in bounded pages, oldest first, and
 * with nothing waiting for it. They come into the numbers together, when all are read.
 */
export class EarlierRunsReader {
  readonly #sources: EarlierSources;
  #isStopped = false;
  #cancel: (() => void) | undefined;
  /** The last record from before this run; undefined until the journal is there. */
  #to: number | undefined;
  /** Read so far. */
  #after: number | undefined;
  #replay: QualityReplay | undefined;
  #from: UtcMs | null = null;
  #unreadable = 0;

  /** Begins by itself once the journal can be read. */
  constructor(sources: EarlierSources) {
    this.#sources = sources;
    const { journal, clock } = sources;
    journal.onChange(({ head }) => {
      if (head === undefined || this.#to !== undefined) return;
      // Nothing was decided before the journal was there: what it holds now is of earlier runs.
      this.#to = head.seq;
      this.#cancel = clock.after(WAIT_MS, () => void this.#read());
    });
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
  }

  async #read(): Promise<void> {
    const { clock, quality } = this.#sources;
    const read = await this.#readOn(this.#to ?? 0);
    if (this.#isStopped) return;
    if (read.ok) {
      const about = this.#about('done', '');
      if (this.#replay === undefined) quality.earlier = about;
      else quality.include(this.#replay.quality, about);
      this.#replay = undefined;
      return;
    }
    const problem = `Orders of earlier runs are not in these numbers: the journal could not be read. ${read.error.message} Orders do not depend on it; it is asked again every ${AGAIN_MS / 1_000} seconds.`;
    quality.earlier = this.#about('failed', problem);
    this.#cancel = clock.after(AGAIN_MS, () => void this.#read());
  }

  /** Goes on where it stood. */
  async #readOn(to: number): Promise<Read<void>> {
    const { journal, clock } = this.#sources;
    if (this.#after === undefined) {
      const first = await this.#firstSince(clock.now() - REACH_MS, to);
      if (!first.ok) return first;
      this.#after = first.value - 1;
    }
    while (this.#after < to && !this.#isStopped) {
      const before: number = Math.min(this.#after + RECORDS_AT_ONCE, to) + 1;
      const page = await tailOf(journal, {
        limit: RECORDS_AT_ONCE,
        beforeSeq: before,
        afterSeq: this.#after,
        types: MEASURED_TYPES,
      });
      if (!page.ok) return page;
      for (const record of page.value) this.#take(record);
      this.#after = before - 1;
    }
    return ok(undefined);
  }

  #take(record: JournalRecord): void {
    const { journal } = this.#sources;
    const at = Date.parse(record.time);
    this.#from ??= at;
    this.#replay ??= new QualityReplay(at);
    if (!replayRecord(this.#replay, journal.journalId, record)) this.#unreadable += 1;
  }

  /** The first record of the period, by halving; of a clock that was set back it may be a later one. */
  async #firstSince(from: UtcMs, to: number): Promise<Read<number>> {
    let [low, high] = [Math.max(1, to - MOST_RECORDS + 1), to + 1];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const query = { limit: 1, beforeSeq: middle + 1, afterSeq: middle - 1, headersOnly: true };
      const answer = await tailOf(this.#sources.journal, query);
      if (!answer.ok) return answer;
      const time = answer.value[0]?.time;
      if (time !== undefined && Date.parse(time) >= from) high = middle;
      else low = middle + 1;
    }
    return ok(low);
  }

  #about(state: EarlierRuns['state'], problem: string): EarlierRuns {
    const { orders, withoutTimes, notTold } = this.#replay?.counts ?? { orders: 0, withoutTimes: 0, notTold: 0 };
    const isDone = state === 'done';
    const counts = isDone ? { orders, withoutTimes, notTold } : { orders: 0, withoutTimes: 0, notTold: 0 };
    return { state, from: isDone ? this.#from : null, ...counts, unreadable: this.#unreadable, problem };
  }
}
