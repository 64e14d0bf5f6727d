import type { OrderTimeline } from '#shared/contract/execution';
import { type Decimal, div, formatDecimal } from '#shared/model/decimal';
import { bps, rounded } from './summary';
import type { OrderTrace } from './trace';

type Step = OrderTimeline['steps'][number];

/** The way of one order as the screens show it. */
export function timelineOf(trace: OrderTrace): OrderTimeline {
  const { order, mid, reference, quantity, notional, slippage } = trace;
  const { intent } = order;
  const hasFills = trace.fills > 0;
  const midNotional = mid === undefined ? 0n : (mid * quantity) / 10n ** 18n;
  return {
    orderId: order.clientOrderId,
    botId: intent.botId,
    accountId: intent.accountId,
    symbol: intent.symbol,
    side: intent.side,
    state: order.state,
    isWorking: order.isWorking,
    decidedAt: trace.decidedAt,
    steps: stepsOf(trace),
    bid: textOf(reference?.bid),
    ask: textOf(reference?.ask),
    mid: textOf(mid),
    quantity: formatDecimal(intent.quantity),
    filled: formatDecimal(order.filledQuantity),
    fills: trace.fills,
    averagePrice: quantity === 0n ? null : formatDecimal(div(notional as Decimal, quantity as Decimal)),
    slippageBps: bps(slippage, midNotional),
    slippageCost: midNotional === 0n ? null : formatDecimal(slippage as Decimal),
    feeBps: trace.fillsWithoutFee > 0 || !hasFills ? null : bps(trace.fees, notional),
    makerShare: notional === 0n ? null : rounded(Number(trace.makerNotional) / Number(notional), 6),
  };
}

const textOf = (value: Decimal | undefined): string | null => (value === undefined ? null : formatDecimal(value));

/** In order of time; of one time in the order in which things happen. */
function stepsOf(trace: OrderTrace): Step[] {
  const steps: Step[] = [];
  const put = (step: Step['step'], atMs: number | undefined): void => {
    if (atMs !== undefined) steps.push({ step, ms: rounded(atMs - trace.decidedMs) });
  };
  put('decided', trace.decidedMs);
  put('durable', trace.durableMs);
  put('sent', trace.sentMs);
  put('unknown', trace.unknownMs);
  put('resolved', trace.resolvedMs);
  put('acknowledged', trace.acknowledgedMs);
  put('first-fill', trace.firstFillMs);
  put('cancel-asked', trace.cancelAskedMs);
  put('cancel-answered', trace.cancelAnsweredMs);
  put('last-fill', trace.fills > 1 ? trace.lastFillMs : undefined);
  put('ended', trace.endedMs);
  return steps.sort((a, b) => a.ms - b.ms);
}
