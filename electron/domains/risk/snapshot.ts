import type { BotStage, Environment } from '#shared/model/account';
import type { Decimal } from '#shared/model/decimal';
import type { ResolvedLimits } from '#shared/model/limit-values';
import type { MarketRules, Reference } from '#shared/model/market';
import type { UtcMs } from '#shared/model/time';
import type { TradingState } from '#shared/model/trading-state';
import type { ReducingQuantity } from './conditional';
import type { Portion } from './portion';

/** What one bot holds and has working on one symbol, valued at the mark. Never changed: a change makes a new one. */
export interface ExposureCell {
  /** Signed, in the market's quantity (contracts on a perpetual). */
  readonly position: Decimal;
  /** Unfilled quantity of working orders, fills not told yet included. */
  readonly workingBuys: Decimal;
  readonly workingSells: Decimal;
  /** Position if every working buy filled, and the short position (above zero) if every working sell did. */
  readonly longest: Decimal;
  readonly deepestShort: Decimal;
  /** Value of one unit of quantity, quote asset. */
  readonly mark: Decimal;
  /** The worst that working orders can make of it: the larger of all buys and all sells filled, at the mark. */
  readonly worst: Decimal;
}

/** Exposure of a bot, an account or the portfolio with working orders counted, quote asset. */
export interface ScopeExposure {
  /** Sum over symbols of the worst each can become. */
  readonly gross: Decimal;
  /** Longs less shorts if every working buy filled. */
  readonly netLong: Decimal;
  /** Shorts less longs if every working sell filled. */
  readonly netShort: Decimal;
}

/** Profit and loss of a bot, an account or the portfolio, quote asset, fees and funding included. */
export interface ScopeLoss {
  /** Lost since the trading day began, realised and unrealised; negative when it has gained. */
  readonly dayLoss: Decimal;
  readonly equity: Decimal;
  /** Highest equity so far. */
  readonly peak: Decimal;
  /** Of the peak, kept as long as it is the same; without it what a limit allows of it is worked out each time. */
  readonly ofPeak?: Portion;
  /** Losing trades in a row that closed a position. */
  readonly lossStreak: number;
}

/** Which of the three, as checks read it: its words, and a way to it that is as fast as naming it. */
export interface Scope {
  readonly words: string;
  readonly of: <T>(scopes: Scopes<T>) => T;
}
export const OF_BOT: Scope = { words: 'the bot', of: ({ bot }) => bot };
export const OF_ACCOUNT: Scope = { words: 'the account', of: ({ account }) => account };
export const OF_PORTFOLIO: Scope = { words: 'the portfolio', of: ({ portfolio }) => portfolio };

/** The three of something that exists per bot, account and portfolio. */
export interface Scopes<T> {
  readonly bot: T;
  readonly account: T;
  readonly portfolio: T;
}

/** What the gate's own meters have seen, read at one moment. */
export interface Watched {
  /** Undefined while a mark of something held is missing. */
  readonly cell: ExposureCell | undefined;
  readonly exposure: Scopes<ScopeExposure | undefined>;
  readonly loss: Scopes<ScopeLoss | undefined>;
  /** Orders of the bot that were let through. */
  readonly ordersInSecond: number;
  readonly ordersInMinute: number;
  readonly ordersInDay: number;
  /** Orders and cancels of the account on their way to the exchange. */
  readonly messagesInSecond: number;
  /** Of the bot in the last hour. */
  readonly cancelsInHour: number;
  readonly fillsInHour: number;
  /** How often the very same order was let through within the repeat window. */
  readonly sameInWindow: number;
  /** Milliseconds since the very same order was last let through. */
  readonly sameAgeMs: number | undefined;
  /** The bot was cut off for repeating itself and waits for a person. */
  readonly isCutOff: boolean;
  /** Working orders of the account on this side at this price. */
  readonly stackedOrders: number;
  /** Best price of the account's own working orders on the other side. */
  readonly ownOppositePrice: Decimal | undefined;
  /** How far the price is from its own recent level, as a factor ≥ 1; undefined before there is one. */
  readonly jump: number | undefined;
  /** Standard deviation of the mid over a minute, bps; undefined before there are two prices. */
  readonly volatilityBps: Decimal | undefined;
}

/** Everything a decision knows: taken at one moment, never changed while it is evaluated. */
export interface RiskSnapshot {
  /** The strictest trading state of portfolio, exchange, account, bot and symbol. */
  readonly tradingState: TradingState;
  /** HALTED by a part that is away or a locked vault, and by no halt. */
  readonly isBlocked?: boolean;
  /** An operator has locked the account: nothing but cancels, not even exits (R10). */
  readonly isAccountLocked: boolean;
  readonly stage: BotStage | undefined;
  readonly environment: Environment | undefined;
  readonly limits: ResolvedLimits | undefined;
  readonly rules: MarketRules | undefined;
  readonly reference: Reference | undefined;
  /** UTC, for operating hours. */
  readonly now: UtcMs;
  /** On the same clock as the reference's receipt. */
  readonly nowMonotonicMs: number;
  /** Of the account on this symbol, signed; on spot what it holds of the base asset. Undefined while the exchange has not told. */
  readonly position: Decimal | undefined;
  /** Unfilled quantity of the account's working orders on this symbol. */
  readonly workingBuys: Decimal;
  readonly workingSells: Decimal;
  /** What of these the exchange keeps from growing the position. Undefined: nothing is known to, all counts in full. */
  readonly reducingBuys?: ReducingQuantity;
  readonly reducingSells?: ReducingQuantity;
  /** Free at the exchange less what is decided or sent and not yet seen there; undefined while not told. Spot. */
  readonly availableBase: Decimal | undefined;
  readonly availableQuote: Decimal | undefined;
  /** Free margin in the settle asset, working orders counted, and the leverage set for the symbol. Perpetuals. */
  readonly availableMargin: Decimal | undefined;
  readonly leverage: Decimal | undefined;
  /** Whether the bot already has a working order of this name. */
  readonly isNameTaken: boolean;
  /** Undefined: the meters do not run, and whatever needs them refuses. */
  readonly watched: Watched | undefined;
}
