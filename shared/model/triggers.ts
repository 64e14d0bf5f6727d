import { recordOf } from './record-of';
import type { HaltScope } from './trading-state';

/**
 * Every trigger there is (H6), as data: one versioned table that the evaluation, the settings, the Triggers screen and the guide
 * all read. A trigger says when something seen is bad (threshold), how often it must have been seen, each time by a distinct
 * observation (confirmations), within which time (window), what it stops (scope) and how hard (action).
 */

/** Raised when a trigger is added, removed or changes its meaning; stored settings carry it. */
export const TRIGGER_TABLE_VERSION = 1;

/** What is sampled is looked at this often, and what was told is judged, milliseconds. Never in the order path. */
export const TRIGGER_CADENCE_MS = 250;
/** RTS 6 (EU 2017/589) article 16(5): alerts of real-time monitoring within five seconds after the event. Milliseconds. */
export const ALERT_WITHIN_MS = 5_000;

/** What a firing does, the weakest first: tells; lets only what reduces a position leave; halts. */
export const TRIGGER_ACTIONS = ['warn', 'reduce', 'halt'] as const;
export type TriggerAction = (typeof TRIGGER_ACTIONS)[number];

/** The widths of what is stopped; each trigger has some of them, the narrowest first. */
export const TRIGGER_SCOPES = ['bot', 'symbol', 'account', 'exchange', 'portfolio'] as const satisfies ReadonlyArray<
  HaltScope['kind']
>;
export type TriggerScope = (typeof TRIGGER_SCOPES)[number];

export type TriggerUnit = '%' | 'ms' | 'bps' | '×' | 'orders' | 'errors' | 'refused' | 'times';

/** How one trigger is set. */
export interface TriggerSetting {
  /** In the trigger's unit. At or above it an observation is bad; for what is counted, so many make it bad. */
  readonly threshold: number;
  /** All that confirm it must lie within this time, milliseconds. Longer never fires later. */
  readonly windowMs: number;
  /** Distinct observations that must be bad; the same one told twice counts once. */
  readonly confirmations: number;
  /** What is stopped: this, or the next wider one that the observation names. */
  readonly scope: TriggerScope;
  readonly action: TriggerAction;
  readonly enabled: boolean;
}

export interface TriggerDefinition {
  /** Plain words, as the screens say it. */
  readonly name: string;
  /** One sentence: what is watched, and why it matters. */
  readonly sentence: string;
  readonly unit: TriggerUnit;
  /**
   * `level`: each observation has a value, and a good one between starts anew. `count`: each observation is one more.
   * `streak`: the same, and a good one starts anew.
   */
  readonly counts: 'level' | 'count' | 'streak';
  /** Looked at each 250 ms, not told: then its confirmations must fit its window, and its window the five seconds of RTS 6. */
  readonly isSampled: boolean;
  /** What the value is when all is well; 0 where it is left out. Bars begin there. */
  readonly base?: number;
  /** Smallest and largest threshold. */
  readonly least: number;
  readonly most: number;
  readonly scopes: readonly TriggerScope[];
  readonly standard: TriggerSetting;
  /** Where the rule and its numbers come from. */
  readonly source: string;
  /** Why nothing is known of it yet; such a trigger is shown and never fires. */
  readonly notWatched?: string;
  /** Why the journal cannot tell when it would have fired; absent where it can. */
  readonly notRecorded?: string;
}

const OF_BOT = ['bot', 'account', 'exchange', 'portfolio'] as const;
const OF_SYMBOL = ['symbol', 'portfolio'] as const;
const OF_ACCOUNT = ['account', 'exchange', 'portfolio'] as const;
const OF_EXCHANGE = ['exchange', 'portfolio'] as const;
const OF_ALL = ['portfolio'] as const;

const SAMPLED = { counts: 'level', isSampled: true } as const;
const TOLD = { counts: 'level', isSampled: false } as const;
const COUNTED = { counts: 'count', isSampled: false, least: 1 } as const;

/** Settings read as a table: threshold, window, confirmations, scope, action. */
const set = (
  threshold: number,
  windowMs: number,
  confirmations: number,
  scope: TriggerScope,
  action: TriggerAction,
): TriggerSetting => ({ threshold, windowMs, confirmations, scope, action, enabled: true });

const SECOND = 1_000;
const MINUTE = 60_000;
const RTS6_KILL = 'RTS 6 art. 12 (kill functionality), art. 16 (real-time monitoring)';
const FIA = 'FIA 2024, section on post-trade and system safeguards';
const NOT_HELD = 'The journal holds decisions, orders and fills; it does not hold';

