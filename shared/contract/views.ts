/** What the screens show. Money is decimal text, times are UTC milliseconds. Main owns all of it. */
import { z } from 'zod';
import { EXCHANGE_TIMER_STATES } from '#shared/model/exchange-timer';
import { ORDER_TYPES } from '#shared/model/order';
import { ORDER_STATES } from '#shared/model/order-lifecycle';
import { HALT_SOURCES } from '#shared/model/trading-state';
import { accountId, botId, decimalText, utcMs } from './define';

export const environment = z.enum(['paper', 'testnet', 'live']);
export const tradingState = z.enum(['ACTIVE', 'REDUCING', 'HALTED']);
const scopeText = z.string().min(1).max(100);
/** What a halt covers. */
export const haltScope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('portfolio') }),
  z.strictObject({ kind: z.literal('exchange'), exchange: scopeText }),
  z.strictObject({ kind: z.literal('account'), accountId }),
  z.strictObject({ kind: z.literal('bot'), botId }),
  z.strictObject({ kind: z.literal('symbol'), symbol: scopeText }),
]);

/** One thing that tripped a halt or happened during it. */
export const haltCause = z.strictObject({
  id: z.string(),
  source: z.string(),
  sentence: z.string(),
  at: utcMs,
  lastAt: utcMs,
  times: z.number().int().positive(),
  acknowledged: z.strictObject({ by: z.string(), at: utcMs }).nullable(),
});
export type HaltCauseView = z.infer<typeof haltCause>;

/** A halt that stands. `progress`: how far its cancelling is; `none` while REDUCING, and before a start has looked. */
export const standingHaltView = z.strictObject({
  id: z.string(),
  scope: haltScope,
  state: z.enum(['HALTED', 'REDUCING']),
  source: z.enum(HALT_SOURCES),
  reason: z.string(),
  trippedAt: utcMs,
  progress: z.enum(['none', 'running', 'verified-empty', 'not-verified']),
  /** What tripped it and what happened since, each to be acknowledged. */
  causes: z.array(haltCause),
  /** Steps of the runbook that are done. */
  ticks: z.array(z.strictObject({ stepId: z.string(), by: z.string(), at: utcMs })),
  /** Earliest time of a resume; 0 when there is no cool-down. */
  resumableAt: utcMs,
});
export type StandingHaltView = z.infer<typeof standingHaltView>;

/** A halt tried without money, and what it found on each account. */
export const rehearsalView = z.strictObject({
  at: utcMs,
  isOk: z.boolean(),
  /** Press to verified empty of the account that was halted, or the slowest listing; null when one failed. */
  ms: z.number().nullable(),
  accounts: z.array(
    z.strictObject({
      accountId,
      environment,
      did: z.enum(['halted', 'listed']),
      isOk: z.boolean(),
      ms: z.number().nullable(),
      problem: z.string(),
    }),
  ),
});
export type RehearsalView = z.infer<typeof rehearsalView>;

/** Portfolio-wide trading state and why it is so. */
export const tradingView = z.strictObject({
  state: tradingState,
  /** Why, in a sentence; empty while ACTIVE. */
  reason: z.string(),
  /** What holds every new order back until it lifts by itself, in a sentence, whatever the state; empty when nothing does. */
  blocked: z.string(),
  since: utcMs,
  haltId: z.string().nullable(),
  /** False until the operator has set one: the resume page asks for it then. */
  passphraseSet: z.boolean(),
  /** Every halt that stands, the oldest first; that over everything is told above, too. */
  halts: z.array(standingHaltView),
  /** The last rehearsal of the halt; null: never. */
  rehearsal: rehearsalView.nullable(),
});
export type TradingView = z.infer<typeof tradingView>;

/** One light of the health strip. `bad` refuses new orders or worse; the message says what it means and what to do. */
export const healthView = z.strictObject({
  id: z.enum([
    'journal',
    'guard',
    'exchange',
    'market',
    'paper-exchange',
    'keychain',
    'clock',
    'ways-to-halt',
    'journal-copies',
  ]),
  name: z.string(),
  level: z.enum(['good', 'warning', 'bad', 'starting']),
  message: z.string(),
  /** Process id and restarts where the item is a process. */
  pid: z.number().int().nullable(),
  restarts: z.number().int(),
});
export type HealthView = z.infer<typeof healthView>;

