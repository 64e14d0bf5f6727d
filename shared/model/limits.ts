/**
 * Every limit there is, as data: one versioned table that the gate, the settings, the screens and the guide all read.
 * A limit is set at one or more levels (portfolio → exchange → account → bot → symbol); the tightest of those set applies.
 * One that is set nowhere refuses (R11): missing is not unlimited. Some may be marked as not watched, with the operator's
 * reason; that is a value like any other, the loosest there is, and every decision shows it.
 */
import { ORDER_TYPES } from './order';

/** Raised when a limit is added, removed or changes its meaning; stored limits carry it. */
export const LIMIT_TABLE_VERSION = 1;

/** From the widest to the narrowest. `symbol` holds for that market wherever it is traded. */
export const LIMIT_LEVELS = ['portfolio', 'exchange', 'account', 'bot', 'symbol'] as const;
export type LimitLevel = (typeof LIMIT_LEVELS)[number];

/** What happens to an order beyond the limit: refused, or made smaller until it fits (only where the table says so). */
export type OnBreach = 'deny' | 'resize';

/**
 * `decimal`: exact, stored as text. `number`: a count, a time or a factor. `symbols` and `words`: a list of what is allowed.
 * `hours`: when trading is allowed.
 */
export type LimitKind = 'decimal' | 'number' | 'symbols' | 'words' | 'hours';

/** `quote` and `base` stand for the market's assets, `%` for percent of peak equity, `×` for a factor. */
export type LimitUnit = 'quote' | 'base' | 'bps' | '%' | '×' | 'ms' | 'orders' | 'messages' | 'trades' | '';

export interface LimitDefinition {
  /** Plain words, as the screens say it. */
  readonly name: string;
  readonly kind: LimitKind;
  readonly unit: LimitUnit;
  /** Smallest and largest value that can be stored, in the unit; numbers only. */
  readonly least?: string;
  readonly most?: string;
  /** Whole numbers only. */
  readonly isWhole?: true;
  /** What a list of words may hold. */
  readonly words?: readonly string[];
  /** Which way is stricter; lists and hours: the narrower. */
  readonly tighter: 'lower' | 'higher' | 'narrower';
  readonly levels: readonly LimitLevel[];
  /** Ids of the checks that use it; their pages in the guide have the same names. */
  readonly checks: readonly string[];
  /** May make an order smaller instead of refusing it, where an operator says so. */
  readonly mayResize?: true;
  /** May be marked as not watched. */
  readonly mayBeUnwatched?: true;
  /** Whose rule it is: FIA 2024 (Best Practices for Automated Trading Risk Controls and System Safeguards), RTS 6 (EU 2017/589), SEC 15c3-5, or an operator's need. */
  readonly source: string;
}

const ALL = LIMIT_LEVELS;
const TO_BOT = ['portfolio', 'exchange', 'account', 'bot'] as const;
const TO_ACCOUNT = ['portfolio', 'exchange', 'account'] as const;
const TOP = ['portfolio'] as const;

const MONEY = { kind: 'decimal', unit: 'quote', least: '0.01', most: '1000000000', tighter: 'lower' } as const;
const COUNT = { kind: 'number', isWhole: true, least: '1', tighter: 'lower' } as const;
const BPS = { kind: 'decimal', unit: 'bps', least: '1', most: '10000', tighter: 'lower' } as const;
const PERCENT = { kind: 'decimal', unit: '%', least: '0.1', most: '100', tighter: 'lower' } as const;
const FLOOR = { kind: 'decimal', unit: 'quote', least: '1', most: '1000000000000', tighter: 'higher' } as const;
const CAPITAL = 'SEC 15c3-5(c)(1)(i); RTS 6 art. 15(4)';
const INTRADAY = 'FIA 2024, maximum intraday position; SEC 15c3-5(c)(1)(i)';
const MESSAGES = 'FIA 2024, message throttles; RTS 6 art. 15(1)(d)';

