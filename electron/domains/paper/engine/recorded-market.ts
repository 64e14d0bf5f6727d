import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { err, messageOf, ok, type Result } from '#shared/model/result';
import { type MarketStep, type PricePath, STEP_MS } from './market-model';

/** One recorded minute; prices in the quote asset, volume in the recording's own unit. */
export interface RecordedCandle {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** Most a recording may unpack to: a year of minutes is about 40 MB. */
const MAX_BYTES = 512 * 1024 * 1024;
const STEPS_PER_CANDLE = 60_000 / STEP_MS;

/** Reads `timestamp,open,high,low,close,volume` lines, plain or gzipped, with or without a heading. */
export function readRecording(file: string): Result<readonly RecordedCandle[], string> {
  let text: string;
  try {
    const bytes = readFileSync(file);
    text = (
      bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes, { maxOutputLength: MAX_BYTES }) : bytes
    ).toString('utf8');
  } catch (thrown) {
    return err(`cannot read ${file}: ${messageOf(thrown)}`);
  }
  const candles: RecordedCandle[] = [];
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '' || (index === 0 && /[a-z]{4}/i.test(line))) continue;
    const candle = parseLine(line);
    if (candle === undefined)
      return err(
        `line ${index + 1} of ${file} is not "timestamp,open,high,low,close,volume" with 0 < low ≤ open, close ≤ high`,
      );
    candles.push(candle);
  }
  return candles.length === 0 ? err(`${file} holds no candles`) : ok(candles);
}

function parseLine(line: string): RecordedCandle | undefined {
  const [, ...cells] = line.trim().split(',');
  const [open, high, low, close, volume] = cells.map(Number);
  if (open === undefined || high === undefined || low === undefined || close === undefined || volume === undefined)
    return undefined;
  const isSane =
    low > 0 && low <= Math.min(open, close) && high >= Math.max(open, close) && volume >= 0 && Number.isFinite(high);
  return isSane ? { open, high, low, close, volume } : undefined;
}

/**
 * Replays recorded minutes: open → low → high → close in a rising minute, open → high → low → close in a falling one, in
 * straight lines. At the end it begins again, scaled so that the price does not jump.
 */
export class RecordedPath implements PricePath {
  readonly #candles: readonly RecordedCandle[];
  readonly #usualVolume: number;
  #index = 0;
  #step = 0;
  #scale = 1;

  constructor(candles: readonly RecordedCandle[]) {
    this.#candles = candles;
    const sum = candles.reduce((total, candle) => total + candle.volume, 0);
    this.#usualVolume = sum / candles.length;
  }

  /** Price of the first minute's open. */
  get startPrice(): number {
    return this.#candles[0]?.open ?? 1;
  }

  next(): MarketStep {
    const candle = this.#candles[this.#index] as RecordedCandle;
    const { open, high, low, close } = candle;
    const corners = close >= open ? [open, low, high, close] : [open, high, low, close];
    const at = (this.#step / STEPS_PER_CANDLE) * 3;
    const leg = Math.min(2, Math.floor(at));
    const from = corners[leg] as number;
    const to = corners[leg + 1] as number;
    const fair = (from + (to - from) * (at - leg)) * this.#scale;
    const activity = this.#usualVolume > 0 ? Math.min(4, Math.max(0.3, candle.volume / this.#usualVolume)) : 1;
    this.#advance(close);
    return { fair, bias: Math.sign(to - from) * 0.2, activity, spread: 1 };
  }

  #advance(close: number): void {
    this.#step += 1;
    if (this.#step < STEPS_PER_CANDLE) return;
    this.#step = 0;
    this.#index += 1;
    if (this.#index < this.#candles.length) return;
    this.#index = 0;
    this.#scale *= close / this.startPrice;
  }
}