// biome-ignore format: one trigger a paragraph reads as the table it is
export const TRIGGERS = {
  'daily-loss': { ...SAMPLED, name: 'Daily loss', unit: '%', least: 1, most: 1000, scopes: OF_BOT, standard: set(100, 2 * SECOND, 3, 'bot', 'halt'),
    sentence: 'A bot, account or the portfolio has lost this share of its daily loss limit since the trading day began.',
    source: `${RTS6_KILL}; the limit itself: SEC 15c3-5(c)(1)(i)` },
  'drawdown': { ...SAMPLED, name: 'Drawdown', unit: '%', least: 1, most: 1000, scopes: OF_BOT, standard: set(100, 2 * SECOND, 3, 'bot', 'halt'),
    sentence: 'A bot, account or the portfolio has fallen from its peak by this share of its drawdown limit.',
    source: `${RTS6_KILL}; the limit itself: SEC 15c3-5(c)(1)(i)` },
  'leverage': { ...SAMPLED, name: 'Leverage', unit: '×', least: 0.1, most: 125, scopes: OF_ACCOUNT, standard: set(10, 2 * SECOND, 3, 'account', 'reduce'),
    sentence: 'The positions of a margin account are worth so many times its equity: near liquidation before any limit is asked.',
    source: 'Operator: half of the 20 times that Binance USD-M sets at first',
    notRecorded: `${NOT_HELD} what a margin account was worth between them.` },

  'error-streak': { counts: 'streak', isSampled: false, name: 'Error streak', unit: 'errors', least: 1, most: 1000, scopes: OF_ACCOUNT, standard: set(10, MINUTE, 1, 'account', 'halt'),
    sentence: 'So many orders of an account in a row were refused by the exchange, or nobody said what became of them. What a limit of requests or a link that is down kept from leaving does not count.',
    source: `${FIA}; RTS 6 art. 16(2)` },
  'reject-spike': { ...COUNTED, name: 'Reject spike', unit: 'refused', most: 100_000, scopes: OF_BOT, standard: set(30, 10 * SECOND, 1, 'bot', 'reduce'),
    sentence: 'So many orders of a bot were refused within the window, by the gate or by the exchange: it does not see what it is doing. Refusals because of a halt, or of prices that are old or have jumped, do not count.',
    source: `${FIA} (repeated rejections)` },
  'order-rate': { ...COUNTED, name: 'Order rate', unit: 'orders', most: 100_000, scopes: OF_BOT, standard: set(200, 10 * SECOND, 1, 'bot', 'reduce'),
    sentence: 'A bot sent so many orders within the window: a loop that feeds itself.',
    source: 'RTS 6 art. 15(1)(d), art. 15(3); twice the 100 orders in 10 s that Binance spot takes' },
  'order-size': { ...TOLD, name: 'Order size', unit: '×', base: 1, least: 1.5, most: 10_000, scopes: OF_BOT, standard: set(10, MINUTE, 3, 'bot', 'warn'),
    sentence: 'Orders of a bot are worth so many times the median of its last 50 on that symbol; judged from its 20th order on.',
    source: 'FIA 2024, maximum order size; the factor: operator' },
  'order-hours': { ...COUNTED, name: 'Orders out of hours', unit: 'orders', most: 10_000, scopes: OF_BOT, standard: set(3, MINUTE, 1, 'bot', 'warn'),
    sentence: 'A bot asked for orders outside the operating hours of its limits. The gate has refused each of them.',
    source: 'Operator: a bot awake when nobody expects it is not the bot that was started' },

  'latency': { ...TOLD, name: 'Latency', unit: 'ms', least: 1, most: 60_000, scopes: OF_ACCOUNT, standard: set(3_000, MINUTE, 5, 'account', 'warn'),
    sentence: 'Orders of an account took so long from leaving until the first word of the exchange.',
    source: 'RTS 6 art. 16(2); the number: ten times a slow day of Binance, operator',
    notRecorded: `${NOT_HELD} when an order left and when its first answer came.` },
  'slippage': { ...TOLD, name: 'Slippage', unit: 'bps', least: 1, most: 10_000, scopes: OF_BOT, standard: set(100, MINUTE, 5, 'bot', 'reduce'),
    sentence: 'Fills of a bot were worse than the middle of the market at the decision by so much.',
    source: 'Operator: beyond the price collar of the paper desk (100 bps) something is wrong with prices or book',
    notRecorded: 'The journal holds fills and the prices of their decisions in records apart; they are not put together yet.' },

  'data-stale': { ...SAMPLED, name: 'Prices missing or stale', unit: 'ms', least: 500, most: 600_000, scopes: OF_SYMBOL, standard: set(15_000, 2 * SECOND, 3, 'symbol', 'reduce'),
    sentence: 'No price of a symbol has come for so long. The gate refuses orders much earlier, by the price age limit.',
    source: 'FIA 2024, market data reasonability; five times the price age limit of the paper desk' },
  'data-crossed': { ...SAMPLED, name: 'Prices crossed', unit: 'bps', least: 0.1, most: 10_000, scopes: OF_SYMBOL, standard: set(1, 3 * SECOND, 3, 'symbol', 'halt'),
    sentence: 'The bid of a symbol stands above its ask by so much, or a price is not positive: the feed cannot be right.',
    source: 'FIA 2024, market data reasonability' },
  'data-absurd': { ...SAMPLED, name: 'Prices absurd', unit: '×', base: 1, least: 1.01, most: 1_000, scopes: OF_SYMBOL, standard: set(1.5, 3 * SECOND, 3, 'symbol', 'halt'),
    sentence: 'The price of a symbol is so many times away from its own recent level, up or down.',
    source: 'FIA 2024, market data reasonability; 2018: 96 BTC paid for a coin worth 0.00004' },

  'exchange-unreachable': { ...SAMPLED, name: 'Exchange unreachable', unit: 'ms', least: 500, most: 3_600_000, scopes: OF_ACCOUNT, standard: set(30_000, 2 * SECOND, 3, 'account', 'halt'),
    sentence: 'The link of an account has been down for so long: fills and cancels there are not heard of.',
    source: 'Operator: three times what a reconnect takes at its slowest',
    notRecorded: `${NOT_HELD} links going up and down.` },
  'maintenance': { ...SAMPLED, name: 'Market closed by the exchange', unit: 'times', least: 1, most: 1, scopes: OF_SYMBOL, standard: set(1, 2 * SECOND, 1, 'symbol', 'reduce'),
    sentence: 'The exchange says that a market does not trade: maintenance, a halt or a delisting. Read with the market’s rules, every five minutes; announcements are not read.',
    source: 'Binance exchangeInfo, symbol status',
    notRecorded: `${NOT_HELD} the rules of markets.` },
  'reconcile-mismatch': { ...COUNTED, name: 'Reconcile mismatch', unit: 'times', most: 1_000, scopes: OF_ACCOUNT, standard: set(1, MINUTE, 1, 'account', 'warn'),
    sentence: 'The exchange holds another balance or position than the known fills explain. A deposit or withdrawal looks the same, so look.',
    source: 'RTS 6 art. 17(3): reconciliation of own with the venue’s records' },
  'foreign-order': { ...COUNTED, name: 'Foreign order or fill', unit: 'times', most: 1_000, scopes: OF_ACCOUNT, standard: set(1, MINUTE, 1, 'account', 'halt'),
    sentence: 'An order or fill stands on an account that Holdfast did not send: somebody else trades with its key, or the exchange liquidates.',
    source: 'Operator: 2022, keys stolen from bot services were used by others first of all' },

  'key-failure': { ...COUNTED, name: 'Key failure', unit: 'times', most: 1_000, scopes: OF_ACCOUNT, standard: set(2, MINUTE, 1, 'account', 'halt'),
    sentence: 'The exchange says that an account’s key is no key any more, or may not do that.',
    source: 'Binance error codes -1002, -1022, -2008, -2014, -2015',
    notRecorded: `${NOT_HELD} which requests a key was refused for.` },
  'key-drift': { ...TOLD, name: 'Key drift', unit: 'times', least: 1, most: 1_000, scopes: OF_ACCOUNT, standard: set(1, MINUTE, 1, 'account', 'halt'),
    sentence: 'A key may do something else, or from other addresses, than when it was taken in. Read back about every six hours.',
    source: 'Operator: a trade-only key that can suddenly withdraw is stolen',
    notRecorded: `${NOT_HELD} what keys may do.` },

  'bot-heartbeat': { ...SAMPLED, name: 'Bot silent', unit: 'ms', least: 500, most: 600_000, scopes: OF_BOT, standard: set(4_000, 2 * SECOND, 3, 'bot', 'warn'),
    sentence: 'A running bot has sent nothing for so long. After five seconds it is ended and started again by itself.',
    source: 'Bot protocol: a bot sends at least each second; supervision ends it after 5 s',
    notRecorded: `${NOT_HELD} the heartbeats of bots.` },
  'clock-skew': { ...TOLD, name: 'Clock skew', unit: 'ms', least: 10, most: 60_000, scopes: OF_EXCHANGE, standard: set(2_000, 5 * MINUTE, 2, 'exchange', 'warn'),
    sentence: 'This machine’s clock is so far from the exchange’s, measured every 30 seconds. Beyond 5,000 ms Binance refuses orders.',
    source: 'Binance recvWindow (default 5,000 ms); RTS 25',
    notRecorded: `${NOT_HELD} clock measurements.` },
  'clock-jump': { ...SAMPLED, name: 'Clock jumped', unit: 'ms', least: 50, most: 3_600_000, scopes: OF_ALL, standard: set(5_000, 2 * SECOND, 2, 'portfolio', 'warn'),
    sentence: 'This machine’s time of day moved by so much against its steady clock within a minute: it was set, or the machine slept.',
    source: 'RTS 25; the machine may have slept: what was believed before is old',
    notRecorded: `${NOT_HELD} clock measurements.` },
  'journal-failure': { ...SAMPLED, name: 'Journal failing', unit: 'ms', least: 500, most: 3_600_000, scopes: OF_ALL, standard: set(60_000, 2 * SECOND, 3, 'portfolio', 'halt'),
    sentence: 'The journal cannot be written for so long. No new order leaves from the first moment; this ends those that still work.',
    source: 'Operator: what cannot be recorded must not go on trading',
    notRecorded: 'A journal that cannot be written holds no record of it.' },
} as const satisfies Record<string, TriggerDefinition>;

