import type { PlaceOrder } from '../protocol';

/** A signed request older than this is not used: its timestamp has to be inside the exchange's window (5 s) on arrival. */
const USABLE_MS = 1_000;

interface Prepared {
  readonly order: PlaceOrder;
  readonly answer: Promise<unknown>;
  readonly go: (mayGo: boolean) => void;
  readonly timer: NodeJS.Timeout;
}

/** Makes the request of an order; it writes nothing before `mayGo` says true, and fails when it says false. */
export type MakeRequest = (order: PlaceOrder, mayGo: Promise<boolean>) => Promise<unknown>;

/**
 * Requests of orders whose decision is still being written: signed, on a connection, and held. Each is released once, by the
 * order it was made for, or dropped unsent. Whatever fails while it is held was not sent: the order is then sent afresh.
 */
export class PreparedOrders {
  readonly #make: MakeRequest;
  readonly #held = new Map<string, Prepared>();

  constructor(make: MakeRequest) {
    this.#make = make;
  }

  prepare(order: PlaceOrder): void {
    const { clientOrderId } = order;
    this.#drop(clientOrderId);
    let go: (mayGo: boolean) => void = () => undefined;
    const mayGo = new Promise<boolean>((resolve) => {
      go = resolve;
    });
    const answer = this.#answer(order, mayGo);
    const timer = setTimeout(() => this.#drop(clientOrderId), USABLE_MS);
    timer.unref();
    const prepared = { order, answer, go, timer };
    this.#held.set(clientOrderId, prepared);
    answer.catch(() => {
      // Failed while held. Once released it is no longer here, and its failure belongs to whoever waits for the answer.
      if (this.#held.get(clientOrderId) === prepared) this.#drop(clientOrderId);
    });
  }

  /** Sends the prepared request; resolves with its answer. Undefined when none is held for exactly this order. */
  release(order: PlaceOrder): Promise<unknown> | undefined {
    const prepared = this.#held.get(order.clientOrderId);
    if (prepared === undefined) return undefined;
    if (!isSame(prepared.order, order)) {
      this.#drop(order.clientOrderId);
      return undefined;
    }
    clearTimeout(prepared.timer);
    this.#held.delete(order.clientOrderId);
    prepared.go(true);
    return prepared.answer;
  }

  #drop(clientOrderId: string): void {
    const prepared = this.#held.get(clientOrderId);
    if (prepared === undefined) return;
    clearTimeout(prepared.timer);
    this.#held.delete(clientOrderId);
    prepared.go(false);
  }

  /** As a promise also of what the making of it throws. */
  async #answer(order: PlaceOrder, mayGo: Promise<boolean>): Promise<unknown> {
    return this.#make(order, mayGo);
  }
}

function isSame(one: PlaceOrder, other: PlaceOrder): boolean {
  const keys = Object.keys(one) as Array<keyof PlaceOrder>;
  return keys.length === Object.keys(other).length && keys.every((key) => one[key] === other[key]);
}
