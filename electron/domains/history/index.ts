/**
 * The history: a read model of the journal in SQLite, for search, stories and charts, and the exports, which are written from the journal itself.
 *
 * It promises: it only ever reads the journal; whatever it holds can be thrown away and is made anew from it; what it has not read yet it
 * says. It is never asked by the order or the halt path, and its death or a damaged file harms nothing.
 *
 * The work is done by electron/workers/history.ts. Others in main import from this file alone.
 */
import { HistoryClient, type HistoryOptions } from './client';

export const createHistory = (options: HistoryOptions): HistoryClient => new HistoryClient(options);

export type { HistoryClient, HistoryOptions } from './client';
export { unfinishedName, type WrittenCsv } from './exports/csv';
export type { CostMethod } from './exports/lots';
export type {
  Charts,
  Exporting,
  ExportKind,
  HistoryChoices,
  HistoryFound,
  HistoryQuery,
  HistoryStatus,
  Story,
} from './protocol';
