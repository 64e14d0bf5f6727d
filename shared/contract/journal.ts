import { z } from 'zod';
import { RECORD_PAGE_CHARS } from './bounds';
import { channel, nothing } from './define';
import { journalRecordView } from './views';

export const journalChannels = {
  /** Newest records, oldest first; at most 200 a call; before `beforeSeq` when given. */
  'journal.tail': channel({
    request: z.strictObject({
      limit: z.number().int().min(1).max(200),
      beforeSeq: z.number().int().positive().nullable(),
    }),
    response: z.strictObject({ records: z.array(journalRecordView) }),
    errors: ['journal-failed'],
  }),
  /** The data of one record laid out over lines, from this character on: at most a page of it, and how long all of it is. */
  'journal.record': channel({
    request: z.strictObject({ seq: z.number().int().positive(), from: z.number().int().nonnegative() }),
    response: z.strictObject({ text: z.string().max(RECORD_PAGE_CHARS), length: z.number().int().nonnegative() }),
    errors: ['journal-failed', 'no-such-record'],
  }),
  /** Re-reads the whole journal from disk and checks every link of its chain. */
  'journal.verify': channel({
    request: nothing,
    response: z.discriminatedUnion('intact', [
      z.strictObject({
        intact: z.literal(true),
        records: z.number().int(),
        headSeq: z.number().int(),
        headHash: z.string(),
        ms: z.number(),
      }),
      z.strictObject({ intact: z.literal(false), where: z.string(), reason: z.string(), ms: z.number() }),
    ]),
    errors: ['journal-failed'],
  }),
} as const;
