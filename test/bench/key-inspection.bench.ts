import { binance } from '../support/key-answers/binance';
import { startInspector } from '../support/key-inspector';
import { startKeyServer } from '../support/key-server';
import { type BenchResult, quantile } from './result';

const ROUNDS = 20;
const ROUND_TRIP_MS = 50;
/** Issue "The vault and the guided key setup", numbers. */
const TARGET_MS = 1_000;

/** One key of Binance (ccxt's largest module) from the call to the verdict, the start of its process included. */
export async function benchKeyInspection(): Promise<BenchResult[]> {
  const server = await startKeyServer();
  const rig = startInspector(server.origin);
  try {
    server.answerWith(binance.cases[0]?.answers ?? {});
    server.delay(ROUND_TRIP_MS);
    const slot = { exchange: 'binance', environment: 'live', accountId: 'sub-1', purpose: 'trade' } as const;
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const at = performance.now();
      const verdict = await rig.inspector.inspect(slot, binance.credential, () => undefined);
      times.push(performance.now() - at);
      if (verdict.reading === null) throw new Error(`not read: ${verdict.refusals.map(({ id }) => id).join(', ')}`);
    }
    const p50 = quantile(times, 0.5);
    return [
      {
        id: 'key-inspection',
        what: `one key read back and judged over a round trip of ${ROUND_TRIP_MS} ms, the start of its own process included`,
        unit: 'ms',
        p50,
        p99: quantile(times, 0.99),
        n: times.length,
        ratio: null,
        target: `≤ ${TARGET_MS} ms`,
        pass: p50 <= TARGET_MS,
      },
    ];
  } finally {
    await server.close();
  }
}
