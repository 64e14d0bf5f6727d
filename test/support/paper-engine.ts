import { type Decimal, decimal, formatDecimal, ZERO } from '#shared/model/decimal';
import type { Result } from '#shared/model/result';
import { Engine, openAccount, type Placed } from '../../electron/domains/paper/engine/engine';
import { inventHistory } from '../../electron/domains/paper/engine/history';
import { type PricePath, SyntheticPath } from '../../electron/domains/paper/engine/market-model';
import { createRandom } from '../../electron/domains/paper/engine/random';
import type { Rejection } from '../../electron/domains/paper/engine/rejections';
import { PAPER_SYMBOLS } from '../../electron/domains/paper/engine/symbols';
import type { EngineSink, OrderEvent, OrderRequest, PublicTrade } from '../../electron/domains/paper/engine/types';

/** 2026-01-05 00:00 UTC, a Monday. */
export const START = Date.UTC(2026, 0, 5);

export interface PaperBench {
  readonly engine: Engine;
  /** Every order event, with the order as it stood then. */
  readonly events: Array<
    Omit<OrderEvent, 'order'> & { readonly status: string; readonly executed: string; readonly orderId: number }
  >;
  readonly prints: Array<{ readonly symbol: string; readonly trade: PublicTrade }>;
  place(account: string, order: Partial<Record<keyof OrderRequest, string>>, at?: number): Result<Placed, Rejection>;
}

/** A price that never moves: only the accounts' own orders and the takers change the book. */
export const still = (price: number): PricePath => ({ next: () => ({ fair: price, bias: 0, activity: 0, spread: 1 }) });

export interface BenchOptions {
  readonly seed?: number;
  /** What moves BTC; the seeded synthetic market by default. */
  readonly btc?: PricePath;
  readonly startAt?: number;
  /** Binance's ids; all by default. */
  readonly symbols?: readonly string[];
  /** Sees each order event while it happens, with the live order. */
  readonly inspect?: (event: OrderEvent) => void;
}

/** An engine on a virtual clock with two accounts of 100,000 USDT and 10 BTC each. */
export function paperBench(options: BenchOptions = {}): PaperBench {
  const { seed = 7, startAt = START } = options;
  const events: PaperBench['events'] = [];
  const prints: PaperBench['prints'] = [];
  const sink: EngineSink = {
    order: (told) => {
      const { order, ...event } = told;
      options.inspect?.(told);
      events.push({ ...event, status: order.status, executed: formatDecimal(order.executed), orderId: order.id });
    },
    rejected: () => undefined,
    balances: () => undefined,
    trade: (symbol, trade) => prints.push({ symbol, trade }),
    levelChanged: () => undefined,
    committed: () => undefined,
  };
  const markets = PAPER_SYMBOLS.filter((spec) => options.symbols?.includes(spec.id) ?? true).map((spec) => ({
    spec,
    path:
      spec.id === 'BTCUSDT' && options.btc !== undefined
        ? options.btc
        : new SyntheticPath(spec.model, createRandom(seed, `${spec.id}/path`)),
    history: inventHistory(spec, createRandom(seed, `${spec.id}/history`), spec.model.startPrice, startAt),
  }));
  const engine = new Engine({ seed, startAt, markets, sink });
  for (const name of ['alice', 'bob']) openAccount(engine, name, { USDT: '100000', BTC: '10' });
  engine.advance(startAt);
  return {
    engine,
    events,
    prints,
    place: (account, order, at = engine.now) =>
      engine.place(
        account,
        {
          symbol: order.symbol ?? 'BTCUSDT',
          side: (order.side ?? 'BUY') as OrderRequest['side'],
          type: (order.type ?? 'LIMIT') as OrderRequest['type'],
          timeInForce: (order.timeInForce ?? 'GTC') as OrderRequest['timeInForce'],
          price: amount(order.price),
          quantity: amount(order.quantity),
          quoteQuantity: amount(order.quoteQuantity),
          stopPrice: amount(order.stopPrice),
          clientOrderId: order.clientOrderId,
          stp: (order.stp ?? 'EXPIRE_MAKER') as OrderRequest['stp'],
        },
        at,
      ),
  };
}

const amount = (text: string | undefined): Decimal => (text === undefined ? ZERO : decimal(text));

/** `free/locked` of an account's asset, as text. */
export function held(engine: Engine, account: string, asset: string): string {
  const { free, locked } = engine.accounts.balance(account, asset);
  return `${formatDecimal(free)}/${formatDecimal(locked)}`;
}

/** The order of a placement that must have been accepted. */
export function accepted(result: Result<Placed, Rejection>): Placed {
  if (!result.ok) throw new Error(`refused: ${result.error.message}`);
  return result.value;
}

/** The refusal's words, or `accepted`. */
export const refusal = (result: Result<unknown, Rejection>): string =>
  result.ok ? 'accepted' : `${result.error.code} ${result.error.message}`;
