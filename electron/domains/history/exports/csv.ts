import { createHash } from 'node:crypto';
import { type Files, writeFully } from '../../../platform/files';

/** A value of a cell; null and undefined are empty. */
export type Cell = string | number | null | undefined;

/** One line of RFC 4180, its line end included: fields with a comma, a quotation mark or a line break are quoted, quotation marks doubled. */
export const csvLine = (cells: readonly Cell[]): string => `${cells.map(field).join(',')}\r\n`;

/** A text that a spreadsheet would take for a formula is kept one by an apostrophe before it; numbers stay as they are. */
function field(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  const text = String(cell);
  const isFormula = /^[=+\-@\t\r]/.test(text) && !/^[+-]?\d+(\.\d+)?$/.test(text);
  const safe = isFormula ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Collected before it is written, characters. */
const WRITE_CHARS = 256 * 1024;

export interface WrittenCsv {
  /** Lines below the heading. */
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** Where an export is written until it is whole. */
export const unfinishedName = (path: string): string => `${path}.part`;

/**
 * Writes lines to a file that stands under its name only once it is whole and durable: an older one of that name is replaced then. UTF-8
 * without a byte order mark. Rejects with what the files port rejects with, and nothing is left behind.
 */
export async function writeCsv(
  files: Files,
  path: string,
  columns: readonly string[],
  lines: AsyncIterable<readonly Cell[]>,
): Promise<WrittenCsv> {
  const temporary = unfinishedName(path);
  const hash = createHash('sha256');
  let [rows, bytes, text] = [0, 0, csvLine(columns)];
  const file = await files.open(temporary, 'replace');
  const put = async (): Promise<void> => {
    const chunk = Buffer.from(text);
    hash.update(chunk);
    await writeFully(file, chunk, bytes);
    bytes += chunk.length;
    text = '';
  };
  try {
    for await (const cells of lines) {
      rows += 1;
      text += csvLine(cells);
      if (text.length >= WRITE_CHARS) await put();
    }
    await put();
    await file.sync();
    await file.close();
    await files.rename(temporary, path);
  } catch (thrown) {
    await file.close().then(
      () => files.remove(temporary),
      // Closed already, or the disk is gone: the reason that is told is the first one.
      () => files.remove(temporary),
    );
    throw thrown;
  }
  return { rows, bytes, sha256: hash.digest('hex') };
}