export type TriggerId = keyof typeof TRIGGERS;
export const TRIGGER_IDS = Object.keys(TRIGGERS) as readonly TriggerId[];

/** The definition of a trigger, in the general type. */
export const triggerDefinition = (id: TriggerId): TriggerDefinition => TRIGGERS[id];

/** Settings of all triggers. */
export type TriggerSettings = Readonly<Record<TriggerId, TriggerSetting>>;

export const standardTriggers = (): TriggerSettings => recordOf(TRIGGER_IDS, (id) => TRIGGERS[id].standard);

/** What is wrong with a setting, in a sentence; empty when it may be stored. */
export function triggerProblem(id: TriggerId, setting: TriggerSetting): string {
  const { counts, isSampled, least, most, scopes, unit } = triggerDefinition(id);
  const { threshold, windowMs, confirmations, scope } = setting;
  if (!Number.isFinite(threshold) || threshold < least || threshold > most)
    return `The threshold is a number from ${least} to ${most}${unit === 'times' ? '' : ` ${unit}`}.`;
  if (counts !== 'level' && !Number.isInteger(threshold)) return 'The threshold is a count: a whole number.';
  if (!Number.isInteger(confirmations) || confirmations < 1 || confirmations > 20)
    return 'Confirmations are a whole number from 1 to 20.';
  const longest = isSampled ? ALERT_WITHIN_MS - TRIGGER_CADENCE_MS : 3_600_000;
  if (!Number.isInteger(windowMs) || windowMs < TRIGGER_CADENCE_MS || windowMs > longest)
    return `The window is from ${TRIGGER_CADENCE_MS} to ${longest} ms${isSampled ? ': with the look that follows, an alert within five seconds (RTS 6 article 16)' : ''}.`;
  if (isSampled && confirmations * TRIGGER_CADENCE_MS > windowMs)
    return `It is looked at every ${TRIGGER_CADENCE_MS} ms: ${confirmations} confirmations need a window of ${confirmations * TRIGGER_CADENCE_MS} ms or more.`;
  if (!scopes.includes(scope)) return `It can stop ${scopes.join(', ')}.`;
  return '';
}

/**
 * Whether a setting is looser than another in any of its parts. Proven by a property test: with one that is not, no sequence of
 * observations fires later or stops less. A window is looser when it is shorter: less fits in it, and it delays nothing.
 */
export function isLooser(id: TriggerId, from: TriggerSetting, to: TriggerSetting): boolean {
  const { scopes } = triggerDefinition(id);
  // While it is off, nothing of it holds that could be loosened.
  if (!from.enabled) return false;
  return (
    !to.enabled ||
    to.threshold > from.threshold ||
    to.windowMs < from.windowMs ||
    to.confirmations > from.confirmations ||
    scopes.indexOf(to.scope) < scopes.indexOf(from.scope) ||
    TRIGGER_ACTIONS.indexOf(to.action) < TRIGGER_ACTIONS.indexOf(from.action)
  );
}

export const isSameSetting = (a: TriggerSetting, b: TriggerSetting): boolean =>
  a.threshold === b.threshold &&
  a.windowMs === b.windowMs &&
  a.confirmations === b.confirmations &&
  a.scope === b.scope &&
  a.action === b.action &&
  a.enabled === b.enabled;
