import type { Exchange } from 'ccxt';
import type { KnownOrder } from '../../electron/domains/halt/guard-protocol';
import { type GuardEvent, type GuardWorld, startGuard, until } from '../support/exchange-world';
import { restOne, startVenue, type VenueWorld } from '../support/venue-world';
import { type BenchResult, quantile } from './result';

type Name = 'binance' | 'binanceusdm' | 'bybit' | 'okx' | 'kraken';
const SHAPES = 50;
const ROUND_TRIP_MS = 50;
/** Beside a quarter of the minimum, what two processes and a few hundred requests may cost on this machine. */
const SLACK_MS = 100;
const TARGET = 1.25;
const BASES = ['BTC', 'ETH', 'SOL', 'BNB', 'XRP'];
/** Placing is not measured: what an account may place is not limited. Everything else is as the exchange has it. */
const PLACING = { trading: 1e9, places: 1e9 };
const BINANCE_PLACING = {
  limits: { ordersPer10s: 1e9, ordersPerDay: 1e9 },
  futuresLimits: { ordersPer10s: 1e9, ordersPerMinute: 1e9 },
};

interface Shape {
  readonly accounts: number;
  readonly symbols: number;
  /** Of each account; the first has the most. */
  readonly orders: readonly number[];
}

/** Reproducible, so that a shape that misses can be looked at again. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

function shapes(name: Name): readonly Shape[] {
  const next = random(name.length * 7_919 + 1);
  const whole = (most: number): number => 1 + Math.floor(next() * most);
  return Array.from({ length: SHAPES }, (_, i) => {
    const accounts = whole(5);
    // Every tenth shape is a large one: beyond a page of a listing, and on OKX beyond what two seconds let through.
    const most = i % 10 === 9 ? 330 : 30;
    const orders = Array.from({ length: accounts }, (_, a) => (a === 0 ? most - Math.floor(next() * 10) : whole(20)));
    return { accounts, symbols: i % 10 === 9 ? BASES.length : whole(BASES.length), orders };
  });
}

/**
 * The least time in which it can be done: r × waves of requests, what the limits add, and one confirming read. OKX
 * has to be listed first, a page of 100 after the other, and lets 300 orders of an account through in two seconds.
 */
function minimumMs(name: Name, { accounts, symbols, orders }: Shape): number {
  const waves = (requests: number): number => Math.ceil(requests / 256) * ROUND_TRIP_MS;
  const confirm = ROUND_TRIP_MS;
  const most = Math.max(...orders);
  switch (name) {
    case 'binance':
      return waves(accounts * symbols) + confirm;
    case 'binanceusdm':
      return waves(2 * accounts * symbols) + confirm;
    case 'bybit':
    case 'kraken':
      return waves(accounts) + confirm;
    case 'okx':
      return (
        Math.ceil(most / 100) * ROUND_TRIP_MS +
        waves(accounts * Math.ceil(most / 20)) +
        (Math.ceil(most / 300) - 1) * 2_000 +
        confirm
      );
  }
}

const symbolsOf = (name: Name, count: number): readonly string[] =>
  BASES.slice(0, count).map((base) => (name === 'binanceusdm' ? `${base}/USDT:USDT` : `${base}/USDT`));

/** One after the other where nonces must arrive in order, else a few at a time. */
async function placeAll(
  name: Name,
  client: Exchange,
  accountId: string,
  symbols: readonly string[],
  last: ReadonlyMap<string, number>,
  count: number,
): Promise<readonly KnownOrder[]> {
  const placed: KnownOrder[] = [];
  const atOnce = name === 'kraken' ? 1 : 8;
  for (let from = 0; from < count; from += atOnce) {
    const some = Array.from({ length: Math.min(atOnce, count - from) }, (_, i) => from + i);
    const orders = some.map((i) => {
      const symbol = symbols[i % symbols.length] ?? '';
      return restOne(client, accountId, symbol, last.get(symbol) ?? 0, `${accountId}x${i}`);
    });
    placed.push(...(await Promise.all(orders)));
  }
  return placed;
}

