import type { FuturesEngine } from './engine/futures/engine';
import type { FuturesSink } from './engine/futures/types';
import * as format from './ledger/futures-format';
import type { Ledger } from './ledger/ledger';
import { forceOrder } from './server/futures/order-payloads';
import type { FuturesUserStreams } from './server/futures/user-streams';
import type { RateLimits } from './server/rate-limits';
import type { Streams } from './server/streams';

/** Who hears of what the perpetual engine does; filled in once that exists. */
export interface FuturesListeners {
  readonly engine: FuturesEngine;
  readonly ledger: Ledger | undefined;
  readonly streams: Streams;
  readonly users: FuturesUserStreams;
  readonly limits: RateLimits;
}

/** The perpetual engine's one sink: the ledger has an operation before it is answered, streams get its events in order. */
export function createFuturesSink(listeners: () => FuturesListeners | undefined): FuturesSink {
  const recordAccount = (account: string, reason: string, at: number): void => {
    const to = listeners();
    to?.ledger?.futures(format.perpAccountLine(to.engine.accounts.get(account), reason, at));
  };
  return {
    order: (event) => {
      const to = listeners();
      to?.ledger?.futures(format.perpOrderLine(event));
      to?.users.order(event);
      const { order, execution, account, at } = event;
      // A triggered order was counted when its conditional order was placed; a liquidation is nobody's order.
      if (execution === 'NEW' && order.origType === order.type && order.type !== 'LIQUIDATION')
        to?.limits.orderPlaced(account, at);
    },
    rejected: (event) => listeners()?.ledger?.futures(format.perpRejectLine(event)),
    algo: (order, at) => {
      const to = listeners();
      to?.ledger?.futures(format.perpAlgoLine(order, at));
      to?.users.algo(order, at);
      if (order.status === 'NEW') to?.limits.orderPlaced(order.account, at);
    },
    income: (income) => {
      const to = listeners();
      to?.ledger?.futures(format.perpIncomeLine(income));
      to?.users.income(income);
    },
    account: (account, symbols, reason, at) => {
      recordAccount(account, reason, at);
      listeners()?.users.account(account, symbols, reason, at);
    },
    leverage: (account, symbol, leverage, at) => {
      recordAccount(account, 'LEVERAGE', at);
      listeners()?.users.leverage(account, symbol, leverage, at);
    },
    countdown: (account, symbol, dueAt) =>
      listeners()?.ledger?.futures(format.perpCountdownLine(account, symbol, dueAt)),
    marginCall: (account, symbols, at) => listeners()?.users.marginCall(account, symbols, at),
    trade: (symbol, trade) => listeners()?.streams.trade(symbol, trade),
    liquidated: (order, at) =>
      listeners()?.streams.event(
        [`${order.symbol.toLowerCase()}@forceOrder`, '!forceOrder@arr'],
        forceOrder(order, at),
      ),
    levelChanged: (symbol, side, price) => listeners()?.streams.levelChanged(symbol, side, price),
    committed: () => listeners()?.ledger?.commit(),
  };
}