/** Money of one account, or of all together (`accountId` is `total`). In the quote asset, USDT. */
export const accountView = z.strictObject({
  accountId: z.string(),
  exchange: z.string(),
  environment,
  /** Cash plus positions at mid; null while a price or balance is missing: never a guess. */
  equity: decimalText.nullable(),
  cash: decimalText.nullable(),
  positionsValue: decimalText.nullable(),
  unrealised: decimalText.nullable(),
  realised: decimalText.nullable(),
  feesPaid: decimalText.nullable(),
  /** Notional of positions plus working buy orders. */
  grossExposure: decimalText.nullable(),
  workingOrders: z.number().int().nonnegative(),
  /** Only of margin accounts, whose cash is their wallet and whose equity is wallet and unrealised profit at mark. Settle asset. */
  margin: z
    .strictObject({
      /** Bound by positions and working orders. */
      used: decimalText.nullable(),
      /** What new orders may bind. */
      available: decimalText.nullable(),
      /** Below this the account is liquidated. */
      maintenance: decimalText.nullable(),
    })
    .nullable(),
  /** The exchange's own dead-man timer; null before the guard has told, and in the total. */
  exchangeTimer: z
    .strictObject({
      state: z.enum(EXCHANGE_TIMER_STATES),
      runsOutAt: utcMs.nullable(),
      covered: z.number().int().nonnegative(),
      symbols: z.number().int().nonnegative(),
      problem: z.string(),
    })
    .nullable(),
  /** When the oldest number in it was true. Ages are shown from this. */
  asOf: utcMs,
});
export type AccountView = z.infer<typeof accountView>;

export const botView = z.strictObject({
  botId,
  program: z.string(),
  accountId,
  environment,
  symbols: z.array(z.string()),
  /** `halted` and `blocked`: it runs, but none of its orders may leave. `reducing`: only such as make a position smaller. `paused`: its orders stand, no new one is taken. */
  state: z.enum([
    'stopped',
    'starting',
    'running',
    'reducing',
    'halted',
    'blocked',
    'paused',
    'backing-off',
    'stopping',
    'failed',
  ]),
  /** Why it does not run or trade; empty otherwise. */
  reason: z.string(),
  pid: z.number().int().nullable(),
  restarts: z.number().int(),
  lastHeardAt: utcMs.nullable(),
  startedAt: utcMs.nullable(),
  equity: decimalText.nullable(),
  realised: decimalText.nullable(),
  unrealised: decimalText.nullable(),
  /** Gross exposure and the limit it is measured against; null when missing. */
  exposure: decimalText.nullable(),
  exposureLimit: decimalText.nullable(),
  workingOrders: z.number().int().nonnegative(),
  ordersPlaced: z.number().int().nonnegative(),
  ordersRefused: z.number().int().nonnegative(),
  fills: z.number().int().nonnegative(),
  messageErrors: z.number().int().nonnegative(),
  /** When the oldest market price it trades on was received. */
  asOf: utcMs,
});
export type BotView = z.infer<typeof botView>;

/** A line of a bot's log. `console` is what Holdfast did with the bot; `stderr` what its program wrote besides the protocol. */
export const botLogLine = z.strictObject({
  /** Counts up since the console started. */
  seq: z.number().int().positive(),
  at: utcMs,
  level: z.enum(['debug', 'info', 'warn', 'error', 'stderr', 'console']),
  text: z.string().max(4_096),
});
export type BotLogLineView = z.infer<typeof botLogLine>;

export const positionView = z.strictObject({
  /** `accountId/symbol`. */
  id: z.string(),
  accountId,
  botId: z.string(),
  symbol: z.string(),
  quantity: decimalText,
  averageCost: decimalText.nullable(),
  mark: decimalText.nullable(),
  value: decimalText.nullable(),
  unrealised: decimalText.nullable(),
  realised: decimalText,
  /** Largest position allowed, in the quote asset; null when missing. */
  limit: decimalText.nullable(),
  /** Only of perpetuals, whose quantity and value are signed and whose mark is the exchange's mark price. */
  margin: z
    .strictObject({
      leverage: decimalText.nullable(),
      isIsolated: z.boolean(),
      /** Bound for the position, settle asset. */
      used: decimalText.nullable(),
      /** Mark price at which it would be liquidated while the others stay as they are; null when none would, or not known. */
      liquidationPrice: decimalText.nullable(),
      /** Received or (negative) paid since it is known; not in `realised`. */
      funding: decimalText,
    })
    .nullable(),
  asOf: utcMs,
});
export type PositionView = z.infer<typeof positionView>;

export const orderType = z.enum(ORDER_TYPES);

export const workingOrderView = z.strictObject({
  /** Client order id. */
  id: z.string(),
  /** Journal sequence of its decision; null for an order that this journal did not decide. */
  decisionSeq: z.number().int().positive().nullable(),
  accountId,
  botId: z.string(),
  symbol: z.string(),
  side: z.enum(['buy', 'sell']),
  type: orderType,
  quantity: decimalText,
  filled: decimalText,
  price: decimalText.nullable(),
  stopPrice: decimalText.nullable(),
  state: z.enum(ORDER_STATES),
  /** How far its price is from mid, basis points; null when there is no fresh mid. */
  distanceBps: z.number().nullable(),
  createdAt: utcMs,
  updatedAt: utcMs,
});
export type WorkingOrderView = z.infer<typeof workingOrderView>;

