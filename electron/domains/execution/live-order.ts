import { type Decimal, max, sub, ZERO } from '#shared/model/decimal';
import { type Order, type OrderIntent, type OrderState, WORKING_STATES } from '#shared/model/order';
import type { UtcMs } from '#shared/model/time';

/** An order while the console follows it. Only the book changes it. */
export class LiveOrder {
  readonly intent: OrderIntent;
  readonly decidedAt: UtcMs;
  /** What one unit may cost, quote asset: its own price, or what an order at market was judged at. */
  readonly price: Decimal;
  /** Empty until the decision is durable and has a sequence. */
  clientOrderId = '';
  decisionSeq = 0;
  exchangeOrderId: string | undefined;
  /** Found at the exchange, not sent by this run. */
  isAdopted = false;
  /** Of a conditional order: its price was reached. It stays so, whatever is told late. */
  hasTriggered = false;
  state: OrderState = 'created';
  filledQuantity: Decimal = ZERO;
  filledNotional: Decimal = ZERO;
  /** What its fills, told one by one, add up to: reports and fills come apart, and either may be first. */
  toldQuantity: Decimal = ZERO;
  toldNotional: Decimal = ZERO;
  reason: string | undefined;
  updatedAt: UtcMs;
  /** Monotonic time of the hand-over to the exchange worker; for asking when the outcome is unknown. */
  sentMonotonicMs: number | undefined;

  /** Called once, when the exchange has first reported the order. */
  onReported: (() => void) | undefined;

  constructor(intent: OrderIntent, decidedAt: UtcMs, price: Decimal = intent.price ?? intent.stopPrice ?? ZERO) {
    this.intent = intent;
    this.price = price;
    this.decidedAt = decidedAt;
    this.updatedAt = decidedAt;
  }

  get isWorking(): boolean {
    return WORKING_STATES.has(this.state);
  }

  /** What may still trade, base asset; zero once it has ended. */
  get remaining(): Decimal {
    return this.isWorking ? max(sub(this.intent.quantity, this.filledQuantity), ZERO) : ZERO;
  }

  tellReported(): void {
    if (this.exchangeOrderId === undefined) return;
    this.onReported?.();
    this.onReported = undefined;
  }

  /** A copy that nobody can change. */
  view(): Order {
    const {
      clientOrderId,
      exchangeOrderId,
      intent,
      state,
      filledQuantity,
      filledNotional,
      reason,
      decidedAt,
      updatedAt,
    } = this;
    return {
      clientOrderId,
      exchangeOrderId,
      intent,
      state,
      filledQuantity,
      filledNotional,
      reason,
      decidedAt,
      updatedAt,
    };
  }
}
