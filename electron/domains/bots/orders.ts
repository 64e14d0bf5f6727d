import { type BotParams, type BotResult, toWireOrder } from '#shared/bot-protocol';
import { decimal } from '#shared/model/decimal';
import type { OrderIntent } from '#shared/model/order';
import { assertNever, ok, type Result } from '#shared/model/result';
import type { SessionContext } from './context';
import { fail, type MethodFailure } from './failure';
import type { SubmitOutcome } from './ports';

/** Binds what the bot asked for to the bot and its account. The bot has no say in either. */
function toIntent({ config }: SessionContext, params: BotParams<'order.place'>): OrderIntent {
  return {
    botId: config.id,
    accountId: config.accountId,
    botOrderId: params.botOrderId,
    symbol: params.symbol,
    side: params.side,
    type: params.type,
    quantity: decimal(params.quantity),
    price: params.price === undefined ? undefined : decimal(params.price),
    stopPrice: params.stopPrice === undefined ? undefined : decimal(params.stopPrice),
    timeInForce: params.timeInForce,
    reduceOnly: params.reduceOnly,
  };
}

/** Sends an order down the order path. What comes of it goes to the book even when the bot does not live to hear it. */
export async function placeOrder(
  context: SessionContext,
  params: BotParams<'order.place'>,
): Promise<Result<BotResult<'order.place'>, MethodFailure>> {
  const { ports, config, placements, namesOnTheWay } = context;
  const { botOrderId } = params;
  if (namesOnTheWay.has(botOrderId) || ports.orders.isWorking(config.id, botOrderId))
    return fail('name-in-use', { reason: botOrderId });
  namesOnTheWay.add(botOrderId);
  const submitted = ports.orders.submit(toIntent(context, params));
  placements.add(submitted);
  try {
    return answerTo(context, await submitted);
  } finally {
    placements.delete(submitted);
    namesOnTheWay.delete(botOrderId);
  }
}

function answerTo(context: SessionContext, outcome: SubmitOutcome): Result<BotResult<'order.place'>, MethodFailure> {
  const { counts, ports, config } = context;
  switch (outcome.kind) {
    case 'accepted':
      counts.ordersPlaced += 1;
      return ok({ order: toWireOrder(outcome.order) });
    case 'refused': {
      counts.refusals += 1;
      const { state, blocked } = ports.trading.of(config.id, config.accountId);
      const isClosed = state === 'HALTED' || blocked !== '';
      return fail(isClosed ? 'halted' : 'order-refused', { reason: outcome.reason, checks: [...outcome.checks] });
    }
    case 'rejected':
      counts.refusals += 1;
      return fail('exchange-rejected', { reason: `${outcome.code}: ${outcome.message}` });
    case 'unknown':
      counts.ordersPlaced += 1;
      return fail('outcome-unknown', { clientOrderId: outcome.clientOrderId });
    default:
      return assertNever(outcome);
  }
}

/** Cancels one of the bot's own orders, by the bot's own name for it: it cannot reach another bot's. */
export async function cancelOrder(
  { ports, config }: SessionContext,
  { botOrderId }: BotParams<'order.cancel'>,
): Promise<Result<BotResult<'order.cancel'>, MethodFailure>> {
  const outcome = await ports.orders.cancel(config.id, botOrderId);
  switch (outcome.kind) {
    case 'cancelled':
      return ok({ order: toWireOrder(outcome.order) });
    case 'not-found':
      return fail('no-such-order', { reason: botOrderId });
    case 'failed':
      return fail('exchange-rejected', { reason: `${outcome.code}: ${outcome.message}` });
    case 'unknown':
      return fail('outcome-unknown', { reason: botOrderId });
    default:
      return assertNever(outcome);
  }
}
