import type { Decimal } from '#shared/model/decimal';
import type { UtcMs } from '#shared/model/time';
import type { FuturesAccounts } from '../../engine/futures/accounts';
import { entryPrice } from '../../engine/futures/position';
import type { AccountChange } from '../../engine/futures/types';
import { text8 } from '../text';

/** Events about the futures wallet, field for field as in USD-M's user data streams. */
/** `change` is what moved the wallet besides profit, loss and commission. */
export function accountUpdate(
  accounts: FuturesAccounts,
  name: string,
  symbols: ReadonlySet<string>,
  reason: AccountChange,
  change: Decimal,
  at: UtcMs,
) {
  const held = accounts.get(name);
  const positions = [...symbols].map((symbol) => accounts.position(name, symbol, at));
  // Funding of a crossed position is told without the position (Event: Balance and Position Update).
  const told = positions.filter((position) => reason !== 'FUNDING_FEE' || position.marginType === 'ISOLATED');
  return {
    e: 'ACCOUNT_UPDATE',
    E: at,
    T: at,
    a: {
      m: reason,
      B: [{ a: 'USDT', wb: text8(held.wallet), cw: text8(accounts.crossWallet(name)), bc: text8(change) }],
      P: told.map((position) => ({
        s: position.symbol,
        pa: text8(position.quantity),
        ep: text8(entryPrice(position)),
        bep: text8(entryPrice(position)),
        cr: text8(position.realized),
        up: text8(accounts.positionState(name, position).unrealized),
        mt: position.marginType === 'ISOLATED' ? 'isolated' : 'cross',
        iw: text8(position.isolatedWallet),
        ps: 'BOTH',
        ma: 'USDT',
      })),
    },
  };
}

export const marginCall = (accounts: FuturesAccounts, name: string, symbols: readonly string[], at: UtcMs) => ({
  e: 'MARGIN_CALL',
  E: at,
  cw: text8(accounts.crossWallet(name)),
  p: symbols.map((symbol) => {
    const position = accounts.position(name, symbol, at);
    const state = accounts.positionState(name, position);
    return {
      s: symbol,
      ps: 'BOTH',
      pa: text8(position.quantity),
      mt: position.marginType,
      iw: text8(position.isolatedWallet),
      mp: text8(state.mark),
      up: text8(state.unrealized),
      mm: text8(state.maintenance),
    };
  }),
});

export const leverageUpdate = (symbol: string, leverage: number, at: UtcMs) => ({
  e: 'ACCOUNT_CONFIG_UPDATE',
  E: at,
  T: at,
  ac: { s: symbol, l: leverage },
});
