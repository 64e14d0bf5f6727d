import type { Balance, EngineSink } from './engine/types';
import type { Ledger } from './ledger/ledger';
import type { RateLimits } from './server/rate-limits';
import type { Streams } from './server/streams';
import type { UserStreams } from './server/user-streams';

/** Who hears of what the engine does; filled in once the engine exists. */
export interface Listeners {
  readonly ledger: Ledger | undefined;
  readonly streams: Streams;
  readonly users: UserStreams;
  readonly limits: RateLimits;
  readonly balancesOf: (account: string) => ReadonlyMap<string, Readonly<Balance>>;
}

/**
 * The engine's one sink. The ledger writes at `committed`, before the operation is answered and before own streams tell of it, in the
 * order of events: what an account was told is not forgotten when the process dies.
 */
export function createSink(listeners: () => Listeners | undefined): EngineSink {
  let untold: Array<() => void> = [];
  return {
    order: (event) => {
      const to = listeners();
      to?.ledger?.order(event);
      if (to !== undefined) untold.push(() => to.users.order(event));
      const { order, trade } = event;
      if (event.execution === 'NEW' && order.time === event.at && !(order.stopPrice !== 0n && order.isWorking))
        to?.limits.orderPlaced(event.account, event.at);
      if (trade !== undefined && order.executed === trade.quantity)
        to?.limits.orderFirstFilled(event.account, trade.isMaker, event.at);
    },
    rejected: (event) => listeners()?.ledger?.rejected(event),
    balances: (account, assets, at) => {
      const to = listeners();
      if (to === undefined) return;
      const held = new Map([...to.balancesOf(account)].filter(([asset]) => assets.has(asset)));
      to.ledger?.balances(account, held, at);
      untold.push(() => to.users.balances(account, held, at));
    },
    trade: (symbol, trade) => listeners()?.streams.trade(symbol, trade),
    levelChanged: (symbol, side, price) => listeners()?.streams.levelChanged(symbol, side, price),
    committed: () => {
      listeners()?.ledger?.commit();
      const telling = untold;
      untold = [];
      for (const tell of telling) tell();
    },
  };
}
