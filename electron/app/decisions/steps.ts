import { err, ok, type Result } from '#shared/model/result';
import type { UtcMs } from '#shared/model/time';
import type { Journal, JournalRecord } from '../../domains/journal/index';

/** The writer, which the order path waits for too, passes over so many records at most in one request. */
const PASSED_OVER = 2_000;

/** What is asked of the journal. */
export type TailJournal = Pick<Journal, 'tail'>;
export type Read<T> = Result<T, { readonly code: 'journal-failed'; readonly message: string }>;

/** A step back through the journal: its records, newest first, and where the next step begins. */
export interface Step {
  readonly records: readonly JournalRecord[];
  /** Null: what comes before is older than the period, or there is nothing. */
  readonly next: number | null;
}

export interface StepQuery {
  /** Null: from the newest. */
  readonly beforeSeq: number | null;
  readonly from: UtcMs;
  readonly types: readonly string[];
  readonly limit: number;
  readonly headersOnly?: boolean;
}

/** The newest records of these types before a place, and not older than `from`. */
export async function stepBack(
  journal: TailJournal,
  { beforeSeq, from, types, limit, headersOnly = false }: StepQuery,
): Promise<Read<Step>> {
  const newest = beforeSeq ?? (await newestSeq(journal));
  if (typeof newest !== 'number') return newest;
  const before = beforeSeq ?? newest + 1;
  const afterSeq = Math.max(0, before - 1 - PASSED_OVER);
  const answer = await tailOf(journal, { limit, beforeSeq: before, afterSeq, types, headersOnly });
  if (!answer.ok) return answer;
  const found = [...answer.value].reverse();
  const old = found.findIndex(({ time }) => Date.parse(time) < from);
  if (old >= 0) return ok({ records: found.slice(0, old), next: null });
  // Where the next step begins: before the oldest record found, since there may be more, or else before all passed over.
  const oldest = found.at(-1)?.seq;
  if (oldest !== undefined) return ok({ records: found, next: oldest > 1 ? oldest : null });
  return ok({ records: [], next: afterSeq > 0 && (await isWithin(journal, afterSeq, from)) ? afterSeq + 1 : null });
}

export async function tailOf(
  journal: TailJournal,
  query: Parameters<TailJournal['tail']>[0],
): Promise<Read<readonly JournalRecord[]>> {
  const answer = await journal.tail(query);
  return answer.ok ? answer : err({ code: 'journal-failed', message: answer.error.message });
}

async function newestSeq(journal: TailJournal): Promise<number | Read<never>> {
  const answer = await tailOf(journal, { limit: 1, headersOnly: true });
  return answer.ok ? (answer.value[0]?.seq ?? 0) : answer;
}

/** Whether a record is still of the period: asked where no record of the types wanted says so. */
async function isWithin(journal: TailJournal, seq: number, from: UtcMs): Promise<boolean> {
  const answer = await tailOf(journal, { limit: 1, beforeSeq: seq + 1, headersOnly: true });
  const time = answer.ok ? answer.value[0]?.time : undefined;
  return time !== undefined && Date.parse(time) >= from;
}
