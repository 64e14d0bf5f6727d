import { z } from 'zod';
import type { ChainRule } from '../chain-rules';
import { dataOf, type RecordHeader } from '../record';
import type { ArchivedBefore } from './note';

/** The record that segments were archived: `journal.archived`. */
export const ARCHIVED = 'journal.archived';

const hex64 = z.string().regex(/^[0-9a-f]{64}$/);
const whole = z.number().int().positive();
const place = { segment: whole, seq: whole, hash: hex64 };

/** Its data. `before`: the last record of the segments that were archived earlier; null: none were. Lists every segment of this time. */
export const archivedData = z.strictObject({
  by: z.string(),
  journalId: z.string(),
  folder: z.string(),
  before: z.strictObject(place).nullable(),
  segments: z
    .array(z.strictObject({ ...place, bytes: whole, sha256: hex64 }))
    .min(1)
    .max(2_000),
});
export type ArchivedData = z.infer<typeof archivedData>;

/** Rule 9 of docs/journal-format.md: where a journal begins later, a record of it says that what stood before was archived. */
export class ArchiveOnRecord implements ChainRule {
  readonly #before: ArchivedBefore;
  #isFound = false;

  constructor(before: ArchivedBefore) {
    this.#before = before;
  }

  record(header: RecordHeader, line: Buffer): string | undefined {
    if (header.type !== ARCHIVED || this.#isFound) return undefined;
    const parsed = archivedData.safeParse(dataOf(line, header));
    if (!parsed.success) return undefined;
    const { journalId, segment, head } = this.#before;
    const { before, segments } = parsed.data;
    this.#isFound =
      parsed.data.journalId === journalId &&
      [before, ...segments].some(
        (each) => each?.segment === segment - 1 && each.seq === head.seq && each.hash === head.hash,
      );
    return undefined;
  }

  end(): string | undefined {
    const { segment, head } = this.#before;
    return this.#isFound
      ? undefined
      : `no record says that the segments before ${segment}, up to record ${head.seq}, were archived`;
  }

  /** It holds no secret. */
  forget(): void {}
}
