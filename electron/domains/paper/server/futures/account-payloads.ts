import { add, type Decimal, ZERO } from '#shared/model/decimal';
import type { UtcMs } from '#shared/model/time';
import type { FuturesAccounts, MarginState } from '../../engine/futures/accounts';
import { orderNotionals } from '../../engine/futures/accounts';
import type { FuturesEngine } from '../../engine/futures/engine';
import { liquidationPrice, notionalCapAt } from '../../engine/futures/margin';
import { entryPrice } from '../../engine/futures/position';
import { PERP_FEES } from '../../engine/futures/settlement';
import type { Income, Position } from '../../engine/futures/types';
import { text8 } from '../text';

/** Answers and events about the futures wallet, field for field as in USD-M's Account pages and user data streams. */
const marginFields = (state: MarginState) => ({
  walletBalance: text8(state.wallet),
  unrealizedProfit: text8(state.unrealized),
  marginBalance: text8(add(state.wallet, state.unrealized)),
  maintMargin: text8(state.maintenance),
  initialMargin: text8(add(state.positionMargin, state.orderMargin)),
  positionInitialMargin: text8(state.positionMargin),
  openOrderInitialMargin: text8(state.orderMargin),
  crossWalletBalance: text8(state.crossWallet),
  crossUnPnl: text8(state.crossUnrealized),
  availableBalance: text8(state.available),
});

const totals = (state: MarginState) => ({
  totalInitialMargin: text8(add(state.positionMargin, state.orderMargin)),
  totalMaintMargin: text8(state.maintenance),
  totalWalletBalance: text8(state.wallet),
  totalUnrealizedProfit: text8(state.unrealized),
  totalMarginBalance: text8(add(state.wallet, state.unrealized)),
  totalPositionInitialMargin: text8(state.positionMargin),
  totalOpenOrderInitialMargin: text8(state.orderMargin),
  totalCrossWalletBalance: text8(state.crossWallet),
  totalCrossUnPnl: text8(state.crossUnrealized),
  availableBalance: text8(state.available),
});

/** When the wallet last changed. */
const changedAt = (engine: FuturesEngine, name: string): UtcMs => engine.incomes(name).at(-1)?.time ?? 0;

/** Account V3 lists what is open; V2 lists every symbol, with its leverage. */
export function account(engine: FuturesEngine, name: string, version: 2 | 3, now: UtcMs) {
  const state = engine.accounts.marginState(name);
  const maxWithdrawAmount = text8(engine.accounts.withdrawable(name));
  const asset = { asset: 'USDT', ...marginFields(state), maxWithdrawAmount, updateTime: changedAt(engine, name) };
  const positions = positionsOf(engine, name, version === 2, undefined, now).map((position) =>
    accountPosition(engine.accounts, name, position, version),
  );
  const common = { ...totals(state), maxWithdrawAmount, assets: [asset], positions };
  if (version === 3) return common;
  return {
    feeTier: 0,
    canTrade: true,
    canDeposit: true,
    canWithdraw: true,
    tradeGroupId: -1,
    updateTime: 0,
    multiAssetsMargin: false,
    ...common,
    assets: [{ ...asset, marginAvailable: true }],
  };
}

function accountPosition(accounts: FuturesAccounts, name: string, position: Position, version: 2 | 3) {
  const state = accounts.positionState(name, position);
  const isolated = position.marginType === 'ISOLATED';
  const fields = {
    symbol: position.symbol,
    positionSide: 'BOTH',
    positionAmt: text8(position.quantity),
    unrealizedProfit: text8(state.unrealized),
    isolatedMargin: text8(isolated ? add(position.isolatedWallet, state.unrealized) : ZERO),
    notional: text8(state.notional),
    isolatedWallet: text8(position.isolatedWallet),
    initialMargin: text8(add(state.initialMargin, state.orderMargin)),
    maintMargin: text8(state.maintenance),
    updateTime: position.updateTime,
  };
  if (version === 3) return fields;
  return {
    ...fields,
    positionInitialMargin: text8(state.initialMargin),
    openOrderInitialMargin: text8(state.orderMargin),
    leverage: String(position.leverage),
    isolated,
    entryPrice: text8(entryPrice(position)),
    breakEvenPrice: text8(entryPrice(position)),
    maxNotional: maxNotional(accounts, position),
    bidNotional: '0',
    askNotional: '0',
  };
}

const maxNotional = (accounts: FuturesAccounts, { symbol, leverage }: Position): string =>
  text8(notionalCapAt(accounts.market(symbol).spec.brackets, leverage));

