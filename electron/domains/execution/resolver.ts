import type { Book } from './book';
import type { LiveOrder } from './live-order';
import type { ExecutionPorts } from './ports';

/** Waits between asking for an order; the last one repeats. Milliseconds. */
const WAITS_MS = [150, 350, 1_000, 2_000, 5_000];
/**
 * An exchange that does not know the order may still receive it while a request is on its way. Only after this long since
 * sending is "not known there" taken as "it was never placed". Binance drops requests older than recvWindow, 5 s by default.
 */
const LATEST_ARRIVAL_MS = 6_000;
/**
 * An outcome that is still unknown after this long halts trading: exposure that cannot be counted must not grow. Eight
 * askings fit in; Binance's own time-outs end within 10 s. Operator's need (RTS 6 art. 17: reconciliation in real time).
 */
export const UNKNOWN_DEADLINE_MS = 30_000;

/** X1: learns what became of an order by asking for its client order id, never by sending again. One asking per order at a time. */
export class UnknownResolver {
  readonly #ports: ExecutionPorts;
  readonly #book: Book;
  readonly #asking = new Set<LiveOrder>();
  readonly #deadlines = new Map<LiveOrder, () => void>();

  constructor(ports: ExecutionPorts, book: Book) {
    this.#ports = ports;
    this.#book = book;
  }

  /** For an order of unknown outcome: asks until the exchange has answered; returns at once. */
  resolve(order: LiveOrder): void {
    // A report over the stream may tell it first.
    this.#begin(order, () => order.state === 'unknown');
    const cancelDeadline = this.#ports.clock.after(UNKNOWN_DEADLINE_MS, () => {
      this.#deadlines.delete(order);
      if (order.state === 'unknown') this.#ports.listener.onUnresolved(order.view());
    });
    this.#deadlines.set(order, cancelDeadline);
  }

  /** For an order that works for all we know, and may have ended: asks how it stands; returns at once. */
  confirm(order: LiveOrder): void {
    this.#begin(order, () => order.isWorking);
  }

  #begin(order: LiveOrder, isOpen: () => boolean): void {
    if (this.#asking.has(order)) return;
    this.#asking.add(order);
    this.#askAfter(order, isOpen, 0);
  }

  #askAfter(order: LiveOrder, isOpen: () => boolean, attempt: number): void {
    const waitMs = WAITS_MS[Math.min(attempt, WAITS_MS.length - 1)] ?? 5_000;
    this.#ports.clock.after(waitMs, () => void this.#ask(order, isOpen, attempt));
  }

  async #ask(order: LiveOrder, isOpen: () => boolean, attempt: number): Promise<void> {
    if (!isOpen()) return this.#done(order);
    const { clock, entry } = this.#ports;
    const { accountId, symbol } = order.intent;
    const answer = await entry.query({ accountId, symbol, clientOrderId: order.clientOrderId });
    if (answer.ok) {
      this.#book.apply(answer.value);
      return this.#done(order);
    }
    const sentAgoMs = clock.monotonicMs() - (order.sentMonotonicMs ?? 0);
    if (answer.error.code === 'unknown-order' && sentAgoMs > LATEST_ARRIVAL_MS) {
      this.#book.drop(order, 'not-placed', 'the exchange, asked again and again, does not know it', clock.now());
      return this.#done(order);
    }
    this.#askAfter(order, isOpen, attempt + 1);
  }

  #done(order: LiveOrder): void {
    this.#asking.delete(order);
    this.#deadlines.get(order)?.();
    this.#deadlines.delete(order);
    this.#ports.journal.record('order.resolved', {
      clientOrderId: order.clientOrderId,
      state: order.state,
      exchangeOrderId: order.exchangeOrderId ?? null,
    });
  }
}
