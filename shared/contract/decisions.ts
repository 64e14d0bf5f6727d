import { z } from 'zod';
import { DECISION_PAGE_ROWS } from './bounds';
import { accountId, channel, decimalText, utcMs } from './define';
import { checkView, orderType, verdict } from './views';

/*
 * Decisions older than those that the desk mirrors, read from the journal in pages. A page does a bounded amount of work
 * and says where to go on, so a screen that wants thousands asks many times, and nothing else waits for it.
 */

const seq = z.number().int().positive();
const side = z.enum(['buy', 'sell']);
const facts = {
  /** Journal sequence of the decision. */
  seq,
  at: utcMs,
  botId: z.string(),
  accountId,
  symbol: z.string(),
  side,
  type: orderType,
  quantity: decimalText,
  /** What a resize left of it. */
  resizedQuantity: decimalText.nullable(),
  price: decimalText.nullable(),
  verdict,
  orderId: z.string().nullable(),
};

/** A decision in a list: without the checks that passed, and without what it knew. */
export const decisionRow = z.strictObject({
  ...facts,
  /** As the order stands now; empty when nothing that was read says it. */
  outcome: z.string(),
  reason: z.string(),
  failed: z.array(z.strictObject({ id: z.string(), name: z.string() })).max(200),
  /** How many checks were made. */
  checks: z.number().int().nonnegative(),
});
export type DecisionRow = z.infer<typeof decisionRow>;

/** One thing that happened to the order after its decision, as it is on record. */
export const orderStep = z.strictObject({
  seq,
  at: utcMs,
  /** An order state, `fill`, or `withheld`. */
  what: z.string(),
  /** Of a fill: what it traded. Of a state: what is filled so far. */
  quantity: decimalText.nullable(),
  price: decimalText.nullable(),
  note: z.string(),
});
export type OrderStep = z.infer<typeof orderStep>;

/** Everything that is on record of one decision. */
export const decisionRecord = z.strictObject({
  ...facts,
  /** What the bot asked for besides, in the journal's own words: `timeInForce`, `stopPrice`, … */
  intent: z.record(z.string(), z.string().nullable()),
  /** All that the gate knew, in the journal's own words: `state`, `bid`, `priceAgeMs`, … Null: not known then. */
  inputs: z.record(z.string(), z.string().nullable()),
  checks: z.array(checkView).max(200),
  hash: z.string(),
  /** Oldest first. */
  steps: z.array(orderStep).max(200),
  /** The journal was followed to here for the steps. */
  followedTo: z.number().int().nonnegative(),
  /** Whether all steps there are were read: the order ended, or the journal did. */
  isFollowed: z.boolean(),
});
export type DecisionRecord = z.infer<typeof decisionRecord>;

const word = z.string().min(1).max(100).nullable();
export const decisionFilter = z.strictObject({
  verdict: verdict.nullable(),
  botId: word,
  accountId: word,
  symbol: word,
  checkId: word,
  text: z.string().max(200),
});

const span = {
  /** UTC; null: since this console started. */
  from: utcMs.nullable(),
  /** Null: from the newest on. */
  beforeSeq: seq.nullable(),
};
const goesOn = {
  /** Where to go on; null when all of the period was looked at. */
  nextBeforeSeq: seq.nullable(),
};

export const decisionChannels = {
  /** Decisions on record that fit, newest first. A page may be short, or empty, and still go on. */
  'decisions.page': channel({
    request: z.strictObject({
      ...span,
      limit: z.number().int().min(1).max(DECISION_PAGE_ROWS),
      filter: decisionFilter,
    }),
    response: z.strictObject({
      rows: z.array(decisionRow).max(DECISION_PAGE_ROWS),
      /** Decisions looked at for it. */
      looked: z.number().int().nonnegative(),
      /** Records that say they are decisions and cannot be read as such: damaged, or of another version. */
      unreadable: z.number().int().nonnegative(),
      from: utcMs,
      ...goesOn,
    }),
    errors: ['journal-failed'],
  }),
  /** How many decisions are on record, whatever they say. */
  'decisions.count': channel({
    request: z.strictObject(span),
    response: z.strictObject({ decisions: z.number().int().nonnegative(), ...goesOn }),
    errors: ['journal-failed'],
  }),
  /** One decision with all that it knew, and what became of its order. */
  'decisions.open': channel({
    request: z.strictObject({ seq }),
    response: decisionRecord,
    errors: ['journal-failed', 'no-decision', 'unreadable'],
  }),
} as const;
