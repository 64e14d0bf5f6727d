import { guardAccountOf, startExchange, startGuard, startPaper } from '../support/exchange-world';
import { type BenchResult, quantile } from './result';

const ACCOUNTS = ['sub-1', 'sub-2', 'sub-3'];
const SYMBOLS = ['BTC/USDT', 'ETH/USDT', 'SOL/USDT', 'BNB/USDT', 'XRP/USDT'];
const ORDERS_PER_ACCOUNT = 50;
const ROUND_TRIP_MS = 20;
/** facts/cancel-and-limits.md: 15 cancels fit one wave of sockets, and one confirming listing: two round trips. */
const MINIMUM_MS = 2 * ROUND_TRIP_MS;
const ROUNDS = 20;

/**
 * From the request to the guard (main's side of the pipe) to the answer that says verified empty: 3 accounts × 50 orders over
 * 5 symbols on the paper exchange with a simulated round trip of 20 ms, while the exchange worker follows all streams.
 */
export async function benchHaltCancel(): Promise<BenchResult[]> {
  const paper = await startPaper(ACCOUNTS);
  const world = await startExchange(paper, ACCOUNTS, SYMBOLS);
  const guard = await startGuard(ACCOUNTS.map((id) => guardAccountOf(paper, id, SYMBOLS)));
  const times: number[] = [];
  try {
    for (let round = -2; round < ROUNDS; round += 1) {
      await paper.faults({ latencyMs: 0 });
      const placing = ACCOUNTS.flatMap((accountId) =>
        Array.from({ length: ORDERS_PER_ACCOUNT }, async (_, index) => {
          const order = world.orders.resting(
            accountId,
            `b${round + 2}-${index}`,
            SYMBOLS[index % SYMBOLS.length] ?? '',
          );
          const placed = await world.entry.place(order);
          if (!placed.ok) throw new Error(placed.error.message);
          return { accountId, symbol: order.symbol, clientOrderId: order.clientOrderId, quantity: order.quantity };
        }),
      );
      const known = await Promise.all(placing);
      await paper.faults({ latencyMs: ROUND_TRIP_MS });
      const startedAt = performance.now();
      const answer = await guard.process.request(
        'cancelAll',
        { haltId: `bench-${round}`, accountIds: ACCOUNTS, known },
        30_000,
      );
      const tookMs = performance.now() - startedAt;
      if (!answer.ok || answer.value.accounts.some((account) => account.state !== 'verified-empty'))
        throw new Error('not verified');
      // Two rounds to warm up: a guard that was armed for a while has run this code each ten seconds.
      if (round >= 0) times.push(tookMs);
    }
    await paper.faults({ latencyMs: 0 });
    if ((await paper.openOrders()) !== 0) throw new Error('orders are left at the exchange');
  } finally {
    await guard.stop();
    await world.exchange.stop();
    await paper.stop();
  }
  const p50 = quantile(times, 0.5);
  const ratio = p50 / MINIMUM_MS;
  return [
    {
      id: 'halt-verified-empty',
      what: 'press to verified empty: 3 accounts × 50 orders over 5 symbols, 20 ms simulated round trip',
      unit: 'ms',
      p50,
      p99: quantile(times, 0.99),
      n: times.length,
      ratio,
      target: '≤ 3 × the theoretical minimum (2 round trips, 40 ms)',
      pass: ratio <= 3,
    },
  ];
}