async function halt(guard: GuardWorld, accountIds: readonly string[], known: readonly KnownOrder[]): Promise<number> {
  const answer = await guard.process.request(
    'cancelAll',
    { haltId: `bench-${accountIds[0]}`, accountIds, known },
    40_000,
  );
  if (!answer.ok) throw new Error(answer.error.message);
  const bad = answer.value.accounts.find(({ state }) => state !== 'verified-empty');
  if (bad !== undefined) throw new Error(`${bad.accountId} was not verified empty: ${bad.problem}`);
  return Math.max(...answer.value.accounts.map(({ finishedMs }) => finishedMs));
}

/** One exchange model: 50 random shapes, each on accounts of its own, half of the orders unknown to main. */
export async function benchHaltExchange(name: Name): Promise<BenchResult[]> {
  const all = shapes(name);
  const idOf = (shape: number, account: number): string => `s${shape}a${account}`;
  const accountIds = all.flatMap(({ accounts }, s) => Array.from({ length: accounts }, (_, a) => idOf(s, a)));
  const isBinance = name === 'binance' || name === 'binanceusdm';
  const venue = await startVenue(name, accountIds, isBinance ? BINANCE_PLACING : { venueLimits: PLACING });
  let guard: GuardWorld | undefined;
  const times: number[] = [];
  const over: number[] = [];
  try {
    const last = await lastPrices(venue, accountIds[0] ?? '', symbolsOf(name, BASES.length));
    for (const [s, shape] of all.entries()) {
      const ids = Array.from({ length: shape.accounts }, (_, a) => idOf(s, a));
      const symbols = symbolsOf(name, shape.symbols);
      await venue.faults({ latencyMs: 0, forgetLimits: true });
      const placed = await Promise.all(
        ids.map(async (id, a) => {
          const client = await venue.connect(id);
          return placeAll(name, client, id, symbols, last, shape.orders[a] ?? 0);
        }),
      );
      const accounts = ids.map((id) => venue.guardAccount(id, symbols));
      // What Binance counts is forgotten between the shapes, so the guard's memory of it has to begin anew as well.
      if (guard === undefined || isBinance) {
        await guard?.stop();
        guard = await startGuard(accounts, 35_000);
      } else await replaced(guard, accounts);
      await venue.faults({ latencyMs: ROUND_TRIP_MS, forgetLimits: true });
      const known = placed.flat().filter((_, i) => i % 2 === 0);
      const took = await halt(guard, ids, known);
      times.push(took);
      over.push((took - SLACK_MS) / minimumMs(name, shape));
      const { openOrders } = await venue.status();
      if (openOrders !== 0) throw new Error(`shape ${s}: ${openOrders} orders are left`);
    }
    const { limited, banned } = await venue.status();
    const worst = Math.max(...over);
    return [
      {
        id: `halt-${name}`,
        what: `press to verified empty, ${SHAPES} random shapes of accounts, symbols and orders, ${ROUND_TRIP_MS} ms round trip; the ratio is the worst shape's time less ${SLACK_MS} ms over its minimum, ${over.filter((ratio) => ratio <= TARGET).length} of ${SHAPES} meet it; ${limited} requests refused, ${banned} bans`,
        unit: 'ms',
        p50: quantile(times, 0.5),
        p99: quantile(times, 0.99),
        n: times.length,
        ratio: worst,
        target: `≤ ${TARGET} × the minimum plus ${SLACK_MS} ms in every shape, no ban`,
        pass: worst <= TARGET && banned === 0,
      },
    ];
  } finally {
    await guard?.stop();
    await venue.stop();
  }
}

/** New accounts for a guard that runs; resolves when it can cancel on them. */
async function replaced(guard: GuardWorld, accounts: Parameters<typeof startGuard>[0]): Promise<void> {
  const seen = guard.events.length;
  guard.process.notify('accounts', { accounts });
  await until<GuardEvent>(
    (listener) => guard.onEvent((event) => guard.events.indexOf(event) >= seen && listener(event)),
    ({ event }) => event === 'armed',
  );
}

async function lastPrices(
  venue: VenueWorld,
  accountId: string,
  symbols: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const client = await venue.connect(accountId);
  const last = new Map<string, number>();
  for (const symbol of symbols) last.set(symbol, (await client.fetchTicker(symbol)).last ?? 0);
  return last;
}

