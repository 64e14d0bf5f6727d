import type { DecisionRecord, DecisionRow } from '../../../shared/contract/decisions';
import type { CheckView, DecisionView } from '../../../shared/contract/views';
import { type DecisionFilter, decisionFits } from '../../../shared/model/decision-filter';
import { fakeHash } from './journal';
import { fakeOrder } from './orders';
import { type Random, randomFrom } from './random';

/** Refusals and a resize: failed check, its sentence, and the quantity left by a resize as a share. */
const REASONS = [
  ['max-position', 'The position would be 2,611 USDT with this order, above its limit of 2,500 USDT.', 0],
  ['price-collar', 'The price is 212 bps above the reference, beyond the collar of 150 bps.', 0],
  ['balance', 'It needs 138.20 USDT and 96.12 USDT are free once working orders are counted.', 0],
  ['max-order-notional', 'The order is 531.20 USDT; it was cut to what its limit of 400 USDT leaves.', 0.75],
] as const;
type Reason = (typeof REASONS)[number];

/** The number between one made-up decision and the next: order records stand between. */
const STRIDE = 9;
const EVERY_MS = 4_200;
/** The oldest decision that a busy desk still mirrors, and the oldest one in its journal: 12,345 in all. */
const FIRST_SEQ = 140_000;
const OLDEST_SEQ = FIRST_SEQ - 11_945 * STRIDE;

export function fakeDecisions(random: Random, count: number, now: number): DecisionView[] {
  return Array.from({ length: count }, (_, index) =>
    fakeDecision(random, FIRST_SEQ + index * STRIDE, now - (count - index) * EVERY_MS),
  );
}

export function fakeDecision(random: Random, seq: number, at: number): DecisionView {
  const order = fakeOrder(random, at);
  const reason = random.chance(0.07) ? random.pick(REASONS) : undefined;
  const verdict = reason === undefined ? 'allow' : reason[2] > 0 ? 'resize' : 'deny';
  return {
    seq,
    at,
    botId: order.botId,
    accountId: order.accountId,
    symbol: order.symbol,
    side: order.side,
    type: order.type,
    quantity: order.quantity,
    ...(verdict === 'resize' && { resizedQuantity: (Number(order.quantity) * (reason?.[2] ?? 1)).toFixed(3) }),
    price: order.price,
    verdict,
    checks: checksOf(order.botId, order.symbol, reason),
    orderId: verdict === 'deny' ? null : order.id,
    outcome:
      verdict === 'deny'
        ? 'refused'
        : random.pick(['acknowledged', 'filled', 'cancelled', 'partially-filled', 'filled']),
    reason: reason?.[1] ?? '',
  };
}

/** When the made-up decision of this sequence was made. */
const atOf = (seq: number, now: number): number =>
  Math.round(now - ((FIRST_SEQ + 400 * STRIDE - seq) / STRIDE) * EVERY_MS);

interface Asked {
  readonly from: number | null;
  readonly beforeSeq: number | null;
}

/** The sequences of the journal's decisions that a page or a count asks for, newest first. */
function seqsOf({ from, beforeSeq }: Asked, now: number): number[] {
  const seqs: number[] = [];
  const before = beforeSeq ?? FIRST_SEQ + 400 * STRIDE;
  const newest = FIRST_SEQ + Math.ceil((before - FIRST_SEQ) / STRIDE - 1) * STRIDE;
  for (let seq = newest; seq >= OLDEST_SEQ && atOf(seq, now) >= (from ?? 0); seq -= STRIDE) seqs.push(seq);
  return seqs;
}

/** A page of the journal's decisions, as main would answer it. */
export function fakePage(asked: Asked & { readonly limit: number; readonly filter: DecisionFilter }, now: number) {
  const seqs = seqsOf(asked, now);
  const looked = seqs.slice(0, asked.limit);
  return {
    rows: looked
      .map((seq) => rowOf(fakeDecision(randomFrom(seq), seq, atOf(seq, now))))
      .filter(decisionFits(asked.filter)),
    looked: looked.length,
    unreadable: looked.includes(OLDEST_SEQ + 9_000 * STRIDE) ? 2 : 0,
    from: asked.from ?? atOf(OLDEST_SEQ, now) - 60_000,
    nextBeforeSeq: looked.length < seqs.length ? (looked.at(-1) ?? null) : null,
  };
}

export const fakeCount = (asked: Asked, now: number) => ({ decisions: seqsOf(asked, now).length, nextBeforeSeq: null });

/** A decision of the journal, by its sequence; undefined where there is none. */
export const decisionAt = (seq: number, now: number): DecisionView | undefined =>
  seq < OLDEST_SEQ || (seq - FIRST_SEQ) % STRIDE !== 0 ? undefined : fakeDecision(randomFrom(seq), seq, atOf(seq, now));

