import {
  abs,
  add,
  type Decimal,
  decimal,
  div,
  floorTo,
  formatDecimal,
  min,
  mul,
  sub,
  ZERO,
} from '#shared/model/decimal';
import type { FlattenedPosition, FlattenPolicy } from '#shared/model/flatten';
import type { MarketRules, Reference } from '#shared/model/market';
import type { OrderIntent } from '#shared/model/order';
import type { Clock } from '#shared/model/time';
import type { ExitPermit } from '../halt/index';
import type { Book } from './book';
import type { SubmitOutcome } from './service';
import { positionHeld } from './snapshot';

export interface FlattenPorts {
  readonly clock: Clock;
  readonly book: Book;
  readonly market: {
    rules(symbol: string): MarketRules | undefined;
    reference(symbol: string): Reference | undefined;
  };
  /** Execution's own way of orders: every check, every record, the gate twice. */
  submit(intent: OrderIntent, permit: ExitPermit): Promise<SubmitOutcome>;
  /** Told at each change. */
  readonly onChange: (position: FlattenedPosition) => void;
}

/** Between two tries after a refusal, two slices (the book refills), and two looks at an order on its way. Milliseconds. */
const TRY_AGAIN_MS = 1_000;
const SLICE_PAUSE_MS = 250;
const LOOK_MS = 50;
/** An immediate-or-cancel order ends at once; its fills are told soon after. */
const SETTLE_MS = 5_000;
/** So many refusals in a row, and a person has to look. */
const REFUSALS = 5;
const BPS = decimal('10000');

/** Ends of a run: the position as it is then, and why nothing more is sent. */
type End = Pick<FlattenedPosition, 'state' | 'why'>;
const closed: End = { state: 'closed', why: '' };
const notClosed = (why: string): End => ({ state: 'not-closed', why });

/**
 * Closes one position of a halted account: slice after slice, immediate-or-cancel, each at the collar's price, until it is flat, only
 * dust is left, the permit ends, or the deadline is over. Nothing of it ever rests at the exchange. Never rejects.
 */
export async function flattenPosition(
  ports: FlattenPorts,
  who: { readonly accountId: string; readonly botId: string; readonly symbol: string },
  policy: FlattenPolicy,
  permit: ExitPermit,
): Promise<FlattenedPosition> {
  const { clock, book, market } = ports;
  const { accountId, botId, symbol } = who;
  const held = (): Decimal => book.account(accountId).position(symbol).quantity;
  const before = formatDecimal(held());
  const deadline = clock.monotonicMs() + policy.deadlineSeconds * 1_000;
  const name = clock.now().toString(36);
  let orders = 0;
  let refusals = 0;
  const told = (end: End): FlattenedPosition => {
    const position = { accountId, symbol, before, left: formatDecimal(held()), orders, ...end };
    ports.onChange(position);
    return position;
  };
  const pause = (ms: number): Promise<void> => new Promise((resolve) => clock.after(ms, resolve));
  const until = async (isTrue: () => boolean): Promise<boolean> => {
    for (let waited = 0; waited < SETTLE_MS; waited += LOOK_MS) {
      if (isTrue()) return true;
      await pause(LOOK_MS);
    }
    return isTrue();
  };

  const sliceOf = (rules: MarketRules, reference: Reference, isLong: boolean) => {
    const collar = decimal(String(policy.collarBps));
    const share = isLong ? sub(BPS, collar) : add(BPS, collar);
    const price = floorTo(div(mul(isLong ? reference.bid : reference.ask, share), BPS), rules.tickSize);
    // On spot never more than the account has: what was bought may have been taken out.
    const has = rules.contract === undefined ? positionHeld(book.account(accountId), rules, symbol) : undefined;
    const all = min(abs(held()), has ?? abs(held()));
    const slice = price > ZERO ? div(decimal(policy.sliceQuote), price) : ZERO;
    const quantity = floorTo(min(min(all, slice), rules.maxQuantity), rules.stepSize);
    return { price, quantity, all: floorTo(all, rules.stepSize) };
  };

  told({ state: 'closing', why: '' });
  for (;;) {
    const size = held();
    if (size === ZERO) return told(closed);
    if (!permit.covers({ accountId })) return told(notClosed('halted again, or resumed, meanwhile'));
    if (clock.monotonicMs() >= deadline) return told(notClosed(`not done within ${policy.deadlineSeconds} s`));
    const [rules, reference] = [market.rules(symbol), market.reference(symbol)];
    if (rules === undefined || reference === undefined) {
      await pause(TRY_AGAIN_MS);
      continue;
    }
    const isLong = size > ZERO;
    const { price, quantity, all } = sliceOf(rules, reference, isLong);
    if (all < rules.minQuantity || mul(all, price) < rules.minNotional)
      return told({ state: 'dust', why: 'what is left is less than the exchange takes' });
    if (quantity < rules.minQuantity || mul(quantity, price) < rules.minNotional)
      return told(notClosed('one slice is less than the exchange takes: make it larger'));
    orders += 1;
    const outcome = await ports.submit(
      {
        botId,
        accountId,
        botOrderId: `flatten-${name}-${orders}`,
        symbol,
        side: isLong ? 'sell' : 'buy',
        type: 'limit',
        quantity,
        price,
        stopPrice: undefined,
        timeInForce: 'IOC',
        reduceOnly: rules.contract !== undefined,
      },
      permit,
    );
    if (outcome.kind === 'unknown') return told(notClosed('the outcome of an order is not known'));
    if (outcome.kind === 'refused' || outcome.kind === 'rejected') {
      refusals += 1;
      const why = outcome.kind === 'refused' ? outcome.reason : outcome.message;
      if (refusals >= REFUSALS) return told(notClosed(why));
      told({ state: 'closing', why });
      await pause(TRY_AGAIN_MS);
      continue;
    }
    refusals = 0;
    const order = book.byClientOrderId(outcome.clientOrderId);
    const isOver = (): boolean =>
      order === undefined || (!order.isWorking && abs(held()) <= sub(abs(size), order.filledQuantity));
    if (!(await until(isOver))) return told(notClosed('what an order filled was not told in time'));
    told({ state: 'closing', why: '' });
    await pause(SLICE_PAUSE_MS);
  }
}
