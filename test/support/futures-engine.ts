import { type Decimal, decimal, formatDecimal, ZERO } from '#shared/model/decimal';
import type { Result } from '#shared/model/result';
import { Engine } from '../../electron/domains/paper/engine/engine';
import { FuturesEngine, type FuturesEngineOptions } from '../../electron/domains/paper/engine/futures/engine';
import type {
  AccountChange,
  AlgoOrder,
  FuturesSink,
  PerpOrder,
  PerpOrderRequest,
} from '../../electron/domains/paper/engine/futures/types';
import { inventHistory } from '../../electron/domains/paper/engine/history';
import { type PricePath, SyntheticPath } from '../../electron/domains/paper/engine/market-model';
import { createRandom } from '../../electron/domains/paper/engine/random';
import type { Rejection } from '../../electron/domains/paper/engine/rejections';
import { PAPER_SYMBOLS } from '../../electron/domains/paper/engine/symbols';
import type { EngineSink } from '../../electron/domains/paper/engine/types';
import { START } from './paper-engine';

export const SILENT: EngineSink = {
  order: () => undefined,
  rejected: () => undefined,
  balances: () => undefined,
  trade: () => undefined,
  levelChanged: () => undefined,
  committed: () => undefined,
};

/** A price that goes where a test puts it. */
export function steered(price: number): PricePath & { to: (price: number) => void } {
  let fair = price;
  return {
    to: (next) => {
      fair = next;
    },
    next: () => ({ fair, bias: 0, activity: 0, spread: 1 }),
  };
}

export interface FuturesBench {
  readonly engine: FuturesEngine;
  /** What the sink was told, in words: `TRADE 3 FILLED`, `algo 1 TRIGGERED`, `account alice ORDER`… */
  readonly told: string[];
  place(
    account: string,
    order: Partial<Record<keyof PerpOrderRequest, string | boolean>>,
  ): Result<PerpOrder, Rejection>;
  wait(ms: number): void;
}

export interface FuturesBenchOptions extends Partial<Pick<FuturesEngineOptions, 'fundingEveryMs' | 'fees'>> {
  readonly seed?: number;
  readonly btc?: PricePath;
  readonly symbols?: readonly string[];
  readonly startAt?: number;
  /** USDT each account begins with. */
  readonly usdt?: string;
  readonly sink?: Partial<FuturesSink>;
}

/** A perpetual engine on a virtual clock with two accounts; only BTC unless told otherwise. */
export function futuresBench(options: FuturesBenchOptions = {}): FuturesBench {
  const { seed = 7, startAt = START, symbols = ['BTCUSDT'], usdt = '10000' } = options;
  const told: string[] = [];
  const sink: FuturesSink = {
    order: ({ execution, order }) => told.push(`${execution} ${order.id} ${order.status}`),
    rejected: ({ code }) => told.push(`reject ${code}`),
    algo: (order: AlgoOrder) => told.push(`algo ${order.algoId} ${order.status}`),
    income: () => undefined,
    account: (account, _symbols, reason: AccountChange) => told.push(`account ${account} ${reason}`),
    leverage: (account, symbol, leverage) => told.push(`leverage ${account} ${symbol} ${leverage}`),
    countdown: () => undefined,
    marginCall: (account) => told.push(`margin call ${account}`),
    trade: () => undefined,
    liquidated: (order) => told.push(`liquidated ${order.account ?? ''}`),
    levelChanged: () => undefined,
    committed: () => undefined,
    ...options.sink,
  };
  const markets = PAPER_SYMBOLS.filter((spec) => symbols.includes(spec.id)).map((spec) => ({
    spec,
    path:
      spec.id === 'BTCUSDT' && options.btc !== undefined
        ? options.btc
        : new SyntheticPath(spec.model, createRandom(seed, `${spec.id}/path`)),
    history: inventHistory(spec, createRandom(seed, `${spec.id}/history`), spec.model.startPrice, startAt),
  }));
  const spot = new Engine({ seed, startAt, markets, sink: SILENT });
  const engine = new FuturesEngine({
    seed,
    sink,
    spot,
    ...(options.fundingEveryMs === undefined ? {} : { fundingEveryMs: options.fundingEveryMs }),
    ...(options.fees === undefined ? {} : { fees: options.fees }),
  });
  for (const name of ['alice', 'bob']) engine.openAccount(name, decimal(usdt));
  engine.advance(startAt + 1_000);
  return {
    engine,
    told,
    wait: (ms) => {
      // In strides of a second: a longer gap counts as sleep, and is skipped.
      for (let left = ms; left > 0; left -= 1_000) engine.advance(engine.now + Math.min(1_000, left));
    },
    place: (account, order) =>
      engine.place(
        account,
        {
          symbol: String(order.symbol ?? 'BTCUSDT'),
          side: (order.side ?? 'BUY') as PerpOrderRequest['side'],
          type: (order.type ?? 'LIMIT') as PerpOrderRequest['type'],
          timeInForce: (order.timeInForce ?? 'GTC') as PerpOrderRequest['timeInForce'],
          price: amount(order.price),
          quantity: amount(order.quantity),
          reduceOnly: order.reduceOnly === true,
          clientOrderId: order.clientOrderId === undefined ? undefined : String(order.clientOrderId),
          stp: (order.stp ?? 'EXPIRE_MAKER') as PerpOrderRequest['stp'],
        },
        engine.now,
      ),
  };
}

const amount = (text: string | boolean | undefined): Decimal => (typeof text === 'string' ? decimal(text) : ZERO);

/** The order of a placement that must have been accepted. */
export function admitted(result: Result<PerpOrder, Rejection>): PerpOrder {
  if (!result.ok) throw new Error(`refused: ${result.error.code} ${result.error.message}`);
  return result.value;
}

/** An account's BTC position as `quantity at cost`, text. */
export function positionOf({ engine }: FuturesBench, account: string, symbol = 'BTCUSDT'): string {
  const { quantity, cost } = engine.accounts.position(account, symbol, engine.now);
  return `${formatDecimal(quantity)} at ${formatDecimal(cost)}`;
}

export const walletOf = ({ engine }: FuturesBench, account: string): string =>
  formatDecimal(engine.accounts.get(account).wallet);
