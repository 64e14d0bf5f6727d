import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DeadManReport } from '../../electron/domains/halt/guard/report-file';
import { guardAccountOf, startExchange, startPaper } from '../support/exchange-world';
import { startGuardParent } from '../support/guarded-parent';
import { isAlive } from '../support/is-alive';
import { type BenchResult, quantile } from './result';

const ACCOUNTS = ['sub-1', 'sub-2', 'sub-3'];
const SYMBOLS = ['BTC/USDT', 'ETH/USDT', 'SOL/USDT', 'BNB/USDT', 'XRP/USDT'];
const ORDERS_PER_ACCOUNT = 50;
const ROUND_TRIP_MS = 20;
/** One wave of cancels and one confirming listing. */
const EXCHANGE_MS = 2 * ROUND_TRIP_MS;
/** Requirement H7. */
const TARGET_MS = 2_000;
const ROUNDS = 10;

/** From SIGKILL, or SIGSTOP, of the process that stands for main to the guard's last order verified gone, by the guard's own report. */
export async function benchGuard(): Promise<BenchResult[]> {
  const paper = await startPaper(ACCOUNTS);
  const world = await startExchange(paper, ACCOUNTS, SYMBOLS);
  let named = 0;
  const rest = async (): Promise<void> => {
    await paper.faults({ latencyMs: 0 });
    const placing = ACCOUNTS.flatMap((accountId) =>
      Array.from({ length: ORDERS_PER_ACCOUNT }, async (_, index) => {
        named += 1;
        const symbol = SYMBOLS[index % SYMBOLS.length] ?? '';
        const placed = await world.entry.place(world.orders.resting(accountId, `d${named}`, symbol));
        if (!placed.ok) throw new Error(placed.error.message);
      }),
    );
    await Promise.all(placing);
    await paper.faults({ latencyMs: ROUND_TRIP_MS });
  };
  const once = async (signal: 'SIGKILL' | 'SIGSTOP'): Promise<number> => {
    const { parent, guardPid, reportDirectory } = await startGuardParent(
      ACCOUNTS.map((id) => guardAccountOf(paper, id, SYMBOLS)),
    );
    await rest();
    const at = Date.now();
    parent.kill(signal);
    const reports = (): string[] => readdirSync(reportDirectory).filter((name) => name.endsWith('.json'));
    while (reports().length === 0) {
      if (Date.now() - at > 20_000) throw new Error('the guard left no report');
      await new Promise((done) => setTimeout(done, 5));
    }
    const report = JSON.parse(readFileSync(join(reportDirectory, reports()[0] ?? ''), 'utf8')) as DeadManReport;
    if (report.accounts.some(({ state }) => state !== 'verified-empty')) throw new Error('not verified');
    if ((await paper.openOrders()) !== 0) throw new Error('orders are left at the exchange');
    parent.kill('SIGKILL');
    while (isAlive(guardPid)) await new Promise((done) => setTimeout(done, 20));
    rmSync(reportDirectory, { recursive: true, force: true });
    return report.finishedAt - at;
  };
  const times = { SIGKILL: [] as number[], SIGSTOP: [] as number[] };
  try {
    for (const signal of ['SIGKILL', 'SIGSTOP'] as const)
      for (let round = 0; round < ROUNDS; round += 1) times[signal].push(await once(signal));
  } finally {
    await world.exchange.stop();
    await paper.stop();
  }
  const result = (id: string, what: string, measured: readonly number[]): BenchResult => {
    const p99 = quantile(measured, 0.99);
    return {
      id,
      what: `${what} to every order verified gone: 3 accounts × 50 orders over 5 symbols, 20 ms simulated round trip`,
      unit: 'ms',
      p50: quantile(measured, 0.5),
      p99,
      n: measured.length,
      ratio: null,
      target: `≤ 2 s and the exchange's own time (2 round trips, ${EXCHANGE_MS} ms)`,
      pass: p99 <= TARGET_MS + EXCHANGE_MS,
    };
  };
  return [
    result('guard-main-killed', 'main killed', times.SIGKILL),
    result('guard-main-hung', 'main stopped, which the guard takes for dead after 1.5 s,', times.SIGSTOP),
  ];
}