// biome-ignore format: one limit a line reads as the table it is
export const LIMITS = {
  'symbol-allowlist': { name: 'Symbols allowed', kind: 'symbols', unit: '', tighter: 'narrower', levels: TO_BOT, checks: ['symbol-allowlist'], source: 'SEC 15c3-5(c)(2)(ii); RTS 6 art. 15(5)' },
  'order-types': { name: 'Order types allowed', kind: 'words', unit: '', words: ORDER_TYPES, tighter: 'narrower', levels: ALL, checks: ['order-type'], source: 'Operator: a bot that never needs market orders should not have them' },
  'times-in-force': { name: 'Times in force allowed', kind: 'words', unit: '', words: ['GTC', 'IOC', 'FOK'], tighter: 'narrower', levels: ALL, checks: ['time-in-force'], source: 'Operator: what may rest on the book' },
  'operating-hours': { name: 'Operating hours', kind: 'hours', unit: '', tighter: 'narrower', levels: ALL, checks: ['operating-hours'], mayBeUnwatched: true, source: 'Operator: trades only while somebody can look (B5)' },

  'max-order-quantity': { name: 'Order quantity', kind: 'decimal', unit: 'base', least: '0.00000001', most: '1000000000000', tighter: 'lower', levels: ALL, checks: ['max-order-quantity'], mayResize: true, mayBeUnwatched: true, source: 'RTS 6 art. 15(1)(c); FIA 2024, maximum order size' },
  'max-order-notional': { ...MONEY, name: 'Order value', levels: ALL, checks: ['max-order-notional', 'volatility-band'], mayResize: true, source: 'SEC 15c3-5(c)(1)(ii); RTS 6 art. 15(1)(b); FIA 2024, maximum order size' },
  'max-position': { ...MONEY, name: 'Position per symbol', levels: ALL, checks: ['max-position'], mayResize: true, source: 'RTS 6 art. 15(4); FIA 2024, maximum intraday position' },
  'gross-exposure-bot': { ...MONEY, name: 'Gross exposure of a bot', levels: TO_BOT, checks: ['gross-exposure-bot'], mayResize: true, source: INTRADAY },
  'gross-exposure-account': { ...MONEY, name: 'Gross exposure of an account', levels: TO_ACCOUNT, checks: ['gross-exposure-account'], mayResize: true, source: INTRADAY },
  'gross-exposure-portfolio': { ...MONEY, name: 'Gross exposure of the portfolio', levels: TOP, checks: ['gross-exposure-portfolio'], mayResize: true, source: INTRADAY },
  'net-exposure-bot': { ...MONEY, name: 'Net exposure of a bot', levels: TO_BOT, checks: ['net-exposure-bot'], mayResize: true, source: INTRADAY },
  'net-exposure-account': { ...MONEY, name: 'Net exposure of an account', levels: TO_ACCOUNT, checks: ['net-exposure-account'], mayResize: true, source: INTRADAY },
  'net-exposure-portfolio': { ...MONEY, name: 'Net exposure of the portfolio', levels: TOP, checks: ['net-exposure-portfolio'], mayResize: true, source: INTRADAY },
  'max-leverage': { name: 'Leverage', kind: 'decimal', unit: '×', least: '0.1', most: '125', tighter: 'lower', levels: ALL, checks: ['max-leverage', 'leverage-setting'], source: CAPITAL },

  'price-collar': { ...BPS, name: 'Price collar', levels: ALL, checks: ['price-collar'], source: 'RTS 6 art. 15(1)(a); FIA 2024, price tolerance' },
  'reference-max-age': { name: 'Price age', kind: 'number', isWhole: true, unit: 'ms', least: '100', most: '60000', tighter: 'lower', levels: ALL, checks: ['reference-fresh'], source: 'FIA 2024, market data reasonability' },
  'reference-jump': { name: 'Price jump', kind: 'number', unit: '×', least: '1.001', most: '2', tighter: 'lower', levels: ALL, checks: ['reference-jump'], source: 'FIA 2024, market data reasonability; 2018: 96 BTC paid for a coin worth 0.00004' },

  'max-spread': { ...BPS, name: 'Spread', levels: ALL, checks: ['max-spread'], mayBeUnwatched: true, source: 'Operator: a wide book is paid for twice' },
  'min-volume-24h': { ...FLOOR, name: 'Volume in 24 hours', levels: ALL, checks: ['min-volume-24h'], mayBeUnwatched: true, source: 'Operator: illiquid coins are how trade-only keys are drained (2022)' },
  'min-top-depth': { ...FLOOR, name: 'Depth at the top of the book', levels: ALL, checks: ['min-top-depth'], mayBeUnwatched: true, source: 'Operator: an order should not be the market' },

  'orders-per-second': { ...COUNT, name: 'Orders in a second', unit: 'orders', most: '1000', levels: TO_BOT, checks: ['orders-per-second'], source: MESSAGES },
  'orders-per-minute': { ...COUNT, name: 'Orders in a minute', unit: 'orders', most: '60000', levels: TO_BOT, checks: ['orders-per-minute'], source: MESSAGES },
  'orders-per-day': { ...COUNT, name: 'Orders in 24 hours', unit: 'orders', most: '10000000', levels: TO_BOT, checks: ['orders-per-day'], source: MESSAGES },
  'messages-per-second': { ...COUNT, name: 'Messages in a second', unit: 'messages', most: '1000', levels: TO_ACCOUNT, checks: ['message-throttle'], source: MESSAGES },
  'cancel-fill-ratio': { name: 'Cancels for each fill', kind: 'decimal', unit: '×', least: '1', most: '100000', tighter: 'lower', levels: TO_BOT, checks: ['cancel-fill-ratio'], mayBeUnwatched: true, source: 'RTS 6 art. 13; an exchange punishes bots that only cancel' },
  'repeat-executions': { ...COUNT, name: 'Same order again', unit: 'orders', most: '10000', levels: TO_BOT, checks: ['repeat-throttle'], source: 'RTS 6 art. 15(3); FIA 2024, repeated automated execution' },
  'repeat-window': { name: 'Same order again, window', kind: 'number', isWhole: true, unit: 'ms', least: '1000', most: '3600000', tighter: 'higher', levels: TO_BOT, checks: ['repeat-throttle'], source: 'RTS 6 art. 15(3)' },
  'duplicate-window': { name: 'Duplicate order, window', kind: 'number', isWhole: true, unit: 'ms', least: '1', most: '60000', tighter: 'higher', levels: ALL, checks: ['duplicate-order'], mayBeUnwatched: true, source: 'SEC 15c3-5(c)(1)(ii), duplicative orders' },
  'stacked-orders': { ...COUNT, name: 'Working orders at one price', unit: 'orders', most: '200', levels: ALL, checks: ['order-stacking'], source: 'SEC 15c3-5(c)(1)(ii), duplicative orders' },

  'daily-loss-bot': { ...MONEY, name: 'Daily loss of a bot', levels: TO_BOT, checks: ['daily-loss-bot'], source: CAPITAL },
  'daily-loss-account': { ...MONEY, name: 'Daily loss of an account', levels: TO_ACCOUNT, checks: ['daily-loss-account'], source: CAPITAL },
  'daily-loss-portfolio': { ...MONEY, name: 'Daily loss of the portfolio', levels: TOP, checks: ['daily-loss-portfolio'], source: CAPITAL },
  'drawdown-bot': { ...PERCENT, name: 'Drawdown of a bot', levels: TO_BOT, checks: ['drawdown-bot'], source: CAPITAL },
  'drawdown-account': { ...PERCENT, name: 'Drawdown of an account', levels: TO_ACCOUNT, checks: ['drawdown-account'], source: CAPITAL },
  'drawdown-portfolio': { ...PERCENT, name: 'Drawdown of the portfolio', levels: TOP, checks: ['drawdown-portfolio'], source: CAPITAL },
  'loss-streak': { ...COUNT, name: 'Losing trades in a row', unit: 'trades', most: '1000', levels: TO_BOT, checks: ['loss-streak'], mayBeUnwatched: true, source: 'Operator: a strategy that only loses has stopped working' },
  'worst-case-move': { ...BPS, name: 'Worst move counted ahead', tighter: 'higher', levels: TO_BOT, checks: ['daily-loss-bot', 'daily-loss-account', 'daily-loss-portfolio', 'drawdown-bot', 'drawdown-account', 'drawdown-portfolio'], source: 'Operator: refuse what could breach a loss limit, before the breach (R7)' },

  'max-volatility': { name: 'Volatility in a minute', kind: 'decimal', unit: 'bps', least: '1', most: '100000', tighter: 'lower', levels: ALL, checks: ['volatility-band'], mayResize: true, mayBeUnwatched: true, source: 'FIA 2024, volatility controls; R8' },
} as const satisfies Record<string, LimitDefinition>;

export type LimitId = keyof typeof LIMITS;
export const LIMIT_IDS = Object.keys(LIMITS) as readonly LimitId[];

/** The definition of a limit, in the general type. */
export const limitDefinition = (id: LimitId): LimitDefinition => LIMITS[id];
