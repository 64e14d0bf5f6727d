/**
 * What the bots domain needs from its neighbours. Each is wired in app/compose.ts onto execution, market, halt and
 * journal. Every promise here settles: a port that cannot answer answers with its failure.
 */
import type { Environment } from '#shared/model/account';
import type { Decimal } from '#shared/model/decimal';
import type { MarketRules, MarketSymbol, Reference } from '#shared/model/market';
import type { Fill, Order, OrderIntent } from '#shared/model/order';
import type { Result } from '#shared/model/result';
import type { TradingStanding } from '#shared/model/trading-state';
import type { CancelAllOutcome, CancelOutcome, SubmitOutcome } from '../execution/index';

export type { CancelAllOutcome, CancelOutcome, SubmitOutcome };

/** Execution, as bots see it. */
export interface OrderPort {
  submit(intent: OrderIntent): Promise<SubmitOutcome>;
  cancel(botId: string, botOrderId: string): Promise<CancelOutcome>;
  /** Cancels whatever of this bot may still work, orders of unknown outcome included. */
  cancelAll(botId: string): Promise<CancelAllOutcome>;
  /** Whether an order of this bot that has this name may still trade. */
  isWorking(botId: string, botOrderId: string): boolean;
  /** Orders of this bot that may still trade. */
  workingOrders(botId: string): readonly Order[];
}

export interface BalanceFacts {
  readonly asset: string;
  readonly free: Decimal;
  readonly locked: Decimal;
}

export interface PositionFacts {
  readonly symbol: MarketSymbol;
  /** In the base asset. */
  readonly quantity: Decimal;
  /** Per unit in the quote asset; undefined when not known. */
  readonly averageCost: Decimal | undefined;
}

/** A fill with the order it belongs to, where that is known. */
export interface BotFill {
  readonly fill: Fill;
  readonly botOrderId: string | undefined;
}

/** The book: what the bot's account holds. Reads only, answered from memory. */
export interface BookPort {
  balances(accountId: string): readonly BalanceFacts[];
  positions(accountId: string): readonly PositionFacts[];
  /** Newest last; at most `limit`. */
  recentFills(botId: string, limit: number): readonly BotFill[];
}

export interface CandleFacts {
  readonly time: number;
  readonly open: Decimal;
  readonly high: Decimal;
  readonly low: Decimal;
  readonly close: Decimal;
  readonly volume: Decimal;
}

/** Public market data of one exchange account. */
export interface MarketPort {
  /** Undefined while the markets are not loaded or the exchange has no such market. */
  rules(accountId: string, symbol: MarketSymbol): MarketRules | undefined;
  /** Calls back on each change until the returned function is called. Knows the last price at once where there is one. */
  subscribe(accountId: string, symbol: MarketSymbol, onReference: (reference: Reference) => void): () => void;
  /** One-minute candles, oldest first. Leave out when the market keeps none. The error is one sentence. */
  readonly candles?: (
    accountId: string,
    symbol: MarketSymbol,
    limit: number,
  ) => Promise<Result<readonly CandleFacts[], string>>;
}

/** Resolves when durable. A rejection is not fatal here: the journal's own health closes the gate. */
export interface JournalPort {
  append(entry: { readonly type: string; readonly data: unknown }): Promise<unknown>;
}

/** Halt's gate, read only. */
export interface TradingStatePort {
  /** The strictest state that covers this bot, and whether its orders are blocked for the moment. */
  of(botId: string, accountId: string): TradingStanding;
}

export interface AccountPort {
  /** Undefined when there is no such account. */
  environment(accountId: string): Environment | undefined;
}

export interface BotPorts {
  readonly orders: OrderPort;
  readonly book: BookPort;
  readonly market: MarketPort;
  readonly journal: JournalPort;
  readonly trading: TradingStatePort;
  readonly accounts: AccountPort;
}
