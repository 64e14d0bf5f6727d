import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Decimal, decimal, div, floorTo, formatDecimal, mul } from '#shared/model/decimal';
import type { Console } from '../../electron/app/compose';
import type { PaperUrls } from '../../electron/domains/paper/protocol';
import { openConsole, until } from '../support/console-harness';
import { BlockSocket, benchSettings, bundleBot, unlimited } from '../support/order-bench/bench-console';
import type { Block } from '../support/order-bench/blocks';
import { type BenchResult, quantile } from './result';

/** Small blocks, one way and the other in turn, so that what else the machine does meets both alike. */
const BLOCKS = 24;
const WARM_UP_BLOCKS = 4;
const ORDERS_A_BLOCK = 25;
/** The kit paces a bot below the console's 50 messages a second; a block's budget grows back in this time. */
const PAUSE_MS = 800;
const TARGET_RATIO = 1.5;

/** A limit order that rests 2 % below the market, worth about 20 USDT. */
function restingBlock({ market }: Console): Block {
  const [rules, reference] = [market.rules('BTC/USDT'), market.reference('BTC/USDT')];
  if (rules === undefined || reference === undefined) throw new Error('no market');
  const price = floorTo(mul(reference.last, decimal('0.98')), rules.tickSize);
  const quantity = (floorTo(div(decimal('20'), price), rules.stepSize) + rules.stepSize) as Decimal;
  return { count: ORDERS_A_BLOCK, price: formatDecimal(price), quantity: formatDecimal(quantity) };
}

/**
 * From a bot's request to its answer that the exchange acknowledged, the decision durable in between: bot process, console,
 * journal writer, exchange worker and paper exchange, all real. Beside it the same order by raw ccxt from a process of its
 * own on the same paper exchange. Takes about 50 s.
 */
export async function benchOrder(): Promise<BenchResult[]> {
  const [botSocket, rawSocket] = [new BlockSocket(), new BlockSocket()];
  const program = await bundleBot();
  let urls: PaperUrls | undefined;
  const desk = await openConsole({
    settings: benchSettings(program, botSocket.path),
    change: (options) => ({
      ...options,
      launchers: {
        ...options.launchers,
        paperExchange: unlimited(options.launchers.paperExchange, (told) => {
          urls = told;
        }),
      },
    }),
  });
  const { console } = desk;
  await until('the bench bot', () => console.bots.statuses().every(({ state }) => state === 'running'), 60_000);
  const config = { socketPath: rawSocket.path, urls: urls?.urls, ...console.paper.credential('sub-2') };
  const rawEntry = resolve(import.meta.dirname, '../support/order-bench/raw.ts');
  const raw = spawn(process.execPath, ['--import', 'tsx', rawEntry], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, BENCH_CONFIG: JSON.stringify(config) },
  });
  try {
    const times = { holdfast: [] as number[], raw: [] as number[] };
    for (let block = -WARM_UP_BLOCKS; block < BLOCKS; block += 1) {
      const asked = restingBlock(console);
      const byRaw = await rawSocket.run(asked);
      const byBot = await botSocket.run(asked);
      if (block >= 0) {
        times.raw.push(...byRaw);
        times.holdfast.push(...byBot);
      }
      await new Promise((done) => setTimeout(done, PAUSE_MS));
    }
    return results(times.holdfast, times.raw);
  } finally {
    raw.kill('SIGKILL');
    botSocket.close();
    rawSocket.close();
    await desk.close();
    rmSync(dirname(program), { recursive: true, force: true });
  }
}

function results(holdfast: readonly number[], raw: readonly number[]): BenchResult[] {
  const [p50, beside] = [quantile(holdfast, 0.5), quantile(raw, 0.5)];
  const ratio = p50 / beside;
  return [
    {
      id: 'order-through-holdfast',
      what: 'bot process to acknowledged order, the decision durable and chained in between',
      unit: 'ms',
      p50,
      p99: quantile(holdfast, 0.99),
      n: holdfast.length,
      ratio,
      target: `<= ${TARGET_RATIO} x order-by-raw-ccxt at p50`,
      pass: ratio <= TARGET_RATIO,
    },
    {
      id: 'order-by-raw-ccxt',
      what: 'the same limit order by ccxt alone, on the same paper exchange',
      unit: 'ms',
      p50: beside,
      p99: quantile(raw, 0.99),
      n: raw.length,
      ratio: null,
      target: '',
      pass: true,
    },
  ];
}
