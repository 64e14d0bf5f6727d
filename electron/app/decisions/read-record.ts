import { z } from 'zod';
import { accountId, decimalText } from '#shared/contract/define';
import { orderType, verdict } from '#shared/contract/views';
import type { Check } from '#shared/model/decision';
import { ORDER_STATES } from '#shared/model/order-lifecycle';
import { pairOf } from '../../domains/execution/index';
import type { JournalRecord } from '../../domains/journal/index';
import { decisionOf } from '../../domains/risk/index';

/*
 * What is read from the journal's records on decisions. The journal outlives versions: members that are not known are
 * passed over, members that are missing make the record unreadable here (it stays readable on the Journal screen).
 */

/** Of `order.decided`: what this version knows of it. Other members, whichever they are, are kept beside. */
const decided = z.looseObject({
  botId: z.string().max(100),
  accountId,
  symbol: z.string().min(1).max(100),
  side: z.enum(['buy', 'sell']),
  type: orderType,
  quantity: decimalText,
  price: decimalText.nullable(),
  verdict,
  resizedQuantity: decimalText.optional(),
  /** Each check's id, observed value, limit and level; the sentences of those that failed; those passed for an exit. */
  checks: z
    .array(
      z
        .tuple([z.string().max(64), z.string().max(2_000), z.string().max(2_000).nullable(), z.string().max(200)])
        .or(z.tuple([z.string().max(64), z.string().max(2_000), z.string().max(2_000).nullable()])),
    )
    .max(200),
  failed: z.record(z.string(), z.string().max(2_000)),
  waived: z.array(z.string()).max(200),
  inputs: z.record(z.string(), z.unknown()).default({}),
});
const price = decimalText.nullish();
/** As it stands in the journal, and its checks in full. */
export interface Decided {
  readonly data: z.infer<typeof decided>;
  readonly checks: readonly Check[];
}

/** The decision in a record of the type `order.decided`; undefined when it is not of a form this version knows. */
export function readDecided({ data }: JournalRecord): Decided | undefined {
  const read = decided.safeParse(data);
  if (!read.success) return undefined;
  const { verdict, checks, failed, waived, symbol } = read.data;
  return { data: read.data, checks: decisionOf({ verdict, checks, failed, waived }, pairOf(symbol)).checks };
}

/** Of `order.decided`, what an order that was let through looked like. */
const passed = decided
  .pick({ botId: true, accountId: true, symbol: true, side: true, type: true, quantity: true, price: true })
  .extend({ stopPrice: decimalText.nullish(), verdict, resizedQuantity: decimalText.optional() })
  .extend({ inputs: z.looseObject({ bid: price, ask: price, last: price }).default({}) });

/** The order of a decision, without its checks; undefined when the record is not of a form this version knows. */
export function readAsked({ data }: JournalRecord): z.infer<typeof passed> | undefined {
  return passed.safeParse(data).data;
}

const KNOWN: ReadonlySet<string> = new Set([...Object.keys(decided.shape)]);
/** Longest value shown of a member that is not known. */
const MAX_VALUE = 200;

/** Members by name, as text: numbers and words as they are, anything deeper as JSON, cut. */
export function inText(members: Readonly<Record<string, unknown>>): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => {
      const isNothing = value === null || value === undefined;
      const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
      return [name, isNothing ? null : text.slice(0, MAX_VALUE)];
    }),
  );
}

/** What the bot asked for besides what every decision has. */
export const otherIntent = ({ data }: Decided): Record<string, string | null> =>
  inText(Object.fromEntries(Object.entries(data).filter(([name]) => !KNOWN.has(name))));

/** The failed checks' sentences, as the operator reads them. */
export const reasonOf = ({ checks }: Pick<Decided, 'checks'>): string =>
  checks
    .filter(({ passed }) => !passed)
    .map(({ message }) => message)
    .join(' ');

/** Records that tell what became of orders. */
export const FATE_TYPES: readonly string[] = [
  ...ORDER_STATES.map((state) => `order.${state}`).filter((type) => type !== 'order.decided'),
  'order.withheld',
  'fill',
];

const fate = z.looseObject({
  clientOrderId: z.string().nullish(),
  /** Only of `order.withheld`: the decision's. */
  seq: z.number().int().positive().optional(),
  filled: decimalText.nullish(),
  quantity: decimalText.nullish(),
  price: decimalText.nullish(),
  reason: z.string().nullish(),
  message: z.string().nullish(),
});

/** What one record says of one order. */
export interface FateRecord {
  /** An order state, `fill` or `withheld`. */
  readonly what: string;
  /** Undefined for an order that never had its name. */
  readonly orderId: string | undefined;
  /** Of `withheld`, which has no order id. */
  readonly decisionSeq: number | undefined;
  readonly quantity: string | null;
  readonly price: string | null;
  readonly note: string;
}

/** Undefined for a record of another form. */
export function readFate({ type, data }: JournalRecord): FateRecord | undefined {
  const read = fate.safeParse(data);
  if (!read.success) return undefined;
  const { clientOrderId, seq, filled, quantity, price, reason, message } = read.data;
  const isFill = type === 'fill';
  return {
    what: isFill ? 'fill' : type.slice('order.'.length),
    orderId: clientOrderId || undefined,
    decisionSeq: seq,
    quantity: (isFill ? quantity : filled) ?? null,
    price: (isFill ? price : undefined) ?? null,
    note: reason ?? message ?? '',
  };
}
