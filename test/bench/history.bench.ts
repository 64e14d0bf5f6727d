import { fileURLToPath } from 'node:url';
import { createHistory, type HistoryClient } from '../../electron/domains/history/index';
import { systemClock } from '../../electron/platform/clock';
import { launchFork } from '../../electron/platform/process/launch-node';
import { until } from '../support/console-harness';
import { DAY, decided, EVERYTHING, fill, JOURNAL_ID, orderIdOf, WrittenJournal } from '../support/history-rig';
import { makeTemporaryFolder } from '../support/journal-rig';
import { type BenchResult, quantile } from './result';

const RECORDS = 1_000_000;
const SEGMENT_RECORDS = 150_000;
const ROUNDS = 20;
const FIRST_PAINT_MS = 300;
const SEARCH_MS = 500;
const BUILD_TIMEOUT_MS = 1_800_000;

const BOTS = ['grid-1', 'grid-2', 'mom-1'] as const;
const SYMBOLS = ['BTC/USDT', 'ETH/USDT', 'SOL/USDT', 'BTC/USDT:USDT'] as const;

/** Days of trading: decisions, four in five of them let through, each with its acknowledgement and its end, every third filled. */
function writeJournal(dataFolder: string): WrittenJournal {
  const journal = new WrittenJournal(dataFolder, DAY);
  for (let round = 0; journal.head.seq < RECORDS; round += 1) {
    const at = DAY + round * 350;
    const [botId, symbol] = [BOTS[round % BOTS.length], SYMBOLS[round % SYMBOLS.length]];
    const price = (60_000 + (round % 977) * 1.5).toFixed(2);
    const isRefused = round % 5 === 0;
    const failed = { 'order-value': `The order is worth ${price} USDT, above the limit of 500 USDT for ${botId}.` };
    const seq = journal.add({
      ...decided({ botId, accountId: `sub-${round % 3}`, symbol, price }, isRefused ? failed : {}),
      at,
    });
    if (!isRefused) {
      const clientOrderId = orderIdOf(seq);
      const state = { clientOrderId, exchangeOrderId: String(round), botId, filled: '0', reason: null };
      journal.add({ type: 'order.acknowledged', data: { ...state, afterMs: 4 + (round % 40) }, at: at + 6 });
      if (round % 3 === 0)
        journal.add({
          ...fill({ clientOrderId, symbol, price, accountId: `sub-${round % 3}`, tradeId: String(round), at: at + 50 }),
          at: at + 55,
        });
      journal.add({ type: `order.${round % 3 === 0 ? 'filled' : 'cancelled'}`, data: state, at: at + 60 });
    }
    if (round % 170 === 0)
      journal.add({ type: 'desk.valued', data: { accounts: [valued(0, round), valued(1, round)] }, at });
    if (round % 40_000 === 0)
      journal.add({ type: 'halt.tripped', data: { id: `h-${round}`, reason: 'The operator pressed Halt all.' }, at });
    if (round % 2_000 === 0) journal.flush();
    if (Math.floor(journal.head.seq / SEGMENT_RECORDS) > journal.segments - 1) journal.nextSegment(at);
  }
  journal.flush();
  return journal;
}

const valued = (account: number, round: number): object => ({
  accountId: `sub-${account}`,
  environment: 'paper',
  equity: String(10_000 + (round % 313)),
  exposure: '512.5',
});

function historyOf(dataFolder: string, journal: WrittenJournal): HistoryClient {
  return createHistory({
    launch: launchFork(fileURLToPath(new URL('../../electron/workers/history.ts', import.meta.url)), [
      '--import',
      'tsx',
    ]),
    clock: systemClock,
    journalFolder: journal.folder,
    journalId: () => JOURNAL_ID,
    headSeq: () => journal.head.seq,
    folder: `${dataFolder}/history`,
    onStatus: () => undefined,
    onExporting: () => undefined,
    onEnded: () => undefined,
    onOutput: (line) => process.stderr.write(`${line}\n`),
  });
}

/** What an operator looks for: frequent words, rare ones, beginnings, phrases, names that never go together, a time, an order. */
const searches = (round: number): Parameters<HistoryClient['ask']>[1][] => [
  { ...EVERYTHING, text: 'refused' },
  { ...EVERYTHING, text: 'b' },
  { ...EVERYTHING, text: `"worth ${60_000 + round}"` },
  { ...EVERYTHING, text: 'operator pressed halt' },
  { ...EVERYTHING, text: 'nowhere to be found' },
  { ...EVERYTHING, botId: 'grid-1', group: 'fills', text: 'sol' },
  { ...EVERYTHING, botId: 'mom-1', group: 'halts' },
  { ...EVERYTHING, orderId: orderIdOf(1_000 + round * 4_001) },
  { ...EVERYTHING, symbol: 'ETH/USDT', from: DAY + round * 3_600_000, to: DAY + (round + 5) * 3_600_000 },
  { ...EVERYTHING, beforeSeq: RECORDS - round * 40_000 },
];

/**
 * The read model over a million records, in its own process: made from nothing, then asked as the screens ask it, answers counted when main has
 * them. Takes some minutes.
 */
export async function benchHistory(): Promise<BenchResult[]> {
  const folder = makeTemporaryFolder();
  let client: HistoryClient | undefined;
  try {
    const journal = writeJournal(folder.path);
    const buildMs = await timed(async () => {
      client = historyOf(folder.path, journal);
      client.start();
      await until('the read model', () => client?.status.state === 'ready', BUILD_TIMEOUT_MS);
    });
    await client?.stop();
    // As at a start: nothing of the file is in the process's memory.
    const again = historyOf(folder.path, journal);
    client = again;
    again.start();
    const ask = async (...question: Parameters<typeof again.ask>): Promise<void> => {
      const answer = await again.ask(...question);
      if (!answer.ok) throw new Error(answer.error.message);
    };
    const paints: number[] = [];
    const stories: number[] = [];
    const found: number[] = [];
    const charts: number[] = [];
    await ask('choices', {});
    for (let round = 0; round < ROUNDS; round += 1) {
      paints.push(await timed(() => ask('search', EVERYTHING)));
      stories.push(await timed(() => ask('story', { seq: 2 + round * 45_000, windowMs: 60_000 })));
      for (const query of searches(round)) found.push(await timed(() => ask('search', query)));
      charts.push(await timed(() => ask('charts', { from: DAY, to: DAY + RECORDS * 200 })));
    }
    const over = 'a million records, over the process boundary';
    return [
      row('history-build', 'the read model of a million records made from nothing', 's', [buildMs / 1_000], ''),
      row('history-first-page', `the newest 200 of ${over}`, 'ms', paints, FIRST_PAINT_MS),
      row('history-story', `a story out of ${over}`, 'ms', stories, FIRST_PAINT_MS),
      row('history-search', `searches of ten kinds over ${over}`, 'ms', found, SEARCH_MS),
      row('history-charts', `everything the charts draw, of ${over}`, 'ms', charts, ''),
    ];
  } finally {
    await client?.stop();
    folder.remove();
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

function row(id: string, what: string, unit: string, times: readonly number[], most: number | ''): BenchResult {
  const p99 = quantile(times, 0.99);
  const target = most === '' ? '' : `p99 <= ${most} ${unit}`;
  return {
    id,
    what,
    unit,
    p50: quantile(times, 0.5),
    p99,
    n: times.length,
    ratio: null,
    target,
    pass: most === '' || p99 <= most,
  };
}
