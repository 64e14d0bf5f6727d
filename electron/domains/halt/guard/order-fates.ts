import type { HaltedOrder } from '#shared/model/halt-report';
import type { VenueOrder } from '../../../platform/venue/binance/raw-orders';
import type { KnownOrder } from '../guard-protocol';

interface Named {
  readonly symbol: string;
  readonly clientOrderId: string;
  readonly exchangeOrderId?: string;
}

interface Fate {
  readonly known: KnownOrder | undefined;
  /** The newest the exchange said of it. */
  order: VenueOrder | undefined;
  outcome: HaltedOrder['outcome'] | undefined;
  evidence: string;
  /** It was asked for and is not known there: never arrived, or not yet. */
  isUnknownToExchange: boolean;
}

const CLOSED_OUTCOME: Readonly<Partial<Record<VenueOrder['status'], HaltedOrder['outcome']>>> = {
  cancelled: 'cancelled',
  expired: 'cancelled',
  rejected: 'cancelled',
  filled: 'filled',
};

/** What became of each order of one account during a halt, and from which answer that is known. */
export class OrderFates {
  readonly #accountId: string;
  readonly #fates = new Map<string, Fate>();
  cancelledCount = 0;

  constructor(accountId: string, known: readonly KnownOrder[]) {
    this.#accountId = accountId;
    for (const order of known) {
      this.#fates.set(keyOf(order), {
        known: order,
        order: undefined,
        outcome: undefined,
        evidence: 'not asked',
        isUnknownToExchange: false,
      });
    }
  }

  /** Orders named by the answer to a cancel. */
  cancelled(orders: readonly VenueOrder[]): void {
    for (const order of orders) {
      this.#settle(order, 'cancel answer');
      this.cancelledCount += 1;
    }
  }

  /** Orders that a listing still shows: from now on they have to be accounted for, too. */
  listed(orders: readonly VenueOrder[]): void {
    for (const order of orders) {
      const fate = this.#fateOf(order);
      fate.order = order;
      fate.outcome = undefined;
      fate.evidence = 'open orders listing';
      fate.isUnknownToExchange = false;
    }
  }

  /** The answer to a query; undefined when the exchange does not know the order. */
  asked(symbol: string, clientOrderId: string, order: VenueOrder | undefined): void {
    const fate = this.#fates.get(keyOf({ symbol, clientOrderId }));
    if (fate === undefined || fate.outcome !== undefined) return;
    if (order !== undefined) {
      this.#settle(order, 'order query', fate);
      return;
    }
    fate.isUnknownToExchange = true;
    fate.evidence = 'order query: the exchange does not know it';
  }

  /**
   * Orders that the exchange's history says ended. Of those nobody had spoken of, what ended at `from` (UTC milliseconds, the
   * exchange's clock) or later was cancelled by this halt, and is named.
   */
  ended(orders: readonly VenueOrder[], from: number): void {
    for (const order of orders) {
      const fate = this.#fates.get(keyOf(order)) ?? this.#fates.get(keyOf({ ...order, clientOrderId: '' }));
      if (fate === undefined ? order.updatedAt < from : fate.outcome !== undefined) continue;
      this.#settle(order, 'order history', fate);
      if (order.status === 'cancelled') this.cancelledCount += 1;
    }
  }

  /** To be asked for: no answer has told their end yet. */
  unresolved(): readonly KnownOrder[] {
    return [...this.#fates.values()].flatMap((fate) => (fate.outcome === undefined ? [this.#asKnown(fate)] : []));
  }

  /** The exchange says that they still work. */
  working(): readonly VenueOrder[] {
    return [...this.#fates.values()].flatMap((fate) => (fate.outcome === undefined && fate.order ? [fate.order] : []));
  }

  unknownToExchange(): readonly KnownOrder[] {
    return [...this.#fates.values()].flatMap((fate) => (fate.isUnknownToExchange && fate.known ? [fate.known] : []));
  }

  /** Known orders about which the exchange has not said anything at all. */
  unasked(): readonly KnownOrder[] {
    return this.unresolved().filter((order) => {
      const fate = this.#fates.get(keyOf(order));
      return fate !== undefined && fate.order === undefined && !fate.isUnknownToExchange;
    });
  }

  /** Every order by name. What nobody could be asked about, or what nobody knows, is `unknown`. */
  named(): readonly HaltedOrder[] {
    return [...this.#fates.values()].map(({ known, order, outcome, evidence }) => ({
      accountId: this.#accountId,
      symbol: order?.symbol ?? known?.symbol ?? '',
      exchangeOrderId: order?.exchangeOrderId,
      clientOrderId: order?.clientOrderId ?? known?.clientOrderId,
      side: order?.side,
      outcome: outcome ?? 'unknown',
      filledQuantity: order?.filledQuantity,
      quantity: order?.quantity ?? known?.quantity,
      evidence,
      exchangeStatus: order?.status,
      exchangeAt: order?.updatedAt,
    }));
  }

  #settle(order: VenueOrder, evidence: string, of?: Fate): void {
    const fate = of ?? this.#fateOf(order);
    fate.order = order;
    fate.outcome = CLOSED_OUTCOME[order.status];
    fate.evidence = evidence;
    fate.isUnknownToExchange = false;
  }

  #fateOf(order: VenueOrder): Fate {
    const key = keyOf(order);
    const fate = this.#fates.get(key) ?? {
      known: undefined,
      order: undefined,
      outcome: undefined,
      evidence: '',
      isUnknownToExchange: false,
    };
    this.#fates.set(key, fate);
    return fate;
  }

  #asKnown(fate: Fate): KnownOrder {
    if (fate.known !== undefined) return fate.known;
    const { order } = fate;
    return {
      accountId: this.#accountId,
      symbol: order?.symbol ?? '',
      clientOrderId: order?.clientOrderId ?? '',
      quantity: order?.quantity ?? '',
    };
  }
}

/** An order placed by hand has no client id on some exchanges: its own id stands for it. */
const keyOf = ({ symbol, clientOrderId, exchangeOrderId = '' }: Named): string =>
  `${symbol} ${clientOrderId === '' ? `#${exchangeOrderId}` : clientOrderId}`;
