import { z } from 'zod';
import { accountId, channel, decimalText, utcMs } from './define';

const count = z.number().int().nonnegative();
/** Share from 0 to 1; null when there is nothing to divide by. */
const share = z.number().nullable();

/** Percentiles by nearest rank, each within 2 % of the exact one; null of no values. */
export const percentilesView = z.strictObject({
  n: count,
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
});
export type PercentilesView = z.infer<typeof percentilesView>;

const measures = {
  /** Handed over to the exchange worker. */
  sent: count,
  acknowledged: count,
  rejected: count,
  /** Handed over, and known not to stand at the exchange. */
  notPlaced: count,
  /** Outcome unknown for a time, and of these still now. */
  unknown: count,
  unknownNow: count,
  ended: count,
  filled: count,
  partlyFilled: count,
  fills: count,
  /** Fills of orders decided without a usable bid and ask. */
  fillsWithoutMid: count,
  /** Fills whose fee was taken in an asset that has no price here. */
  fillsWithoutFee: count,
  cancelled: count,
  cancelsFailed: count,
  /** Filled part of the ended orders that stood at the exchange, by value at their own price. */
  fillRatio: share,
  /** Part of the traded value that made the market. */
  makerShare: share,
  /** Fees over the value they were taken for, basis points. */
  feeBps: z.number().nullable(),
  /** All slippage over all value at mid, basis points; positive is worse for us. */
  meanSlippageBps: z.number().nullable(),
  /** Quote asset. */
  traded: decimalText,
  fees: decimalText,
  slippageCost: decimalText,
  /** Milliseconds. */
  decisionToDurable: percentilesView,
  decisionToSend: percentilesView,
  /** From the hand-over to the exchange's first word. */
  acknowledge: percentilesView,
  /** From the hand-over to the first fill, waiting at a price included. */
  firstFill: percentilesView,
  fullFill: percentilesView,
  cancel: percentilesView,
  /** From unknown to known. */
  resolve: percentilesView,
  /** Basis points of each fill against the mid at its decision; positive is worse for us. */
  slippage: percentilesView,
};

export const qualityView = z.strictObject(measures);
export type QualityView = z.infer<typeof qualityView>;

export const qualityRowView = z.strictObject({ botId: z.string(), symbol: z.string(), ...measures });
export type QualityRowView = z.infer<typeof qualityRowView>;

/** One bar of a distribution: how many values lie above `from`, up to `to`. */
export const barView = z.strictObject({ from: z.number(), to: z.number(), count });
export type BarView = z.infer<typeof barView>;
const bars = z.array(barView).max(400);

/** What the numbers hold of earlier runs, read back from the journal after the start. */
export const earlierRunsView = z.strictObject({
  /** `reading`: not in the numbers yet. `failed`: the journal could not be read, and is asked again. */
  state: z.enum(['reading', 'done', 'failed']),
  /** The first record that was read, UTC; null before there is one. */
  from: utcMs.nullable(),
  /** Orders of earlier runs in the numbers, and those of them whose records hold no times. */
  orders: count,
  withoutTimes: count,
  /** Orders let through of which no record says whether they were sent: in no number. */
  notTold: count,
  /** Records of a form that is not known here. */
  unreadable: count,
  /** Why it failed, and what that means; empty otherwise. */
  problem: z.string(),
});
export type EarlierRunsView = z.infer<typeof earlierRunsView>;

export const executionSummary = z.strictObject({
  /** When it was worked out. */
  at: utcMs,
  /** The first moment it covers. */
  since: utcMs,
  /** Whether that is when this run of Holdfast began. */
  isSinceStart: z.boolean(),
  earlier: earlierRunsView,
  /** Every bot and symbol there are numbers of, whatever the filter. */
  bots: z.array(z.string()),
  symbols: z.array(z.string()),
  total: qualityView,
  /** By bot and symbol, those with anything in the period; the 64 with the most orders. */
  rows: z.array(qualityRowView).max(64),
  rowsLeftOut: count,
  decisionToSend: bars,
  acknowledge: bars,
  firstFill: bars,
  slippage: bars,
  /** Not in any number above: orders found at the exchange that the run did not send, and fills of those or of orders decided before `since`. */
  adoptedOrders: count,
  fillsNotFollowed: count,
});
export type ExecutionSummary = z.infer<typeof executionSummary>;

export const ORDER_STEPS = [
  'decided',
  'durable',
  'sent',
  'unknown',
  'resolved',
  'acknowledged',
  'first-fill',
  'cancel-asked',
  'cancel-answered',
  'last-fill',
  'ended',
] as const;

export const orderTimeline = z.strictObject({
  orderId: z.string(),
  botId: z.string(),
  accountId,
  symbol: z.string(),
  side: z.enum(['buy', 'sell']),
  /** As the order stands now: `acknowledged`, `filled` … */
  state: z.string(),
  isWorking: z.boolean(),
  decidedAt: utcMs,
  /** In order of time; milliseconds since the decision. A step that has not happened is not there. */
  steps: z.array(z.strictObject({ step: z.enum(ORDER_STEPS), ms: z.number() })),
  bid: decimalText.nullable(),
  ask: decimalText.nullable(),
  mid: decimalText.nullable(),
  quantity: decimalText,
  filled: decimalText,
  fills: count,
  averagePrice: decimalText.nullable(),
  slippageBps: z.number().nullable(),
  slippageCost: decimalText.nullable(),
  /** Null with no fill, or when a fee was taken in an asset that has no price here. */
  feeBps: z.number().nullable(),
  makerShare: share,
});
export type OrderTimeline = z.infer<typeof orderTimeline>;

export const executionChannels = {
  /** How well orders were executed: in all, and by bot and symbol. Empty bot or symbol: all of them. */
  'execution.summary': channel({
    request: z.strictObject({
      botId: z.string().max(64),
      symbol: z.string().max(64),
      period: z.enum(['all', 'day']),
    }),
    response: executionSummary,
    errors: [],
  }),
  /** The way of one order that this run sent: all that work, and the last 2,000 that ended. */
  'execution.order': channel({
    request: z.strictObject({ orderId: z.string().min(1).max(64) }),
    response: orderTimeline,
    errors: ['unknown-order'],
  }),
} as const;