/** An order that has ended, as it ended. */
export const endedOrderView = workingOrderView.omit({ distanceBps: true }).extend({
  /** Why it ended, where somebody said; empty otherwise. */
  reason: z.string(),
});
export type EndedOrderView = z.infer<typeof endedOrderView>;

/** `resize`: allowed with a smaller quantity than asked for. */
export const verdict = z.enum(['allow', 'resize', 'deny']);

export const checkView = z.strictObject({
  id: z.string(),
  name: z.string(),
  passed: z.boolean(),
  observed: z.string(),
  limit: z.string().nullable(),
  unit: z.string(),
  message: z.string(),
  /** Which level set the limit, and for whom: `bot grid-1`; absent where the market or a rule sets it. */
  level: z.string().optional(),
});
export type CheckView = z.infer<typeof checkView>;

/** One decision with all its checks, and what became of the order. */
export const decisionView = z.strictObject({
  /** Journal sequence of the decision. */
  seq: z.number().int().positive(),
  at: utcMs,
  botId: z.string(),
  accountId,
  symbol: z.string(),
  side: z.enum(['buy', 'sell']),
  type: orderType,
  quantity: decimalText,
  price: decimalText.nullable(),
  verdict,
  /** Only for `resize`: what is left of the quantity. */
  resizedQuantity: decimalText.optional(),
  checks: z.array(checkView),
  /** Client order id; null when denied. */
  orderId: z.string().nullable(),
  /** `refused`, `sent`, `acknowledged`, `filled` … as the order stands now. */
  outcome: z.string(),
  /** Why it was refused or rejected, in a sentence; empty otherwise. */
  reason: z.string(),
});
export type DecisionView = z.infer<typeof decisionView>;

export const equityPoint = z.strictObject({ at: utcMs, equity: z.number() });
export type EquityPoint = z.infer<typeof equityPoint>;

export const journalRecordView = z.strictObject({
  seq: z.number().int().positive(),
  time: z.string(),
  type: z.string(),
  /** The record's data as JSON text. Of data longer than 4,000 characters the short members alone: `isCut`, and `journal.record` has all of it. */
  data: z.string(),
  isCut: z.boolean(),
  hash: z.string(),
});
export type JournalRecordView = z.infer<typeof journalRecordView>;

export const journalView = z.strictObject({
  healthy: z.boolean(),
  message: z.string(),
  headSeq: z.number().int().nonnegative(),
  headHash: z.string(),
  /** A damaged tail set aside at this start, in words; empty when none. */
  setAside: z.string(),
});
export type JournalView = z.infer<typeof journalView>;

export const haltedOrderView = z.strictObject({
  accountId,
  symbol: z.string(),
  exchangeOrderId: z.string().nullable(),
  clientOrderId: z.string().nullable(),
  side: z.enum(['buy', 'sell']).nullable(),
  outcome: z.enum(['cancelled', 'filled', 'unknown']),
  filledQuantity: z.string().nullable(),
  quantity: z.string().nullable(),
  evidence: z.string(),
  /** How the exchange said it stood, and its own time of that. */
  exchangeStatus: z.string().nullable(),
  exchangeAt: utcMs.nullable(),
});
export const haltReportView = z.strictObject({
  id: z.string(),
  scope: haltScope,
  source: z.enum(HALT_SOURCES),
  reason: z.string(),
  trippedAt: utcMs,
  state: z.enum(['running', 'verified-empty', 'not-verified']),
  accounts: z.array(
    z.strictObject({
      accountId,
      state: z.enum(['cancelling', 'verified-empty', 'not-verified']),
      by: z.enum(['guard', 'exchange-worker']),
      listings: z.number().int(),
      problem: z.string().nullable(),
    }),
  ),
  orders: z.array(haltedOrderView),
  /** What is left when the orders are gone, as the book has it. */
  positions: z.array(
    z.strictObject({
      accountId,
      symbol: z.string(),
      quantity: decimalText,
      /** How closing it goes; null while nobody asked for that. */
      closing: z
        .strictObject({
          state: z.enum(['closing', 'closed', 'dust', 'not-closed']),
          left: decimalText,
          orders: z.number().int().nonnegative(),
          why: z.string(),
        })
        .nullable(),
    }),
  ),
  gateClosedMs: z.number(),
  stateSavedMs: z.number().nullable(),
  firstCancelSentMs: z.number().nullable(),
  verifiedEmptyMs: z.number().nullable(),
  emptyAgainMs: z.number().nullable(),
  finishedAt: utcMs.nullable(),
});
export type HaltReportView = z.infer<typeof haltReportView>;
