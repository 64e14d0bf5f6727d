import type { EndedOrderView, WorkingOrderView } from '../../../shared/contract/views';
import { BOTS } from './accounts';
import type { Random } from './random';

/** Mid price, decimals of the price and of the quantity, and an ordinary quantity. */
export const MARKETS: Record<string, { mid: number; pricePlaces: number; quantityPlaces: number; quantity: number }> = {
  'BTC/USDT': { mid: 64_212.4, pricePlaces: 2, quantityPlaces: 5, quantity: 0.0021 },
  'ETH/USDT': { mid: 3_118.7, pricePlaces: 2, quantityPlaces: 4, quantity: 0.041 },
  'SOL/USDT': { mid: 148.22, pricePlaces: 2, quantityPlaces: 3, quantity: 0.92 },
  'XRP/USDT': { mid: 0.5291, pricePlaces: 4, quantityPlaces: 1, quantity: 240 },
  'BNB/USDT': { mid: 571.3, pricePlaces: 1, quantityPlaces: 3, quantity: 0.22 },
  'DOGE/USDT': { mid: 0.12345, pricePlaces: 5, quantityPlaces: 0, quantity: 1_100 },
};

let numbered = 0;

export function fakeOrders(random: Random, count: number, now: number): WorkingOrderView[] {
  return Array.from({ length: count }, () => fakeOrder(random, now - random.below(3_000_000)));
}

export function fakeOrder(random: Random, createdAt: number): WorkingOrderView {
  const bot = random.pick(BOTS);
  const symbol = random.pick(bot.symbols);
  const market = MARKETS[symbol] ?? { mid: 1, pricePlaces: 2, quantityPlaces: 2, quantity: 1 };
  const side = random.chance(0.5) ? 'buy' : 'sell';
  const distanceBps = random.between(4, 180);
  const price = market.mid * (1 + ((side === 'buy' ? -1 : 1) * distanceBps) / 10_000);
  const quantity = market.quantity * random.between(0.6, 1.6);
  const isPart = random.chance(0.06);
  numbered += 1;
  const type = random.chance(0.85) ? 'limit' : 'post-only';
  const state = isPart ? 'partially-filled' : random.chance(0.01) ? 'unknown' : 'acknowledged';
  // Some protect a position: what they wait for, and what they then are.
  const isStop = numbered % 9 === 0 && !isPart;
  const isAtMarket = isStop && numbered % 2 === 0;
  return {
    id: `hf-${(91_000 + numbered).toString(36)}-${numbered}`,
    decisionSeq: 140_000 + (numbered % 400) * 9,
    accountId: bot.accountId,
    botId: bot.botId,
    symbol,
    side,
    type: isStop ? (isAtMarket ? 'take-profit-market' : 'stop-limit') : type,
    quantity: quantity.toFixed(market.quantityPlaces),
    filled: isPart ? (quantity / 3).toFixed(market.quantityPlaces) : '0',
    price: isAtMarket ? null : price.toFixed(market.pricePlaces),
    stopPrice: isStop ? (price * 0.999).toFixed(market.pricePlaces) : null,
    state: isStop ? 'waiting' : state,
    distanceBps,
    createdAt,
    updatedAt: createdAt,
  };
}

/** The same order after the market moved. */
export const movedOrder = (random: Random, order: WorkingOrderView, now: number): WorkingOrderView => ({
  ...order,
  distanceBps: Math.max(0.1, (order.distanceBps ?? 10) + random.between(-4, 4)),
  updatedAt: now,
});

const ENDS = ['filled', 'cancelled', 'filled', 'rejected', 'expired', 'not-placed', 'cancelled', 'filled'] as const;
const WHY: Partial<Record<EndedOrderView['state'], string>> = {
  rejected: 'The exchange refused it: a post-only order would have traded at once.',
  'not-placed': 'The gate closed before it left: Halt all was pressed.',
};

/** A working order as it ended. */
export function endedOrder(random: Random, order: WorkingOrderView, at: number): EndedOrderView {
  const { distanceBps: _distance, ...rest } = order;
  const state = random.pick(ENDS);
  const filled = state === 'filled' ? order.quantity : state === 'cancelled' ? order.filled : '0';
  return { ...rest, state, filled, reason: WHY[state] ?? '', updatedAt: at };
}

export const fakeEnded = (random: Random, count: number, now: number): EndedOrderView[] =>
  Array.from({ length: count }, (_, index) => {
    const endedAt = now - (count - index) * 9_000;
    return endedOrder(random, fakeOrder(random, endedAt - random.below(600_000)), endedAt);
  });