function rowOf({ checks, resizedQuantity, ...decision }: DecisionView): DecisionRow {
  return {
    ...decision,
    resizedQuantity: resizedQuantity ?? null,
    failed: checks.filter(({ passed }) => !passed).map(({ id, name }) => ({ id, name })),
    checks: checks.length,
  };
}

/** One decision as the journal has it, with what it knew and what became of its order. */
export function decisionOnRecord(decision: DecisionView): DecisionRecord {
  const { outcome, reason: _reason, checks, resizedQuantity, ...facts } = decision;
  const step = (by: number, what: string, quantity: string | null, price: string | null, note = '') => ({
    seq: decision.seq + by,
    at: decision.at + by * 41,
    what,
    quantity,
    price,
    note,
  });
  const steps = [step(1, 'acknowledged', '0', null)];
  if (outcome === 'filled')
    steps.push(step(3, 'fill', decision.quantity, decision.price), step(4, 'filled', decision.quantity, null));
  if (outcome === 'cancelled') steps.push(step(5, 'cancel-pending', '0', null), step(6, 'cancelled', '0', null));
  return {
    ...facts,
    resizedQuantity: resizedQuantity ?? null,
    intent: { botOrderId: `line-${decision.seq % 40}`, stopPrice: null, timeInForce: 'GTC', reduceOnly: 'no' },
    inputs: {
      state: 'ACTIVE',
      bid: decision.price,
      ask: decision.price,
      last: decision.price,
      priceAgeMs: '140',
      position: '0.0217',
      workingBuys: '0.0084',
      workingSells: '0.0126',
      availableBase: '0.0091',
      availableQuote: '7420.5521',
      leverage: null,
      grossOfBot: '3120.4',
      dayLossOfAccount: '18.2',
    },
    checks,
    hash: fakeHash(decision.seq),
    steps: decision.orderId === null ? [] : steps,
    followedTo: decision.seq + 6,
    isFollowed: true,
  };
}

/** As many checks as the gate makes, each limit with the level that set it. */
function checksOf(botId: string, symbol: string, reason: Reason | undefined): CheckView[] {
  const failed = reason?.[0];
  const check = (
    id: string,
    name: string,
    observed: string,
    limit: string | null,
    unit: string,
    level?: string,
  ): CheckView => ({
    id,
    name,
    passed: failed !== id,
    observed,
    limit,
    unit,
    message: failed === id ? (reason?.[1] ?? '') : '',
    ...(level !== undefined && { level }),
  });
  return [
    check('trading-state', 'Trading state', 'ACTIVE', 'ACTIVE', ''),
    check('validity', 'Price and quantity steps', 'fits', 'fits', ''),
    check('symbol', 'Symbol allowed', symbol, symbol, '', `bot ${botId}`),
    check(
      'max-order-notional',
      'Order size',
      failed === 'max-order-notional' ? '531.2' : '134.84',
      '400',
      'USDT',
      'portfolio',
    ),
    check(
      'max-position',
      'Position with working orders',
      failed === 'max-position' ? '2611.4' : '1412.09',
      '2500',
      'USDT',
      `symbol ${symbol}`,
    ),
    check('balance', 'Free balance', '138.2', failed === 'balance' ? '96.12' : '7420.55', 'USDT'),
    check('reference-age', 'Age of reference price', '140', '2000', 'ms', 'exchange binance'),
    check(
      'price-collar',
      'Price against reference',
      failed === 'price-collar' ? '212' : '41',
      '150',
      'bps',
      `bot ${botId}`,
    ),
    ...OTHERS.map(([id, name, observed, limit, unit]) => check(id, name, observed, limit, unit, 'account sub-1')),
  ];
}

const OTHERS = [
  ['open-orders', 'Working orders', '24', '60', ''],
  ['rate-second', 'Orders in a second', '2', '10', ''],
  ['rate-minute', 'Orders in a minute', '31', '200', ''],
  ['duplicate', 'Same order again', '0', '3', ''],
  ['stacking', 'Orders at one price', '1', '2', ''],
  ['self-match', 'Against own orders', 'none', 'none', ''],
  ['gross-bot', 'Gross exposure of the bot', '3120.4', '5000', 'USDT'],
  ['gross-account', 'Gross exposure of the account', '4210.02', '8000', 'USDT'],
  ['gross-portfolio', 'Gross exposure of all accounts', '11695.64', '20000', 'USDT'],
  ['day-loss', 'Loss today', '18.2', '500', 'USDT'],
  ['drawdown', 'Drawdown', '1.2', '8', '%'],
] as const;
