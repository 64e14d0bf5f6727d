import type { JournalRecordView } from '../../../shared/contract/views';

/** Most records kept in the window; older ones are read again when asked for. */
export const RECORDS_KEPT = 2_000;

/**
 * Puts newly appended records (oldest first) behind those there. Should some be missing between, the older ones go:
 * the list never hides a hole. Records there already stay as they are.
 */
export function appendRecords(
  there: readonly JournalRecordView[],
  incoming: readonly JournalRecordView[],
): readonly JournalRecordView[] {
  const last = there.at(-1)?.seq ?? 0;
  const more = incoming.filter((record) => record.seq > last);
  const first = more[0];
  if (first === undefined) return there;
  const hasHole = there.length > 0 && first.seq !== last + 1;
  return [...(hasHole ? [] : there), ...more].slice(-RECORDS_KEPT);
}

/** Puts older records (oldest first) before those there. */
export function prependRecords(
  there: readonly JournalRecordView[],
  older: readonly JournalRecordView[],
): readonly JournalRecordView[] {
  const first = there[0]?.seq ?? Number.MAX_SAFE_INTEGER;
  return [...older.filter((record) => record.seq < first), ...there];
}
