import { decimal } from '#shared/model/decimal';
import type { Fill, Side } from '#shared/model/order';
import type { Balance } from '../../electron/domains/execution/index';
import type { ToldPosition } from '../../electron/domains/execution/perpetual';

/** Pieces of a margin account for tests of the book. */
export const BTC = 'BTC/USDT:USDT';

let trades = 0;

/** One execution with a fee of 0.1 USDT, and what the exchange says it realised. */
export function fill(side: Side, quantity: string, price: string, realised: string, fee = '0.1'): Fill {
  trades += 1;
  return {
    tradeId: `p${trades}`,
    accountId: 'sub-1',
    symbol: BTC,
    clientOrderId: undefined,
    exchangeOrderId: `x-${trades}`,
    side,
    price: decimal(price),
    quantity: decimal(quantity),
    fee: decimal(fee),
    feeAsset: 'USDT',
    isMaker: false,
    realised: decimal(realised),
    at: 1,
  };
}

/** What the exchange tells of the position. */
export const told = (quantity: string, entryPrice: string): ToldPosition => ({
  symbol: BTC,
  quantity: decimal(quantity),
  entryPrice: decimal(entryPrice),
  isIsolated: false,
  isolatedWallet: decimal('0'),
});

/** Wallets, of which nothing is locked. */
export const free = (balances: Readonly<Record<string, string>>): Map<string, Balance> =>
  new Map(Object.entries(balances).map(([asset, amount]) => [asset, { free: decimal(amount), locked: decimal('0') }]));
