import { err, ok, type Result } from '#shared/model/result';
import type { UtcMs } from '#shared/model/time';
import { inventHistory } from './engine/history';
import type { MarketSource } from './engine/market';
import { SyntheticPath } from './engine/market-model';
import { createRandom } from './engine/random';
import { RecordedPath, readRecording } from './engine/recorded-market';
import { PAPER_SYMBOLS, type SymbolSpec } from './engine/symbols';

export interface MarketSourceOptions {
  readonly seed: number;
  readonly startAt: UtcMs;
  /** `{ file, symbol }` with the symbol as `BTC/USDT` or `BTCUSDT`. */
  readonly recording?: { readonly file: string; readonly symbol: string };
  /** Last prices of an earlier run, as text, by Binance's id. */
  readonly lastPrices: ReadonlyMap<string, string>;
}

/** Every market of the exchange, synthetic but for a recorded one. Fails in words on a bad recording. */
export function marketSources(options: MarketSourceOptions): Result<readonly MarketSource[], string> {
  const recorded = options.recording?.symbol.replace('/', '').toUpperCase();
  if (recorded !== undefined && !PAPER_SYMBOLS.some((spec) => spec.id === recorded)) {
    return err(
      `no market ${options.recording?.symbol ?? ''}; there are ${PAPER_SYMBOLS.map((spec) => `${spec.base}/${spec.quote}`).join(', ')}`,
    );
  }
  const sources: MarketSource[] = [];
  for (const spec of PAPER_SYMBOLS) {
    if (spec.id === recorded && options.recording !== undefined) {
      const candles = readRecording(options.recording.file);
      if (!candles.ok) return candles;
      const path = new RecordedPath(candles.value);
      sources.push({ spec, path, history: historyOf(spec, options, path.startPrice) });
      continue;
    }
    const last = Number(options.lastPrices.get(spec.id));
    const from = Number.isFinite(last) && last > 0 ? last : spec.model.startPrice;
    const path = new SyntheticPath(spec.model, createRandom(options.seed, `${spec.id}/path`), from);
    sources.push({ spec, path, history: historyOf(spec, options, from) });
  }
  return ok(sources);
}

const historyOf = (spec: SymbolSpec, options: MarketSourceOptions, endPrice: number) =>
  inventHistory(spec, createRandom(options.seed, `${spec.id}/history`), endPrice, options.startAt);
