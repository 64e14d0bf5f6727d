import { z } from 'zod';
import { RECORD_PAGE_CHARS } from './bounds';
import { channel, nothing, utcMs } from './define';
import { journalRecordView } from './views';

const count = z.number().int().nonnegative();
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const message = z.string().max(10_000);
/** A record's time as it stands in the journal, UTC. */
const recordTime = z.string().max(30);

export const keptHead = z.strictObject({ seq: z.number().int().positive(), hash });
const verifyKind = z.enum(['recent', 'full', 'mirror']);
/** A record before which nothing can have been changed. */
const anchor = z.strictObject({
  kind: z.enum(['checkpoint', 'head']),
  seq: count,
  hash,
  time: recordTime,
  isSealRight: z.boolean(),
});
/** What was found of the checkpoints' seals; see SealsFound in electron/domains/journal. `others`: seals that are not this vault's. */
const seals = z.strictObject({
  right: count,
  unchecked: count,
  others: count,
  why: z.enum(['locked', 'no-vault']).nullable(),
});

export const verifyReport = z.discriminatedUnion('intact', [
  z.strictObject({
    intact: z.literal(true),
    records: count,
    fromSeq: count,
    headSeq: count,
    headHash: z.string(),
    ms: z.number(),
    anchor: anchor.nullable(),
    seals: seals.nullable(),
  }),
  z.strictObject({
    intact: z.literal(false),
    where: z.string().max(300),
    reason: z.string().max(600),
    fromSeq: count,
    ms: z.number(),
    time: recordTime.nullable(),
    lastGood: z.strictObject({ seq: count, time: recordTime }).nullable(),
    anchor: anchor.nullable(),
    seals: seals.nullable(),
  }),
]);
export type VerifyReportView = z.infer<typeof verifyReport>;

export const verificationView = z.strictObject({
  kind: verifyKind,
  phase: z.enum(['running', 'done', 'cancelled', 'failed']),
  startedAt: utcMs,
  endedAt: utcMs.nullable(),
  progress: z.strictObject({ records: count, bytes: count, totalBytes: count }),
  /** When it is done. */
  report: verifyReport.nullable(),
  /** True: what the last verification ended on is not in this journal. */
  isOther: z.boolean(),
  /** Why it failed, what that means, what to do; empty otherwise. */
  message,
});
export type VerificationView = z.infer<typeof verificationView>;

/** See the type of the same name in electron/domains/journal/keeper. */
export const mirrorView = z.strictObject({
  state: z.enum(['off', 'comparing', 'copying', 'current', 'away', 'refused']),
  folder: z.string().max(8_192).nullable(),
  problem: z.strictObject({ code: z.string().max(40), message }).nullable(),
  seq: count.nullable(),
  journalSeq: count,
  behindSince: utcMs.nullable(),
  sharesDisk: z.boolean().nullable(),
});
export type MirrorView = z.infer<typeof mirrorView>;

/** The mirror of the journal, the running or the last verification since Holdfast started, and how many seal keys the operator gave. */
export const journalCopies = z.strictObject({
  mirror: mirrorView,
  verification: verificationView.nullable(),
  sealKeys: count,
});
export type JournalCopies = z.infer<typeof journalCopies>;

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
  'journal.copies': channel({ request: nothing, response: journalCopies, errors: [] }),
  /**
   * Begins to read the journal, or its mirror, again from the disk and to check every link of its chain; `journal.copies-changed` tells how
   * it gets on. `recent` begins where the last good one ended. `head`: one that was written down, which must stand in it.
   */
  'journal.verify': channel({
    request: z.strictObject({ kind: verifyKind, head: keptHead.nullable() }),
    response: nothing,
    errors: ['running', 'journal-failed', 'no-mirror'],
  }),
  'journal.cancel-verify': channel({ request: nothing, response: nothing, errors: ['not-running'] }),
  /** Main takes first keys of seals from the clipboard by itself, and keeps them until Holdfast ends: how many. The next verification uses them. */
  'journal.paste-seal-keys': channel({
    request: nothing,
    response: z.strictObject({ seals: count }),
    errors: ['no-clipboard', 'not-seal-keys'],
  }),
  'journal.forget-seal-keys': channel({ request: nothing, response: nothing, errors: [] }),
  /** Main writes the first keys of the seals that the last verification met, as the vault has them, into a file that it asks for; null: not chosen. */
  'journal.save-seal-keys': channel({
    request: nothing,
    response: z.strictObject({ file: z.string().max(8_192).nullable() }),
    errors: ['no-seals', 'locked', 'not-saved'],
  }),
  /** Opens the system's own dialog, and keeps the mirror in what is chosen there. Not chosen: it was closed without. */
  'journal.choose-mirror': channel({
    request: nothing,
    response: z.strictObject({ isChosen: z.boolean() }),
    errors: ['no-dialog', 'inside-data-folder', 'not-writable', 'journal-failed', 'not-saved'],
  }),
  /** No mirror from now on; what stands in its folder stays. */
  'journal.stop-mirror': channel({ request: nothing, response: nothing, errors: ['no-mirror', 'not-saved'] }),
  /** Looks at once at a mirror that is away or was left alone. */
  'journal.retry-mirror': channel({ request: nothing, response: nothing, errors: ['no-mirror'] }),
} as const;
