import { clientOrderIdOf, type SubmitOutcome } from '../../electron/domains/execution/index';
import { type Harness, openConsole, recordsOf, untilOpen } from '../support/desk-console';
import { readLedger } from '../support/exchange-ledger';
import { passingOrder, unhurriedSettings } from '../support/passing-order';
import { unlimited } from '../support/unlimited';
import { type BenchResult, quantile } from './result';

/** Orders on their way at once: what two dozen bots that wait for their answers come to. */
const AT_ONCE = 24;
const WARM_UP_MS = 3_000;
const MEASURED_MS = 15_000;
const TARGET_PER_SECOND = 300;

interface Sent {
  readonly outcome: SubmitOutcome;
  readonly endedMs: number;
  readonly tookMs: number;
}

/**
 * How many orders a second go through one exchange worker for as long as one likes: each decided by the whole gate, its
 * decision durable, signed, sent by unmodified ccxt over a real socket and answered by the paper exchange. The console is
 * the real composition with its real processes, without a window. Afterwards every order is counted, in the journal and in
 * the exchange's own ledger: none lost, none doubled. The orders are immediate-or-cancel ones below the market, so that
 * each ends at the exchange by itself and none of the three accounts fills up. Takes about 25 s.
 */
export async function benchSustained(): Promise<BenchResult[]> {
  const desk = await openConsole({
    settings: unhurriedSettings(),
    change: (options) => ({
      ...options,
      launchers: { ...options.launchers, paperExchange: unlimited(options.launchers.paperExchange) },
    }),
  });
  try {
    await untilOpen(desk);
    const sent: Sent[] = [];
    const startedMs = performance.now();
    const endMs = startedMs + WARM_UP_MS + MEASURED_MS;
    let number = 0;
    const place = async (): Promise<void> => {
      while (performance.now() < endMs) {
        const askedMs = performance.now();
        number += 1;
        const outcome = await desk.console.execution.submit(passingOrder(desk.console, number));
        const endedMs = performance.now();
        sent.push({ outcome, endedMs, tookMs: endedMs - askedMs });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, place));
    await desk.console.recorder.settled();
    checkNoneLostNoneTwice(desk, sent);
    return results(
      sent.filter(({ endedMs }) => endedMs >= startedMs + WARM_UP_MS && endedMs < endMs),
      startedMs,
    );
  } finally {
    await desk.close();
  }
}

/** @throws with what is wrong: an order refused or unknown, lost, doubled, or without its durable decision */
function checkNoneLostNoneTwice({ console, dataFolder }: Harness, sent: readonly Sent[]): void {
  const odd = sent.find(({ outcome }) => outcome.kind !== 'accepted');
  if (odd !== undefined) {
    const text = JSON.stringify(odd.outcome, (_, value) => (typeof value === 'bigint' ? String(value) : value));
    throw new Error(`an order was not accepted: ${text}`);
  }
  const told = sent.map(({ outcome }) => (outcome.kind === 'accepted' ? outcome.clientOrderId : '')).sort();
  const atExchange = readLedger(dataFolder)
    .filter(({ event }) => event === 'new')
    .map(({ clientOrderId }) => clientOrderId)
    .sort();
  const decided = recordsOf(dataFolder, 'order.decided')
    .filter(({ data }) => data.verdict !== 'deny')
    .map(({ seq }) => clientOrderIdOf(console.journal.journalId, seq))
    .sort();
  const asText = told.join();
  if (atExchange.join() !== asText || decided.join() !== asText || new Set(told).size !== told.length)
    throw new Error(
      `${told.length} orders were told as accepted (${new Set(told).size} ids), ${atExchange.length} stand in the exchange's ledger, ${decided.length} are decided in the journal: not one for one`,
    );
}

function results(measured: readonly Sent[], startedMs: number): BenchResult[] {
  const seconds = new Map<number, number>();
  for (const { endedMs } of measured) {
    const second = Math.floor((endedMs - startedMs) / 1_000);
    seconds.set(second, (seconds.get(second) ?? 0) + 1);
  }
  const perSecond = [...seconds.values()];
  const took = measured.map(({ tookMs }) => tookMs);
  const mean = measured.length / (MEASURED_MS / 1_000);
  return [
    {
      id: 'orders-sustained',
      what: `orders a second through one exchange worker, each decision durable, ${AT_ONCE} at once; p99 is the slowest second, the mean is ${mean.toFixed(0)}`,
      unit: 'orders/s',
      p50: quantile(perSecond, 0.5),
      p99: Math.min(...perSecond),
      n: measured.length,
      ratio: null,
      target: `>= ${TARGET_PER_SECOND} orders/s, none lost, none doubled`,
      pass: mean >= TARGET_PER_SECOND,
    },
    {
      id: 'orders-sustained-ack',
      what: 'meanwhile, from asking to the acknowledgement of the exchange',
      unit: 'ms',
      p50: quantile(took, 0.5),
      p99: quantile(took, 0.99),
      n: took.length,
      ratio: null,
      target: '',
      pass: true,
    },
  ];
}
