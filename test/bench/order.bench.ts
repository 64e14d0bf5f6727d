import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type BenchApp, openBenchApp } from '../support/order-bench/bench-app';
import { BlockSocket, bundleBot } from '../support/order-bench/bench-bot';
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
async function restingBlock({ rest }: BenchApp): Promise<Block> {
  const answer = await fetch(`${rest}/api/v3/ticker/price?symbol=BTCUSDT`);
  const { price } = (await answer.json()) as { readonly price: string };
  const whole = Math.floor(Number(price) * 0.98);
  return { count: ORDERS_A_BLOCK, price: String(whole), quantity: (Math.ceil((20 / whole) * 1e5) / 1e5).toFixed(5) };
}

/**
 * From a bot's request to its answer that the exchange acknowledged, the decision durable in between, in the real app with its
 * window open: bot process, console, journal writer, exchange worker and paper exchange. Beside it the same order by raw
 * ccxt from a process of its own on the same paper exchange. Takes about 50 s.
 */
export async function benchOrder(): Promise<BenchResult[]> {
  const [botSocket, rawSocket] = [new BlockSocket(), new BlockSocket()];
  const program = await bundleBot();
  const app = await openBenchApp(program, botSocket.path);
  const config = { socketPath: rawSocket.path, urls: app.urls, ...app.credential('sub-2') };
  const rawEntry = resolve(import.meta.dirname, '../support/order-bench/raw.ts');
  const raw = spawn(process.execPath, ['--import', 'tsx', rawEntry], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, BENCH_CONFIG: JSON.stringify(config) },
  });
  try {
    const times = { holdfast: [] as number[], raw: [] as number[] };
    for (let block = -WARM_UP_BLOCKS; block < BLOCKS; block += 1) {
      const asked = await restingBlock(app);
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
    await app.close();
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
