import { LiveOrder } from '../../../electron/domains/execution/live-order';
import { ExecutionQuality } from '../../../electron/domains/execution/quality/collector';
import { summaryOf } from '../../../electron/domains/execution/quality/summary';
import type { ExecutionSummary, OrderTimeline } from '../../../shared/contract/execution';
import type { Request } from '../../../shared/contract/index';
import type { DecisionView } from '../../../shared/contract/views';
import { type Decimal, decimal } from '../../../shared/model/decimal';
import type { DeskState } from '../fake-desk';
import { BOTS } from './accounts';
import { MARKETS } from './orders';
import { type Random, randomFrom } from './random';

const ORDERS = 1_400;
const HOURS = 5;

/** Orders of made-up bots, led through the real collector: the numbers on screen are worked out as in the console. */
export class FakeExecution {
  readonly #quality: ExecutionQuality;
  readonly #state: DeskState;
  readonly #madeAt: number;

  constructor(state: DeskState, now: number, seed = 7) {
    this.#state = state;
    this.#madeAt = now;
    const clock = new FakeClock(now - HOURS * 3_600_000);
    this.#quality = new ExecutionQuality(clock);
    const nothing = { from: null, orders: 0, withoutTimes: 0, notTold: 0, unreadable: 0, problem: '' };
    this.#quality.earlier = { state: 'done', ...nothing };
    if (state === 'first-run' || state === 'empty') return;
    const random = randomFrom(seed);
    for (let count = 0; count < ORDERS; count += 1) {
      fakeLife(this.#quality, clock, random, count);
      clock.to(now - HOURS * 3_600_000 * (1 - count / ORDERS));
    }
    // A few that this run did not send.
    for (const name of ['web-1', 'web-2', 'web-3']) {
      const order = new LiveOrder({ ...fakeIntent(random, 0), botId: 'not-ours' }, now);
      order.isAdopted = true;
      order.clientOrderId = name;
      this.#quality.changed(order);
    }
  }

  summary(filter: Request<'execution.summary'>, now: number): Promise<ExecutionSummary> {
    const at = this.#state === 'stale' ? this.#madeAt - 14_000 : now;
    return summaryOf(this.#quality, filter, at);
  }
}

class FakeClock {
  #now: number;

  constructor(now: number) {
    this.#now = now;
  }

  now = (): number => Math.round(this.#now);
  monotonicMs = (): number => this.#now;
  after = () => () => undefined;
  every = () => () => undefined;

  add(ms: number): void {
    this.#now += ms;
  }

  to(at: number): void {
    this.#now = at;
  }
}

/** Around `middle`, and now and then much more. */
const spread = (random: Random, middle: number, factor: number): number =>
  middle * factor ** (random.between(-1, 1) + random.between(-1, 1) + (random.chance(0.02) ? 2.5 : 0));

function fakeIntent(random: Random, count: number): LiveOrder['intent'] {
  const bot = random.pick(BOTS);
  const symbol = random.pick(bot.symbols);
  const market = MARKETS[symbol] ?? { mid: 1, pricePlaces: 2, quantityPlaces: 2, quantity: 1 };
  const side = random.chance(0.5) ? 'buy' : 'sell';
  const isMarket = random.chance(0.12);
  const off = (side === 'buy' ? -1 : 1) * random.between(1, 14);
  return {
    botId: bot.botId,
    accountId: bot.accountId,
    botOrderId: `n-${count}`,
    symbol,
    side,
    type: isMarket ? 'market' : 'limit',
    quantity: decimal((market.quantity * random.between(0.6, 1.6)).toFixed(market.quantityPlaces)),
    price: isMarket ? undefined : decimal((market.mid * (1 + off / 10_000)).toFixed(market.pricePlaces)),
    stopPrice: undefined,
    timeInForce: 'GTC',
    reduceOnly: false,
  };
}

function fakeLife(quality: ExecutionQuality, clock: FakeClock, random: Random, count: number): void {
  const intent = fakeIntent(random, count);
  const market = MARKETS[intent.symbol] ?? { mid: 1, pricePlaces: 2, quantityPlaces: 2, quantity: 1 };
  const decidedMs = clock.monotonicMs();
  const at = (value: number): Decimal => decimal(value.toFixed(market.pricePlaces + 2));
  const half = market.mid * 0.00012;
  const order = new LiveOrder(intent, clock.now(), intent.price ?? at(market.mid + half));
  clock.add(spread(random, 1.6, 1.35));
  const durableMs = clock.monotonicMs();
  clock.add(spread(random, 0.05, 1.3));
  order.clientOrderId = `hfake${count.toString(36)}`;
  order.sentMonotonicMs = clock.monotonicMs();
  order.state = 'sent';
  const reference = {
    symbol: intent.symbol,
    bid: at(market.mid - half),
    ask: at(market.mid + half),
    last: at(market.mid),
    receivedMonotonicMs: decidedMs,
    exchangeTime: 0,
  };
  const isKnown = !random.chance(0.004);
  quality.sent(order, { nowMonotonicMs: decidedMs, reference: isKnown ? reference : undefined }, durableMs);
  clock.add(spread(random, 3.1, 1.5));
  if (random.chance(0.006)) {
    order.state = random.chance(0.7) ? 'rejected' : 'not-placed';
    quality.changed(order);
    return;
  }
  if (random.chance(0.004)) {
    order.state = 'unknown';
    quality.changed(order);
    if (random.chance(0.3)) return;
    clock.add(spread(random, 380, 1.8));
  }
  order.exchangeOrderId = `${count}`;
  order.state = 'acknowledged';
  quality.changed(order);
  const isMarket = intent.price === undefined;
  if (!isMarket) {
    if (random.chance(0.3)) {
      clock.add(spread(random, 90_000, 2));
      const askedMs = clock.monotonicMs();
      clock.add(spread(random, 3.4, 1.4));
      const isCancelled = !random.chance(0.04);
      quality.cancelAnswered(order, { askedMs, answeredMs: clock.monotonicMs(), isCancelled });
      order.state = 'cancelled';
      quality.changed(order);
      return;
    }
    clock.add(spread(random, 45_000, 2.6));
  } else clock.add(spread(random, 0.4, 1.5));
  const worse = (intent.side === 'buy' ? 1 : -1) * (market.mid * random.between(0.8, 3)) * 0.0001;
  const price = intent.price ?? at(market.mid + worse);
  quality.filled({
    tradeId: `${count}`,
    accountId: intent.accountId,
    symbol: intent.symbol,
    clientOrderId: order.clientOrderId,
    exchangeOrderId: `${count}`,
    side: intent.side,
    price,
    quantity: intent.quantity,
    fee: ((price * intent.quantity) / 10n ** 18n / 1_333n) as Decimal,
    feeAsset: 'USDT',
    isMaker: !isMarket,
    at: clock.now(),
  });
  order.filledQuantity = intent.quantity;
  order.state = 'filled';
  quality.changed(order);
}

/** The way of the order of one decision, as its outcome has it. */
export function fakeTimeline(decision: DecisionView | undefined, orderId: string): OrderTimeline {
  const outcome = decision?.outcome ?? 'filled';
  const random = randomFrom([...orderId].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) % 1_000_003);
  const durable = spread(random, 1.6, 1.3);
  const sent = durable + random.between(0.02, 0.08);
  const acknowledged = sent + spread(random, 3.1, 1.4);
  const fill = acknowledged + spread(random, 40_000, 2);
  const isFilled = outcome === 'filled';
  const price = decision?.price ?? '64212.4';
  const round = (ms: number): number => Math.round(ms * 1_000) / 1_000;
  const steps: OrderTimeline['steps'] = [
    { step: 'decided', ms: 0 },
    { step: 'durable', ms: round(durable) },
    { step: 'sent', ms: round(sent) },
    { step: 'acknowledged', ms: round(acknowledged) },
  ];
  if (isFilled || outcome === 'partially-filled') steps.push({ step: 'first-fill', ms: round(fill) });
  if (outcome === 'cancelled')
    steps.push({ step: 'cancel-asked', ms: round(fill) }, { step: 'cancel-answered', ms: round(fill + 3.2) });
  if (isFilled) steps.push({ step: 'ended', ms: round(fill + 820) });
  if (outcome === 'cancelled') steps.push({ step: 'ended', ms: round(fill + 3.3) });
  const hasFills = isFilled || outcome === 'partially-filled';
  const quantity = decision?.quantity ?? '0.0021';
  return {
    orderId,
    botId: decision?.botId ?? 'grid-1',
    accountId: decision?.accountId ?? 'sub-1',
    symbol: decision?.symbol ?? 'BTC/USDT',
    side: decision?.side ?? 'buy',
    state: outcome,
    isWorking: outcome === 'acknowledged' || outcome === 'partially-filled',
    decidedAt: decision?.at ?? 0,
    steps,
    bid: (Number(price) * 0.9999).toFixed(4),
    ask: (Number(price) * 1.0001).toFixed(4),
    mid: price,
    quantity,
    filled: isFilled ? quantity : '0',
    fills: hasFills ? 2 : 0,
    averagePrice: hasFills ? price : null,
    slippageBps: hasFills ? -4.2 : null,
    slippageCost: hasFills ? '-0.0567' : null,
    feeBps: hasFills ? 7.5 : null,
    makerShare: hasFills ? 1 : null,
  };
}
