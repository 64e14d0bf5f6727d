/**
 * The leak scan (K7): looks through the files and git objects an operator names for the exact text of each stored key, as it is and in the
 * forms in which keys get into files, and for what looks like a secret.
 *
 * It promises: it changes nothing; it tells what it could not read; its memory does not grow with what it reads; a cancel ends it within two
 * seconds. It never follows a link, never asks a network, and never tells, keeps or records the text of a secret.
 *
 * The reading is done by electron/workers/leak-scan.ts, started for each scan. Others in main import from this file alone.
 */
import { LeakScanner, type LeakScannerOptions } from './scanner';

export const createLeakScanner = (options: LeakScannerOptions): LeakScanner => new LeakScanner(options);

export { type Place, standardPlaces } from './places';
export type { Finding, ScanCounts, SecretToFind, Unread } from './protocol';
export type { LeakScanner, LeakScannerOptions, ScanNews, ScanRun } from './scanner';
