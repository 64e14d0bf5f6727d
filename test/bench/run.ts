import { benchExecutionQuality } from './execution-quality.bench';
import { benchFrames } from './frames.bench';
import { benchGuard } from './guard.bench';
import { benchHaltCancel } from './halt.bench';
import { benchHaltExchange, benchHaltTwentyAccounts } from './halt-exchanges.bench';
import { benchHistory } from './history.bench';
import { benchJournal } from './journal.bench';
import { benchJournalLoad } from './journal-load/journal-load.bench';
import { benchJournalProofs } from './journal-proofs.bench';
import { benchJournalSingle } from './journal-single.bench';
import { benchJournalVerify } from './journal-verify.bench';
import { benchKeyInspection } from './key-inspection.bench';
import { benchLeakScan } from './leak-scan.bench';
import { benchMemory } from './memory.bench';
import { benchOrder } from './order.bench';
import { benchPress } from './press.bench';
import { benchPressOrders } from './press-orders.bench';
import type { BenchResult } from './result';
import { benchRisk } from './risk.bench';
import { benchStart } from './start.bench';
import { benchSustained } from './sustained.bench';
import { benchTriggers } from './triggers.bench';

/** Each bench with the ids it answers for. */
const BENCHES: ReadonlyArray<{ readonly ids: readonly string[]; readonly run: () => Promise<BenchResult[]> }> = [
  { ids: ['risk-gate', 'risk-decision', 'risk-gate-growth'], run: benchRisk },
  { ids: ['trigger-evaluation'], run: benchTriggers },
  { ids: ['execution-quality'], run: benchExecutionQuality },
  { ids: ['journal-durable-records', 'sqlite-durable-rows'], run: benchJournal },
  {
    ids: [
      'journal-with-tree',
      'chain-alone',
      'verify-million-app',
      'verify-million-python',
      'record-proof-bytes',
      'record-proof-time',
    ],
    run: benchJournalProofs,
  },
  {
    ids: ['history-build', 'history-first-page', 'history-story', 'history-search', 'history-charts'],
    run: benchHistory,
  },
  { ids: ['journal-single-record', 'bare-fdatasync'], run: benchJournalSingle },
  { ids: ['journal-four-processes', 'sqlite-four-processes'], run: benchJournalLoad },
  { ids: ['journal-verify-million', 'journal-start', 'journal-start-short'], run: benchJournalVerify },
  { ids: ['order-through-holdfast', 'order-by-raw-ccxt'], run: benchOrder },
  { ids: ['orders-sustained', 'orders-sustained-ack'], run: benchSustained },
  { ids: ['halt-verified-empty'], run: benchHaltCancel },
  { ids: ['guard-main-killed', 'guard-main-hung'], run: benchGuard },
  ...(['binance', 'binanceusdm', 'bybit', 'okx', 'kraken'] as const).map((name) => ({
    ids: [`halt-${name}`],
    run: () => benchHaltExchange(name),
  })),
  {
    ids: ['halt-twenty-accounts', 'twenty-accounts-cancel-order', 'twenty-accounts-cancel-all'],
    run: benchHaltTwentyAccounts,
  },
  { ids: ['press-to-gate-closed', 'press-on-empty-window'], run: benchPress },
  { ids: ['press-to-last-order', 'press-to-gate-closed-busy'], run: benchPressOrders },
  { ids: ['key-inspection'], run: benchKeyInspection },
  { ids: ['leak-scan', 'leak-scan-plain', 'leak-scan-grep', 'leak-scan-memory'], run: benchLeakScan },
  {
    ids: ['frames-orders', 'frames-decisions', 'frames-orders-large', 'frames-decisions-large'],
    run: benchFrames,
  },
  { ids: ['memory'], run: benchMemory },
  { ids: ['window-usable', 'empty-window'], run: benchStart },
];

const isJson = process.argv.includes('--json');
const onlyAt = process.argv.indexOf('--only');
const only = onlyAt < 0 ? undefined : (process.argv[onlyAt + 1] ?? '').split(',');
const known = BENCHES.flatMap(({ ids }) => ids);
const unknown = only?.filter((id) => !known.includes(id)) ?? [];
if (unknown.length > 0) {
  process.stderr.write(`There is no bench ${unknown.join(', ')}. Nothing was measured. Known: ${known.join(', ')}\n`);
  process.exit(2);
}

const number = (value: number): string =>
  value >= 1_000 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);

function line({ id, what, unit, p50, p99, n, ratio, target, pass }: BenchResult): string {
  const verdict = target === '' ? '' : pass ? `  meets ${target}` : `  MISSES ${target}`;
  const against = ratio === null ? '' : `, ratio ${ratio.toFixed(2)}`;
  return `${id.padEnd(26)} p50 ${number(p50)} ${unit}, p99 ${number(p99)} ${unit}, n ${n}${against}${verdict}\n${' '.repeat(27)}${what}\n`;
}

const results: BenchResult[] = [];
for (const { ids, run } of BENCHES) {
  if (only !== undefined && !ids.some((id) => only.includes(id))) continue;
  const measured = await run();
  results.push(...measured);
  if (!isJson) for (const result of measured) process.stdout.write(line(result));
}
if (isJson) process.stdout.write(`${JSON.stringify({ results })}\n`);
process.exit(results.every(({ pass }) => pass) ? 0 : 1);
