import type { JournalRecordView } from '../../../shared/contract/views';
import { appendRows } from '../../ui/append-rows';

/** Most records kept in the window; older ones are read again when asked for. */
export const RECORDS_KEPT = 2_000;

/** Puts newly appended records (oldest first) behind those there. */
export const appendRecords = (
  there: readonly JournalRecordView[],
  incoming: readonly JournalRecordView[],
): readonly JournalRecordView[] => appendRows(there, incoming, RECORDS_KEPT);

/** Puts older records (oldest first) before those there. */
export function prependRecords(
  there: readonly JournalRecordView[],
  older: readonly JournalRecordView[],
): readonly JournalRecordView[] {
  const first = there[0]?.seq ?? Number.MAX_SAFE_INTEGER;
  return [...older.filter((record) => record.seq < first), ...there];
}
