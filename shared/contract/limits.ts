import { z } from 'zod';
import { LIMIT_IDS, LIMIT_LEVELS, type LimitId } from '#shared/model/limits';
import {
  LIMIT_EDITS_MAX,
  LIMIT_TEXT_MAX,
  OVERRIDE_MAX_MS,
  OVERRIDE_MIN_MS,
  PASSPHRASE_MAX,
  REASON_MAX,
  REASON_MIN,
} from './bounds';
import { accountId, botId, channel, decimalText, nothing, utcMs } from './define';

/*
 * Limits: what is set, what applies, how much of it is used, and every change of it. Values cross as text, as an operator writes
 * them; main alone reads them, says what is wrong with one, and whether a change needs the passphrase.
 */

const level = z.enum(LIMIT_LEVELS);
const limitId = z.enum(LIMIT_IDS as readonly [LimitId, ...LimitId[]]);
const onBreach = z.enum(['deny', 'resize']);
/** The account, bot …; `*` for the portfolio. */
const key = z.string().min(1).max(64);
const text = z.string().max(LIMIT_TEXT_MAX);
const symbol = z.string().min(1).max(64);
const revision = z.number().int().positive();
const overrideId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/);
/** Null: none is given. Only a change that loosens asks for it. */
const passphrase = z.string().min(1).max(PASSPHRASE_MAX).nullable();
const reason = z.string().trim().min(REASON_MIN).max(REASON_MAX);

const entryFields = {
  limitId,
  text,
  onBreach,
  /** Why it is not watched; null when it is. */
  notWatched: z.string().nullable(),
};
/** What one level sets for one limit. */
export const limitEntryView = z.strictObject(entryFields);
export type LimitEntryView = z.infer<typeof limitEntryView>;

/** A limit as it applies to one bot on one symbol, and how much of it is used. */
export const appliedLimitView = z.strictObject({
  ...entryFields,
  /** Null: set nowhere, which refuses. */
  text: text.nullable(),
  /** The level whose number applies; null where none is set. */
  level: level.nullable(),
  overrideId: overrideId.nullable(),
  /** In the limit's unit; null where it is not known, or says nothing without an order. */
  used: decimalText.nullable(),
  /** Whole percent, rounded down; 100 is reached. */
  percent: z.number().int().nonnegative().nullable(),
});
export type AppliedLimitView = z.infer<typeof appliedLimitView>;

const subjectFields = { botId, accountId, exchange: z.string(), symbol };

/** One bot on one of its symbols, in short. */
export const limitSubjectView = z.strictObject({
  ...subjectFields,
  /** The limit of which most is used. */
  nearest: appliedLimitView.nullable(),
  /** Limits set nowhere: each refuses every order. */
  missing: z.number().int().nonnegative(),
});
export type LimitSubjectView = z.infer<typeof limitSubjectView>;

export const overrideView = z.strictObject({
  id: overrideId,
  level,
  key,
  limitId,
  text,
  /** What is set there without it; null: nothing. */
  instead: text.nullable(),
  reason: z.string(),
  createdAt: utcMs,
  expiresAt: utcMs,
});
export type OverrideView = z.infer<typeof overrideView>;

/** A bot whose orders wait for a person. */
export const stoppedBotView = z.strictObject({
  botId,
  accountId,
  why: z.enum(['repeats', 'losses']),
  /** A sentence. */
  message: z.string(),
});
export type StoppedBotView = z.infer<typeof stoppedBotView>;

/** A symbol whose price has jumped beyond what orders may leave at. */
export const jumpView = z.strictObject({
  symbol,
  /** Factor from the recent level, at least 1. */
  jump: z.number().min(1),
  /** Quote asset. */
  level: z.number().positive(),
  bid: decimalText,
  ask: decimalText,
  /** The tightest limit of the bots on it, as a factor. */
  limit: z.number(),
});
export type JumpView = z.infer<typeof jumpView>;

export const limitsView = z.strictObject({
  at: utcMs,
  /** Grows with every change; an edit names the one it was made on. */
  revision,
  /** A sentence while what is in force is not on disk; empty otherwise. */
  unsaved: z.string(),
  /** What each level sets, where it sets anything. */
  sets: z.array(z.strictObject({ level, key, entries: z.array(limitEntryView) })),
  /** What limits may be set for. */
  keys: z.record(level, z.array(z.string())),
  subjects: z.array(limitSubjectView),
  /** All limits of the one asked for, in the table's order; null when there is no bot. */
  chosen: z.strictObject({ ...subjectFields, limits: z.array(appliedLimitView) }).nullable(),
  overrides: z.array(overrideView),
  stopped: z.array(stoppedBotView),
  jumps: z.array(jumpView),
  presets: z.array(z.strictObject({ id: z.string(), name: z.string(), description: z.string() })),
});
export type LimitsView = z.infer<typeof limitsView>;

export const limitEdit = z.strictObject({
  level,
  key,
  limitId,
  to: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('value'), text, onBreach }),
    z.strictObject({ kind: z.literal('not-watched'), reason: z.string().max(300) }),
    z.strictObject({ kind: z.literal('none') }),
  ]),
});
export type LimitEditRequest = z.infer<typeof limitEdit>;
const edits = z.array(limitEdit).max(LIMIT_EDITS_MAX);
const someEdits = edits.min(1);

