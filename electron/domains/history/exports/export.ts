import type { Files } from '../../../platform/files';
import { readRecords, withArchive } from '../../journal/index';
import type { ExportOrder } from '../protocol';
import { type Cell, type WrittenCsv, writeCsv } from './csv';
import { sheetOf } from './sheets';

/**
 * Writes one export from the journal itself, each record checked against its chain on the way: the read model has no part in it. Rejects with
 * `BrokenJournalError` when the journal is not whole up to `toSeq`, and when archived records cannot be read from their archive: a file that leaves something out unsaid would be worse than none.
 * Rejects with the signal's reason when it is aborted before the file has its name; nothing is left behind then.
 */
export function exportTo(
  files: Files,
  journalFolder: string,
  journalId: string,
  order: ExportOrder,
  onRead: (seq: number) => void,
  signal: AbortSignal,
): Promise<WrittenCsv> {
  const { kind, method, path, toSeq } = order;
  const sheet = sheetOf(kind, method, order, journalId);
  async function* lines(): AsyncGenerator<Cell[]> {
    for await (const { records, position } of readRecords(
      withArchive(files, journalFolder),
      journalFolder,
      undefined,
      toSeq,
    )) {
      signal.throwIfAborted();
      for (const record of records) yield* sheet.take(record);
      onRead(position.head.seq);
    }
    yield* sheet.end();
    signal.throwIfAborted();
  }
  return writeCsv(files, path, sheet.columns, lines());
}
