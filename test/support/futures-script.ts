import fc from 'fast-check';
import { add, type Decimal, decimal, formatDecimal, sub, ZERO } from '#shared/model/decimal';
import type { FuturesSink, PerpOrderEvent } from '../../electron/domains/paper/engine/futures/types';
import { type FuturesBench, futuresBench, steered } from './futures-engine';

export const ACCOUNTS = ['alice', 'bob'] as const;

/** One line of a script that two accounts play on the perpetual market. */
export interface Step {
  readonly kind:
    | 'limit'
    | 'market'
    | 'jump'
    | 'wait'
    | 'cancelAll'
    | 'leverage'
    | 'isolate'
    | 'cross'
    | 'stop'
    | 'fillAtOnce';
  readonly account: (typeof ACCOUNTS)[number];
  readonly side: 'BUY' | 'SELL';
  readonly milli: number;
  readonly offset: number;
  readonly reduceOnly: boolean;
  readonly leverage: number;
  readonly timeInForce: 'GTC' | 'IOC' | 'FOK' | 'GTX';
}

const KINDS = 'limit limit limit market market market jump jump wait leverage isolate stop cancelAll cross fillAtOnce';
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(...(KINDS.split(' ') as Step['kind'][])),
  account: fc.constantFrom(...ACCOUNTS),
  side: fc.constantFrom('BUY', 'SELL'),
  milli: fc.integer({ min: 2, max: 1_500 }),
  offset: fc.integer({ min: -300, max: 300 }),
  reduceOnly: fc.constantFrom(true, false, false),
  leverage: fc.constantFrom(5, 20, 50, 100, 125),
  timeInForce: fc.constantFrom('GTC', 'GTC', 'GTC', 'IOC', 'FOK', 'GTX'),
});
export const scripts = fc.array(step, { minLength: 20, maxLength: 50 });

export interface World {
  readonly bench: FuturesBench;
  readonly events: Array<PerpOrderEvent & { readonly held: Decimal }>;
}

/** Plays a script; `listen` hears what the engine tells from its first line on, `after` sees the world once the market has made a step after each of its lines. */
export function play(
  script: readonly Step[],
  seed: number,
  after: (world: World) => void,
  listen: (bench: FuturesBench) => Partial<FuturesSink> = () => ({}),
): World {
  let also: Partial<FuturesSink> = {};
  const path = steered(64_000);
  const events: World['events'] = [];
  const held = (account: string): Decimal => bench.engine.accounts.position(account, 'BTCUSDT', 0).quantity;
  const bench: FuturesBench = futuresBench({
    seed,
    btc: path,
    fundingEveryMs: 60_000,
    usdt: '3000',
    sink: {
      order: (event) => {
        events.push({ ...event, order: { ...event.order }, held: held(event.account) });
        also.order?.(event);
      },
      account: (...told) => also.account?.(...told),
      income: (income) => also.income?.(income),
      leverage: (...told) => also.leverage?.(...told),
    },
  });
  also = listen(bench);
  const { engine } = bench;
  const market = engine.market('BTCUSDT');
  if (market === undefined) throw new Error('no market');
  let price = 64_000;
  for (const line of script) {
    const { account, side, reduceOnly, timeInForce } = line;
    const quantity = formatDecimal((BigInt(line.milli) * 10n ** 15n) as Decimal);
    const limit = formatDecimal(
      add(sub(market.price.mark, (market.price.mark % 10n ** 17n) as Decimal), decimal(line.offset)),
    );
    const { now } = engine;
    if (line.kind === 'limit') bench.place(account, { side, quantity, price: limit, reduceOnly, timeInForce });
    else if (line.kind === 'market') bench.place(account, { side, quantity, type: 'MARKET', reduceOnly });
    else if (line.kind === 'jump') {
      price *= 1 + line.offset / 12_000;
      path.to(price);
      bench.wait(3_000);
    } else if (line.kind === 'wait') bench.wait(line.milli * 10);
    else if (line.kind === 'cancelAll') engine.cancelAll(account, 'BTCUSDT', now);
    else if (line.kind === 'leverage') engine.setLeverage(market, account, line.leverage, now);
    else if (line.kind === 'isolate') engine.setMarginType(market, account, 'ISOLATED', now);
    else if (line.kind === 'cross') engine.setMarginType(market, account, 'CROSSED', now);
    else if (line.kind === 'fillAtOnce') {
      const [first] = engine.store.open(account, 'BTCUSDT');
      if (first !== undefined) engine.fillAtOnce(first, now);
    } else {
      const request = {
        symbol: 'BTCUSDT',
        side,
        type: 'STOP_MARKET',
        timeInForce: 'GTC',
        price: ZERO,
        stp: 'EXPIRE_MAKER',
      } as const;
      const more = {
        closePosition: !reduceOnly,
        quantity: reduceOnly ? decimal(quantity) : ZERO,
        reduceOnly,
        clientAlgoId: undefined,
      };
      engine.placeAlgo(account, { ...request, ...more, workingType: 'MARK_PRICE', triggerPrice: decimal(limit) }, now);
    }
    bench.wait(200);
    after({ bench, events });
  }
  return { bench, events };
}