/** What an edit does to the bots: `hidden`: nothing now, since a tighter number holds. */
export const editDirection = z.enum(['tighter', 'looser', 'both', 'hidden', 'same']);
export type EditDirection = z.infer<typeof editDirection>;

const tally = z.number().int().nonnegative();
/** One decision on record that would have gone otherwise, or the same, by one check. */
export const triedExample = z.strictObject({
  seq: z.number().int().positive(),
  at: utcMs,
  botId: z.string(),
  symbol: z.string(),
  side: z.enum(['buy', 'sell']),
  quantity: decimalText,
  observed: z.string(),
  unit: z.string(),
  wasRefused: z.boolean(),
});
export type TriedExample = z.infer<typeof triedExample>;

/** A piece of the decisions on record, judged by other limits. */
export const triedPiece = z.strictObject({
  /** Decisions in it, and those that could not be read. */
  orders: tally,
  unreadable: tally,
  refusedThen: tally,
  /** Would have been refused. */
  refused: tally,
  /** Of those: were let through. */
  newlyRefused: tally,
  /** Were refused, and would have been let through. */
  newlyLet: tally,
  /** Would have been made smaller, or refused where too little was left. */
  smaller: tally,
  /** The record does not say what the new numbers would have made of it. */
  notTold: tally,
  checks: z.array(
    z.strictObject({
      checkId: z.string(),
      name: z.string(),
      refused: tally,
      newlyRefused: tally,
      examples: z.array(triedExample).max(3),
    }),
  ),
  /** The oldest decision looked at. */
  oldestAt: utcMs.nullable(),
  /** Where to go on; null when all of the period was looked at. */
  nextBeforeSeq: z.number().int().positive().nullable(),
});
export type TriedPiece = z.infer<typeof triedPiece>;

const changed = z.strictObject({
  revision,
  /** What is not as it should be although the change is in force (not saved, not recorded yet); empty otherwise. */
  note: z.string(),
});
const PASSPHRASE_ERRORS = ['passphrase-needed', 'no-passphrase', 'wrong-passphrase', 'too-many-tries'] as const;
const CHANGE_ERRORS = ['stale', 'invalid', ...PASSPHRASE_ERRORS, 'journal-failed', 'could-not-save'] as const;

export const limitChannels = {
  /** All limits, with one bot on one symbol in full; null: the first. */
  'limits.read': channel({
    request: z.strictObject({ botId: botId.nullable(), symbol: symbol.nullable() }),
    response: limitsView,
    errors: [],
  }),
  /** What edits would do: for each what is wrong with it, or which way it goes. Changes nothing. */
  'limits.preview': channel({
    request: z.strictObject({ edits }),
    response: z.strictObject({
      revision,
      edits: z.array(z.strictObject({ problem: z.string(), direction: editDirection })),
      needsPassphrase: z.boolean(),
    }),
    errors: [],
  }),
  /** Makes the edits, all or none. Loosening asks for the passphrase and is on record first; tightening takes effect at once. */
  'limits.change': channel({
    request: z.strictObject({ revision, edits: someEdits, reason: z.string().trim().max(REASON_MAX), passphrase }),
    response: changed,
    errors: CHANGE_ERRORS,
  }),
  /** The decisions on record, a bounded piece at a time, newest first, judged as if the edits were made. Changes nothing. */
  'limits.try': channel({
    request: z.strictObject({ edits, from: utcMs, beforeSeq: z.number().int().positive().nullable() }),
    response: triedPiece,
    errors: ['invalid', 'journal-failed'],
  }),
  /** The edits that would make the portfolio's limits those of a preset. Changes nothing. */
  'limits.preset': channel({
    request: z.strictObject({ presetId: z.string().max(64) }),
    response: z.strictObject({ edits: z.array(limitEdit) }),
    errors: ['unknown-preset'],
  }),
  /** R12: replaces one limit at one level for so long; it expires by itself. */
  'limits.override': channel({
    request: z.strictObject({
      revision,
      edit: limitEdit,
      forMs: z.number().int().min(OVERRIDE_MIN_MS).max(OVERRIDE_MAX_MS),
      reason,
      passphrase,
    }),
    response: changed,
    errors: CHANGE_ERRORS,
  }),
  /** Ends an override before its time. */
  'limits.lift': channel({
    request: z.strictObject({ revision, id: overrideId, passphrase }),
    response: changed,
    errors: [...CHANGE_ERRORS, 'unknown-override'],
  }),
  /** A person has looked at a bot that was cut off, or at its losing streak: it may send again. */
  'limits.rearm': channel({
    request: z.strictObject({ botId }),
    response: nothing,
    errors: ['unknown-bot', 'not-stopped'],
  }),
  /** A person says that the price they see, after a jump, is real. `bid` and `ask` as they were shown. */
  'limits.accept-price': channel({
    request: z.strictObject({ symbol, bid: decimalText, ask: decimalText, reason, passphrase }),
    response: nothing,
    errors: ['no-price', 'not-jumped', 'moved', ...PASSPHRASE_ERRORS, 'journal-failed'],
  }),
} as const;
