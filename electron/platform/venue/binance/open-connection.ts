import type { ExchangeId } from '#shared/model/account';
import type { BinanceConnection, BinanceOptions } from './connection';
import { SpotConnection } from './spot-connection';
import { UsdmConnection } from './usdm-connection';

/** A connection to one of Binance's exchanges. Makes no request by itself. */
export function openConnection(exchange: ExchangeId, options: BinanceOptions): BinanceConnection {
  return exchange === 'binance' ? new SpotConnection(options) : new UsdmConnection(options);
}
