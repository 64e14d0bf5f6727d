import { openCancelOnly as openBinance } from './binance/cancel-only';
import type { GuardedExchangeId } from './cancel-plan';
import type { CancelOnlyPort } from './cancel-port';
import type { CancelOnlySetup } from './cancel-setup';

/** Opens the cancel-only side of one account, whatever its exchange. Makes no request by itself. */
export async function openCancelOnly(exchange: GuardedExchangeId, setup: CancelOnlySetup): Promise<CancelOnlyPort> {
  switch (exchange) {
    case 'binance':
    case 'binanceusdm':
      return openBinance({ exchange, ...setup });
    case 'kraken':
      return (await import('./kraken/cancel-only')).openKraken(setup);
    case 'okx':
      return (await import('./okx/cancel-only')).openOkx(setup);
    case 'bybit':
      return (await import('./bybit/cancel-only')).openBybit(setup);
  }
}
