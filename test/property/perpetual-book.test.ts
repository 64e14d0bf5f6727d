import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Decimal, decimal, formatDecimal } from '#shared/model/decimal';
import { orderUpdate, walletIncome } from '../../electron/app/exchange-feed';
import { fillFrom, incomeFrom, orderFrom, positionFrom } from '../../electron/domains/exchange/convert';
import { USDM_DIALECT } from '../../electron/domains/exchange/worker/usdm-dialect';
import { type Execution, liquidationPrice } from '../../electron/domains/execution/index';
import type { FuturesSink, Income } from '../../electron/domains/paper/engine/futures/types';
import { accountUpdate, leverageUpdate } from '../../electron/domains/paper/server/futures/account-events';
import { income as incomeRow, liquidationOf } from '../../electron/domains/paper/server/futures/account-payloads';
import { orderTradeUpdate } from '../../electron/domains/paper/server/futures/order-payloads';
import { readIncome } from '../../electron/platform/venue/binance/raw-usdm-account';
import { symbolReader } from '../../electron/platform/venue/binance/symbols';
import { ExecutionRig } from '../support/execution-rig';
import type { FuturesBench } from '../support/futures-engine';
import { ACCOUNTS, play, scripts } from '../support/futures-script';
import { free } from '../support/perpetual-rig';

const SYMBOL = 'BTC/USDT:USDT';
const symbolOf = symbolReader([SYMBOL], 'binanceusdm');
const BY_FILLS = new Set(['REALIZED_PNL', 'COMMISSION']);

/** Hears what the exchange sends, in its own words and through the worker's own readers, and leads it into the book. */
function listener(execution: Execution, { engine }: FuturesBench): Partial<FuturesSink> {
  const { readStreamOrder, readStreamFill, readMoney, readNotice } = USDM_DIALECT;
  for (const account of ACCOUNTS) {
    execution.reports.applySnapshot(account, {
      fills: [],
      orders: [],
      balances: free({ USDT: formatDecimal(engine.accounts.get(account).wallet) }),
      at: 1,
      margin: { positions: [], leverages: [{ symbol: SYMBOL, leverage: decimal(20) }], incomes: [] },
    });
  }
  return {
    order: (event) => {
      const { account: accountId } = event;
      const raw = orderTradeUpdate(event, { bids: decimal(0), asks: decimal(0) });
      const order = readStreamOrder(raw, symbolOf);
      if (order === undefined) throw new Error(`unreadable: ${JSON.stringify(raw)}`);
      const fill = readStreamFill(raw, order);
      if (fill !== undefined) execution.reports.applyFill(fillFrom({ accountId, ...fill }));
      execution.reports.applyUpdate(orderUpdate(orderFrom({ accountId, ...order })));
    },
    account: (accountId, symbols, reason, at) => {
      const money = readMoney(accountUpdate(engine.accounts, accountId, symbols, reason, decimal(0), at), symbolOf);
      if (money === undefined || money.dropped > 0) throw new Error('unreadable account update');
      execution.reports.applyPositions(accountId, money.positions.map(positionFrom));
    },
    income: (income: Income) => {
      const read = readIncome(incomeRow(income), symbolOf);
      if (read === undefined) throw new Error('unreadable income');
      if (!BY_FILLS.has(read.type))
        execution.reports.applyIncome(walletIncome(incomeFrom({ accountId: income.account, ...read })));
    },
    leverage: (accountId, symbol, leverage, at) => {
      const notice = readNotice(leverageUpdate(symbol, leverage, at), symbolOf);
      if (notice?.kind !== 'leverage') throw new Error('unreadable leverage');
      execution.reports.applyLeverages(accountId, [{ symbol: SYMBOL, leverage: decimal(notice.leverage.leverage) }]);
    },
  };
}

describe('whatever two accounts do on the perpetual market, liquidations and funding included, the book', () => {
  it('says the same as the exchange of position, cost, wallet, equity, margins and liquidation price, to the last digit', () => {
    fc.assert(
      fc.property(scripts, fc.nat(1_000), (script, seed) => {
        const { execution } = new ExecutionRig();
        play(
          script,
          seed,
          ({ bench: { engine } }) => {
            const market = engine.market('BTCUSDT');
            if (market === undefined) throw new Error('no market');
            const brackets = market.spec.brackets.map(({ cap, leverage, rate }) => ({
              notionalCap: cap,
              maxLeverage: decimal(leverage),
              maintenanceRate: rate,
            }));
            const look = { mark: () => market.price.mark, brackets: () => brackets };
            for (const account of ACCOUNTS) {
              const book = execution.book.account(account);
              const position = engine.accounts.position(account, 'BTCUSDT', 0);
              const theirs = engine.accounts.marginState(account);
              const whole = book.marginAt(look, 'USDT');
              const state = whole?.state;
              const own = whole?.positions.get(SYMBOL);
              const at = own === undefined ? undefined : liquidationPrice(own, theirs.wallet, []);
              const ours = book.position(SYMBOL);
              expect(texts({ ...ours, ...state, at: at ?? decimal(0) })).toEqual(
                texts({
                  quantity: position.quantity,
                  cost: position.cost,
                  wallet: theirs.wallet,
                  equity: (theirs.wallet + theirs.unrealized) as Decimal,
                  positionMargin: theirs.positionMargin,
                  orderMargin: theirs.orderMargin,
                  maintenance: theirs.maintenance,
                  available: theirs.available,
                  at: liquidationOf(engine.accounts, account, position),
                }),
              );
            }
          },
          (bench) => listener(execution, bench),
        );
      }),
      { numRuns: 40 },
    );
  });
});

const COMPARED = [
  'quantity',
  'cost',
  'wallet',
  'equity',
  'positionMargin',
  'orderMargin',
  'maintenance',
  'available',
  'at',
];

function texts(of: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    COMPARED.map((key) => [key, typeof of[key] === 'bigint' ? formatDecimal(of[key] as Decimal) : String(of[key])]),
  );
}
