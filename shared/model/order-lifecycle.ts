/** What an exchange can say of an order. */
const REPORTED = [
  'acknowledged',
  'waiting',
  'triggered',
  'partially-filled',
  'filled',
  'cancelled',
  'rejected',
  'expired',
] as const;

/**
 * Every state of an order and every way from one to another: this table is what the book keeps to, what the bot protocol
 * names, and what docs/order-lifecycle.md shows (a test compares them).
 */
const TABLE = {
  created: {
    means: 'Allowed by the checks; its decision is being written. Its money is reserved, nothing has left.',
    isWorking: true,
    next: ['decided', 'not-placed'],
  },
  decided: {
    means: 'Its decision is durable. Nothing has left: the gate is asked once more.',
    isWorking: true,
    next: ['sent', 'not-placed'],
  },
  sent: {
    means: 'Handed over to the exchange worker, once. Nothing was heard yet.',
    isWorking: true,
    next: [...REPORTED, 'unknown', 'not-placed'],
  },
  acknowledged: {
    means: 'The exchange has it; nothing of it was traded.',
    isWorking: true,
    next: ['partially-filled', 'filled', 'cancel-pending', 'cancelled', 'rejected', 'expired'],
  },
  waiting: {
    means:
      'A conditional order: the exchange has it and watches the price. It is not at the book, and may go off at any moment.',
    isWorking: true,
    next: ['triggered', 'partially-filled', 'filled', 'cancel-pending', 'cancelled', 'rejected', 'expired'],
  },
  triggered: {
    means: 'The price of a conditional order was reached: what it places is at the book, and nothing of it was traded.',
    isWorking: true,
    next: ['partially-filled', 'filled', 'cancel-pending', 'cancelled', 'rejected', 'expired'],
  },
  'partially-filled': {
    means: 'Part of it was traded, the rest still works.',
    isWorking: true,
    next: ['filled', 'cancel-pending', 'cancelled', 'expired'],
  },
  'cancel-pending': {
    means: 'A cancel is on its way. Until it is answered the order may still trade.',
    isWorking: true,
    next: [...REPORTED, 'adopted'],
  },
  unknown: {
    means: 'Sent, and nobody knows what came of it. It counts as working, is asked for, and is never sent again.',
    isWorking: true,
    next: [...REPORTED, 'not-placed'],
  },
  adopted: {
    means: 'Found working at the exchange; this run did not send it. It is followed, counted, and can be cancelled.',
    isWorking: true,
    next: ['partially-filled', 'filled', 'cancel-pending', 'cancelled', 'rejected', 'expired'],
  },
  filled: { means: 'Traded in full.', isWorking: false, next: [] },
  cancelled: { means: 'Cancelled; what was traded before stays traded.', isWorking: false, next: [] },
  rejected: { means: 'The exchange refused it: no such order stands there.', isWorking: false, next: [] },
  expired: { means: 'Ended by the exchange by its own rules, such as IOC.', isWorking: false, next: [] },
  'not-placed': {
    means:
      'Never left, or the exchange, asked again and again, does not know it. Should it turn up all the same, it is followed.',
    isWorking: false,
    next: REPORTED,
  },
} as const;

export type OrderState = keyof typeof TABLE;

export interface OrderStateFacts {
  /** For an operator, one or two sentences. */
  readonly means: string;
  /** Whether it may still trade, or may for all we know: then it counts as exposure. */
  readonly isWorking: boolean;
  /** The states that may follow. */
  readonly next: readonly OrderState[];
}

export const ORDER_LIFECYCLE: Readonly<Record<OrderState, OrderStateFacts>> = TABLE;
export const ORDER_STATES = Object.keys(TABLE) as [OrderState, ...OrderState[]];

/** States in which the order may still trade, or may for all we know: they count as exposure. */
export const WORKING_STATES: ReadonlySet<OrderState> = new Set(
  ORDER_STATES.filter((state) => ORDER_LIFECYCLE[state].isWorking),
);

/** Whether an order may go from one state to the other. */
export const canBecome = (from: OrderState, to: OrderState): boolean => ORDER_LIFECYCLE[from].next.includes(to);
