import type {
  AlgoOrder,
  Income,
  PerpOrderEvent,
  PerpTrade,
} from '../../../electron/domains/paper/engine/futures/types';
import type { AccountTrade, OrderEvent } from '../../../electron/domains/paper/engine/types';

/** What the exchange's side tells the invariants. */
export interface VenueWatcher {
  /** A placement left this machine. */
  placementWritten(clientOrderId: string): void;
  /** A placement is no longer on its way: it arrived, or never will. */
  placementGone(clientOrderId: string): void;
  engineOrder(event: OrderEvent): void;
  engineTrade(trade: AccountTrade, clientOrderId: string): void;
  perpOrder(event: PerpOrderEvent): void;
  perpTrade(trade: PerpTrade): void;
  algoOrder(order: AlgoOrder): void;
  income(income: Income): void;
  liquidated(): void;
}
