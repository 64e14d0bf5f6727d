import type { CheckView, DecisionView } from '../../../shared/contract/views';
import { fakeOrder } from './orders';
import type { Random } from './random';

const REFUSALS = [
  ['max-position', 'The position would be 2,611 USDT with this order, above its limit of 2,500 USDT.'],
  ['price-collar', 'The price is 212 bps above the reference, beyond the collar of 150 bps.'],
  ['balance', 'It needs 138.20 USDT and 96.12 USDT are free once working orders are counted.'],
] as const;

export function fakeDecisions(random: Random, count: number, now: number): DecisionView[] {
  return Array.from({ length: count }, (_, index) =>
    fakeDecision(random, 14_000 + index * 9, now - (count - index) * 4_200),
  );
}

export function fakeDecision(random: Random, seq: number, at: number): DecisionView {
  const order = fakeOrder(random, at);
  const refusal = random.chance(0.07) ? random.pick(REFUSALS) : undefined;
  return {
    seq,
    at,
    botId: order.botId,
    accountId: order.accountId,
    symbol: order.symbol,
    side: order.side,
    type: order.type,
    quantity: order.quantity,
    price: order.price,
    verdict: refusal === undefined ? 'allow' : 'deny',
    checks: checksOf(order.symbol, refusal),
    orderId: refusal === undefined ? order.id : null,
    outcome:
      refusal !== undefined
        ? 'refused'
        : random.pick(['acknowledged', 'filled', 'cancelled', 'partially-filled', 'filled']),
    reason: refusal?.[1] ?? '',
  };
}

function checksOf(symbol: string, refusal: (typeof REFUSALS)[number] | undefined): CheckView[] {
  const check = (id: string, name: string, observed: string, limit: string | null, unit: string): CheckView => ({
    id,
    name,
    passed: refusal?.[0] !== id,
    observed,
    limit,
    unit,
    message: refusal?.[0] === id ? refusal[1] : '',
  });
  return [
    check('trading-state', 'Trading state', 'ACTIVE', 'ACTIVE', ''),
    check('validity', 'Price and quantity steps', 'fits', 'fits', ''),
    check('symbol', 'Symbol allowed', symbol, symbol, ''),
    check('max-order-notional', 'Order size', '134.84', '400', 'USDT'),
    check(
      'max-position',
      'Position with working orders',
      refusal?.[0] === 'max-position' ? '2611.4' : '1412.09',
      '2500',
      'USDT',
    ),
    check('balance', 'Free balance', '138.2', refusal?.[0] === 'balance' ? '96.12' : '7420.55', 'USDT'),
    check('reference-age', 'Age of reference price', '140', '2000', 'ms'),
    check('price-collar', 'Price against reference', refusal?.[0] === 'price-collar' ? '212' : '41', '150', 'bps'),
  ];
}