/** Positions of an account: all symbols, or those with a position or open orders. */
export function positionsOf(
  engine: FuturesEngine,
  name: string,
  includesFlat: boolean,
  symbol: string | undefined,
  now: UtcMs,
): readonly Position[] {
  return engine.symbols
    .filter((id) => symbol === undefined || id === symbol)
    .map((id) => engine.accounts.position(name, id, now))
    .filter(
      (position) => includesFlat || position.quantity !== ZERO || engine.store.openCountOf(name, position.symbol) > 0,
    );
}

/** Position Information V2 and V3. V3 says neither leverage nor margin type: that is symbolConfig's. */
export function positionRisk(engine: FuturesEngine, name: string, position: Position, version: 2 | 3) {
  const { accounts } = engine;
  const state = accounts.positionState(name, position);
  const isolated = position.marginType === 'ISOLATED';
  const { bids, asks } = orderNotionals(engine.store.open(name, position.symbol));
  const common = {
    symbol: position.symbol,
    positionAmt: text8(position.quantity),
    entryPrice: text8(entryPrice(position)),
    breakEvenPrice: text8(entryPrice(position)),
    markPrice: text8(state.mark),
    unRealizedProfit: text8(state.unrealized),
    liquidationPrice: text8(liquidationOf(accounts, name, position)),
    isolatedMargin: text8(isolated ? add(position.isolatedWallet, state.unrealized) : ZERO),
    notional: text8(state.notional),
    isolatedWallet: text8(position.isolatedWallet),
    positionSide: 'BOTH',
    updateTime: position.updateTime,
  };
  if (version === 2)
    return {
      ...common,
      leverage: String(position.leverage),
      maxNotionalValue: maxNotional(accounts, position),
      marginType: isolated ? 'isolated' : 'cross',
      isAutoAddMargin: 'false',
    };
  return {
    ...common,
    marginAsset: 'USDT',
    initialMargin: text8(add(state.initialMargin, state.orderMargin)),
    maintMargin: text8(state.maintenance),
    positionInitialMargin: text8(state.initialMargin),
    openOrderInitialMargin: text8(state.orderMargin),
    adl: 0,
    bidNotional: text8(bids),
    askNotional: text8(asks),
  };
}

/** Where the mark price would liquidate this position while the others stay as they are. */
export function liquidationOf(accounts: FuturesAccounts, name: string, position: Position): Decimal {
  const { spec, price } = accounts.market(position.symbol);
  if (position.marginType === 'ISOLATED')
    return liquidationPrice(spec.brackets, position, position.isolatedWallet, price.mark);
  const whole = accounts.marginState(name);
  const own = accounts.positionState(name, position);
  const others = (whole.crossUnrealized - own.unrealized - (whole.crossMaintenance - own.maintenance)) as Decimal;
  return liquidationPrice(spec.brackets, position, add(whole.crossWallet, others), price.mark);
}

export const balance = (engine: FuturesEngine, name: string) => {
  const state = engine.accounts.marginState(name);
  return [
    {
      accountAlias: aliasOf(name),
      asset: 'USDT',
      balance: text8(state.wallet),
      crossWalletBalance: text8(state.crossWallet),
      crossUnPnl: text8(state.crossUnrealized),
      availableBalance: text8(state.available),
      maxWithdrawAmount: text8(engine.accounts.withdrawable(name)),
      marginAvailable: true,
      updateTime: changedAt(engine, name),
    },
  ];
};

/** Binance's alias is random letters; ours is the account's name without what is no letter. */
const aliasOf = (name: string): string => name.replaceAll(/[^a-zA-Z]/g, '').slice(0, 8) || 'paper';

export const symbolConfig = (accounts: FuturesAccounts, position: Position) => ({
  symbol: position.symbol,
  marginType: position.marginType,
  isAutoAddMargin: false,
  leverage: position.leverage,
  maxNotionalValue: maxNotional(accounts, position),
});

export const commissionRate = (symbol: string) => ({
  symbol,
  makerCommissionRate: text8(PERP_FEES.maker),
  takerCommissionRate: text8(PERP_FEES.taker),
  rpiCommissionRate: text8(ZERO),
});

export const income = ({ id, symbol, type, amount, time, tradeId }: Income) => ({
  symbol,
  incomeType: type,
  income: text8(amount),
  asset: 'USDT',
  time,
  info: tradeId === undefined ? '' : String(tradeId),
  tranId: id,
  tradeId: tradeId === undefined ? '' : String(tradeId),
});
