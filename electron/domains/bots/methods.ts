import {
  type BotMethod,
  type BotParams,
  type BotResult,
  isLongerThan,
  BOT_PROTOCOL_LIMITS as limits,
  PROTOCOL_VERSION,
  toWireOrder,
} from '#shared/bot-protocol';
import { formatDecimal } from '#shared/model/decimal';
import { ok, type Result } from '#shared/model/result';
import type { SessionContext } from './context';
import { fail, type MethodFailure } from './failure';
import { helloFacts } from './hello';
import { cancelOrder, placeOrder } from './orders';

/** What a method can set off beyond its answer. */
export interface MethodEvents {
  readonly onHello: (name: string, version: string) => void;
  /** The bot cannot go on until an operator acts; it gets its answer first. */
  readonly onGiveUp: (reason: string) => void;
}

type Answer<M extends BotMethod> = Result<BotResult<M>, MethodFailure>;
type Handlers = {
  readonly [M in BotMethod]: (
    context: SessionContext,
    params: BotParams<M>,
    events: MethodEvents,
  ) => Answer<M> | Promise<Answer<M>>;
};

const HANDLERS: Handlers = {
  hello: (context, { protocol, name, version }, events) => {
    if (context.greeted) return fail('invalid-request', { reason: 'hello was said already' });
    if (protocol !== PROTOCOL_VERSION) {
      events.onGiveUp(`it speaks protocol version ${protocol}; this console speaks ${PROTOCOL_VERSION}`);
      return fail('wrong-version', { supported: [PROTOCOL_VERSION] });
    }
    const facts = helloFacts(context);
    if (!facts.ok) return fail('unavailable', { reason: facts.error });
    context.greeted = true;
    events.onHello(name, version);
    return ok(facts.value);
  },
  'order.place': placeOrder,
  'order.cancel': cancelOrder,
  'orders.cancelAll': async ({ ports, config }) => {
    const { cancelled, failed } = await ports.orders.cancelAll(config.id);
    return ok({ cancelled: [...cancelled], failed: [...failed] });
  },
  'orders.list': ({ ports, config }) => ok({ orders: ports.orders.workingOrders(config.id).map(toWireOrder) }),
  candles: async ({ ports, config }, { symbol, limit }) => {
    if (ports.market.candles === undefined) return fail('unavailable', { reason: 'no candles are kept' });
    const found = await ports.market.candles(config.accountId, symbol, limit);
    if (!found.ok) return fail('unavailable', { reason: found.error });
    return ok({
      candles: found.value.slice(-limit).map((candle) => ({
        time: candle.time,
        open: formatDecimal(candle.open),
        high: formatDecimal(candle.high),
        low: formatDecimal(candle.low),
        close: formatDecimal(candle.close),
        volume: formatDecimal(candle.volume),
      })),
    });
  },
  'state.save': async ({ saveState }, { state }) => {
    const json = JSON.stringify(state);
    if (isLongerThan(json, limits.maxStateBytes)) {
      return fail('too-large', { reason: `the state may have ${limits.maxStateBytes} bytes` });
    }
    const saved = await saveState(json);
    return saved.ok ? ok({}) : fail('unavailable', { reason: `not saved: ${saved.error}` });
  },
  log: ({ log }, { level, message }) => {
    log(level, message);
    return ok({});
  },
  heartbeat: () => ok({}),
  fail: (_context, { reason }, events) => {
    events.onGiveUp(reason);
    return ok({});
  },
};

/** Carries out a validated request. Rejects only on a defect of the console. */
export async function callMethod(
  context: SessionContext,
  events: MethodEvents,
  method: BotMethod,
  params: unknown,
): Promise<Result<unknown, MethodFailure>> {
  return (HANDLERS[method] as (c: SessionContext, p: unknown, e: MethodEvents) => Answer<BotMethod>)(
    context,
    params,
    events,
  );
}