const TWENTY = Array.from({ length: 20 }, (_, i) => `sub-${i + 1}`);
const ROUNDS = 3;
const TWENTY_TARGET_MS = 1_500;

/** 20 accounts × 50 orders on Binance spot; beside it what a script with ccxt at default settings needs, its accounts side by side. */
export async function benchHaltTwentyAccounts(): Promise<BenchResult[]> {
  const venue = await startVenue('binance', TWENTY, BINANCE_PLACING);
  const symbols = symbolsOf('binance', BASES.length);
  try {
    const last = await lastPrices(venue, TWENTY[0] ?? '', symbols);
    const clients = await Promise.all(TWENTY.map((id) => venue.connect(id)));
    const plain = await Promise.all(TWENTY.map((id) => venue.connect(id, { enableRateLimit: true })));
    let round = 0;
    const prepare = async (): Promise<readonly KnownOrder[]> => {
      round += 1;
      await venue.faults({ latencyMs: 0, forgetLimits: true });
      const placed: KnownOrder[] = [];
      for (const [i, id] of TWENTY.entries())
        placed.push(...(await placeAll('binance', clients[i] as Exchange, `${id}r${round}`, symbols, last, 50)));
      await venue.faults({ latencyMs: ROUND_TRIP_MS, forgetLimits: true });
      return placed.map((order) => ({ ...order, accountId: order.accountId.replace(/r\d+$/, '') }));
    };
    const times: number[] = [];
    for (let i = 0; i < ROUNDS; i += 1) {
      // What Binance counts is forgotten between the rounds, so the guard's memory of it has to begin anew as well. It halts once
      // before: a guard that was armed for a while has run this code.
      const guard = await startGuard(
        TWENTY.map((id) => venue.guardAccount(id, symbols)),
        35_000,
      );
      await halt(guard, TWENTY, []);
      const known = await prepare();
      times.push(await halt(guard, TWENTY, known));
      await guard.stop();
      if ((await venue.status()).openOrders !== 0) throw new Error('orders are left');
    }
    const timed = async (cancel: (client: Exchange) => Promise<void>): Promise<number> => {
      await prepare();
      const startedAt = performance.now();
      await Promise.all(plain.map(cancel));
      const took = performance.now() - startedAt;
      if ((await venue.status()).openOrders !== 0) throw new Error('ccxt left orders');
      return took;
    };
    const listed = async (client: Exchange) =>
      (await Promise.all(symbols.map((symbol) => client.fetchOpenOrders(symbol)))).flat();
    const oneByOne = await timed(async (client) => {
      for (const order of await listed(client)) await client.cancelOrder(String(order.id), order.symbol);
      await listed(client);
    });
    const bySymbol = await timed(async (client) => {
      for (const symbol of symbols) await client.cancelAllOrders(symbol);
      await listed(client);
    });
    const p50 = quantile(times, 0.5);
    const { banned } = await venue.status();
    const beside = (id: string, what: string, took: number): BenchResult => ({
      id,
      what,
      unit: 'ms',
      p50: took,
      p99: took,
      n: 1,
      ratio: took / p50,
      target: '',
      pass: true,
    });
    return [
      {
        id: 'halt-twenty-accounts',
        what: `press to verified empty: 20 accounts × 50 orders over 5 symbols on Binance spot, ${ROUND_TRIP_MS} ms round trip`,
        unit: 'ms',
        p50,
        p99: quantile(times, 0.99),
        n: times.length,
        ratio: null,
        target: `≤ ${TWENTY_TARGET_MS} ms`,
        pass: Math.max(...times) <= TWENTY_TARGET_MS && banned === 0,
      },
      beside(
        'twenty-accounts-cancel-order',
        'the same by ccxt cancelOrder in a loop, default settings, accounts side by side',
        oneByOne,
      ),
      beside(
        'twenty-accounts-cancel-all',
        'the same by ccxt cancelAllOrders of each symbol, default settings, accounts side by side',
        bySymbol,
      ),
    ];
  } finally {
    await venue.stop();
  }
}
