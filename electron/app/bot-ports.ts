import { type Account, isMarginExchange } from '#shared/model/account';
import { max, sub, ZERO } from '#shared/model/decimal';
import { isContractSymbol } from '#shared/model/market';
import type { Fill } from '#shared/model/order';
import { err, ok } from '#shared/model/result';
import type { BalanceFacts, BotFill, BotPorts } from '../domains/bots/index';
import type { Exchange } from '../domains/exchange/index';
import { averageCost, type Execution, pairOf } from '../domains/execution/index';
import type { HaltGate } from '../domains/halt/index';
import type { MarketData } from '../domains/market/index';
import { marketLook, SETTLE } from './desk/margin-money';
import type { Recorder } from './recorder';

/** Fills kept per bot, to hand them to a bot that starts again. */
const KEEP_FILLS = 200;

/** The last fills of each bot. */
export class RecentFills {
  readonly #byBot = new Map<string, BotFill[]>();
  readonly #counts = new Map<string, number>();

  add(botId: string, fill: Fill, botOrderId: string | undefined): void {
    const fills = this.#byBot.get(botId) ?? [];
    fills.push({ fill, botOrderId });
    if (fills.length > KEEP_FILLS) fills.shift();
    this.#byBot.set(botId, fills);
    this.#counts.set(botId, this.count(botId) + 1);
  }

  last(botId: string, limit: number): readonly BotFill[] {
    return this.#byBot.get(botId)?.slice(-limit) ?? [];
  }

  /** Since the console started. */
  count(botId: string): number {
    return this.#counts.get(botId) ?? 0;
  }
}

export interface BotPortSources {
  readonly accounts: readonly Account[];
  readonly execution: Execution;
  readonly exchange: Exchange;
  readonly market: MarketData;
  readonly gate: Pick<HaltGate, 'standing'>;
  readonly recorder: Recorder;
  readonly fills: RecentFills;
}

/** What bots may reach, and nothing more: execution for orders, the book and the market to read, the journal to write. */
export function botPorts({ accounts, execution, exchange, market, gate, recorder, fills }: BotPortSources): BotPorts {
  const accountOf = (accountId: string): Account | undefined => accounts.find(({ id }) => id === accountId);
  const quoteAndBases = (accountId: string): readonly string[] => {
    const symbols = [...execution.book.account(accountId).positions.keys()];
    return [...new Set(['USDT', ...symbols.map((symbol) => pairOf(symbol).base)])];
  };
  const isMargin = (accountId: string): boolean => isMarginExchange(accountOf(accountId)?.exchange ?? '');
  /** Free is what new orders may bind, locked what is bound: together the equity. */
  const marginBalances = (accountId: string): readonly BalanceFacts[] => {
    const state = execution.book.account(accountId).marginAt(marketLook(market), SETTLE)?.state;
    if (state === undefined) return [];
    const { available: free, equity } = state;
    return [{ asset: SETTLE, free, locked: max(sub(equity, free), ZERO) }];
  };
  return {
    orders: execution,
    book: {
      balances: (accountId) => {
        if (isMargin(accountId)) return marginBalances(accountId);
        const book = execution.book.account(accountId);
        return quoteAndBases(accountId).flatMap((asset) => {
          const free = book.available(asset);
          return free === undefined ? [] : [{ asset, free, locked: book.locked(asset) }];
        });
      },
      positions: (accountId) => {
        const book = execution.book.account(accountId);
        return [...book.positions].map(([symbol, position]) => ({
          symbol,
          quantity: isContractSymbol(symbol) ? position.quantity : book.total(pairOf(symbol).base),
          averageCost: averageCost(position),
        }));
      },
      recentFills: (botId, limit) => fills.last(botId, limit),
    },
    market: {
      rules: (_accountId, symbol) => market.rules(symbol),
      subscribe: (_accountId, symbol, listener) => market.subscribe(symbol, listener),
      candles: async (_accountId, symbol, limit) => {
        const answer = await exchange.candles(symbol, '1m', limit);
        return answer.ok
          ? ok(answer.value.map(({ at, ...rest }) => ({ time: at, ...rest })))
          : err(answer.error.message);
      },
    },
    journal: { append: ({ type, data }) => Promise.resolve(recorder.record(type, data)) },
    trading: {
      of: (botId, accountId) => {
        const exchangeId = accountOf(accountId)?.exchange ?? '';
        return gate.standing({ exchange: exchangeId, accountId, botId, symbol: '' });
      },
    },
    accounts: { environment: (accountId) => accountOf(accountId)?.environment },
  };
}
