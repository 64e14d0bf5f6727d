import { formatDecimal } from '#shared/model/decimal';
import type { UtcMs } from '#shared/model/time';
import type { Engine } from '../engine/engine';
import type { SymbolSpec } from '../engine/symbols';
import type { IssuedKey } from './auth';
import type { Faults } from './faults';
import type { FuturesServices } from './futures/services';
import type { Publication } from './publication';
import type { RateLimits } from './rate-limits';

/** Everything a request handler may use. */
export interface ExchangeServices {
  readonly engine: Engine;
  readonly specs: readonly SymbolSpec[];
  readonly publication: Publication;
  readonly limits: RateLimits;
  readonly futures: FuturesServices;
  readonly faults: Faults;
  readonly keys: ReadonlyMap<string, IssuedKey>;
  readonly now: () => UtcMs;
}

/** Last prices as the ledger keeps them, so that a restart goes on where the market stood. */
export function lastPrices(engine: Engine): Record<string, string> {
  const prices: Record<string, string> = {};
  for (const symbol of engine.symbols) {
    const market = engine.market(symbol);
    if (market !== undefined) prices[symbol] = formatDecimal(market.tape.last);
  }
  return prices;
}
