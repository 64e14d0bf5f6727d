import { type Decimal, decimal } from '#shared/model/decimal';
import type { Fill } from '#shared/model/order';
import { LiveOrder } from '../../electron/domains/execution/live-order';
import { ExecutionQuality } from '../../electron/domains/execution/quality/collector';
import { systemClock } from '../../electron/platform/clock';
import { order, REFERENCE } from '../support/risk-world';
import { type BenchResult, quantile } from './result';

const ORDERS = 200_000;
const WARM_UP = 20_000;
/** Timed together, since one by itself is near the clock's own cost. */
const BATCH = 50;
const TARGET_US = 20;

/** Everything the collector does for one order: hand-over, acknowledgement, two fills, its end, and the times of their records; 20 bots on 50 symbols. */
export async function benchExecutionQuality(): Promise<BenchResult[]> {
  const quality = new ExecutionQuality(systemClock);
  const [half, low, tick, fee] = ['0.005', '9990', '0.01', '0.04995'].map(decimal) as [
    Decimal,
    Decimal,
    Decimal,
    Decimal,
  ];
  const made = Array.from({ length: BATCH }, () => new LiveOrder(order(), Date.now()));
  const fills = Array.from({ length: BATCH * 2 }, () => ({}) as Fill);
  const ordinary = order();
  let numbered = 0;
  /** The objects that execution makes anyway are made outside of the time. */
  const make = (): void => {
    for (let at = 0; at < BATCH; at += 1) {
      numbered += 1;
      const symbol = `C${numbered % 50}/USDT`;
      const intent = {
        ...ordinary,
        botId: `bot-${numbered % 20}`,
        symbol,
        side: numbered % 2 === 0 ? ('buy' as const) : ('sell' as const),
      };
      const live = new LiveOrder(intent, Date.now());
      live.clientOrderId = `habc123${numbered.toString(36)}`;
      live.sentMonotonicMs = systemClock.monotonicMs();
      live.state = 'sent';
      made[at] = live;
      for (const part of [0, 1])
        fills[at * 2 + part] = {
          tradeId: `${numbered}-${part}`,
          accountId: 'sub-1',
          symbol,
          clientOrderId: live.clientOrderId,
          exchangeOrderId: `${numbered}`,
          side: intent.side,
          price: (low + tick * BigInt(numbered % 900)) as Decimal,
          quantity: half,
          fee,
          feeAsset: 'USDT',
          isMaker: numbered % 3 === 0,
          at: 0,
        };
    }
  };
  /** As execution does: what its record holds of its times, and the collector by the same clock. */
  const recorded = ({ clientOrderId }: LiveOrder): number => {
    const nowMs = systemClock.monotonicMs();
    quality.recordedTimes(clientOrderId, nowMs);
    return nowMs;
  };
  const measure = (): void => {
    for (let at = 0; at < BATCH; at += 1) {
      const [live, first, second] = [made[at], fills[at * 2], fills[at * 2 + 1]];
      if (live === undefined || first === undefined || second === undefined) continue;
      quality.sent(
        live,
        { nowMonotonicMs: (live.sentMonotonicMs ?? 0) - 2, reference: REFERENCE },
        systemClock.monotonicMs(),
      );
      quality.changed(live);
      live.exchangeOrderId = first.exchangeOrderId;
      live.state = 'acknowledged';
      quality.changed(live, recorded(live));
      quality.filled(first, recorded(live));
      quality.filled(second, recorded(live));
      live.filledQuantity = live.intent.quantity;
      live.state = 'filled';
      quality.changed(live, recorded(live));
    }
  };
  const times: number[] = [];
  for (let done = 0; done < WARM_UP + ORDERS; done += BATCH) {
    make();
    const startedMs = performance.now();
    measure();
    if (done >= WARM_UP) times.push(((performance.now() - startedMs) * 1_000) / BATCH);
  }
  const [p50, p99] = [quantile(times, 0.5), quantile(times, 0.99)];
  return [
    {
      id: 'execution-quality',
      what: `all that measuring adds to one order with two fills, over its whole life, in batches of ${BATCH}`,
      unit: 'µs',
      p50,
      p99,
      n: ORDERS,
      ratio: null,
      target: `p50 <= ${TARGET_US}`,
      pass: p50 <= TARGET_US,
    },
  ];
}
