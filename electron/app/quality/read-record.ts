import { z } from 'zod';
import { accountId, decimalText } from '#shared/contract/define';
import { type Decimal, decimal } from '#shared/model/decimal';
import { ORDER_STATES, type OrderState } from '#shared/model/order-lifecycle';
import { clientOrderIdOf, type QualityReplay, type RecordedTimes } from '../../domains/execution/index';
import type { JournalRecord } from '../../domains/journal/index';
import { FATE_TYPES, readAsked } from '../decisions/read-record';

/** Types of record that execution is measured by. */
export const MEASURED_TYPES: readonly string[] = ['order.decided', 'order.cancel-answered', ...FATE_TYPES];

const STATES: ReadonlySet<string> = new Set(ORDER_STATES);
const ms = z.number().nonnegative();
const times = z.object({ durableMs: ms, sentMs: ms, afterMs: ms });

const state = z.looseObject({
  clientOrderId: z.string(),
  exchangeOrderId: z.string().nullish(),
  filled: decimalText.nullish(),
});
const fill = z.looseObject({
  accountId,
  tradeId: z.string(),
  symbol: z.string(),
  clientOrderId: z.string().nullable(),
  exchangeOrderId: z.string(),
  side: z.enum(['buy', 'sell']),
  price: decimalText,
  quantity: decimalText,
  fee: decimalText,
  feeAsset: z.string(),
  maker: z.boolean(),
  at: z.number(),
});
const withheld = z.looseObject({ seq: z.number().int().positive() });
const cancelAnswer = times.extend({ clientOrderId: z.string(), isCancelled: z.boolean(), askedMs: ms });

/** Leads what one record says into the replay; false when the record is not of a form this version knows. */
export function replayRecord(replay: QualityReplay, journalId: string, record: JournalRecord): boolean {
  const { type } = record;
  const at = Date.parse(record.time);
  if (type === 'order.decided') return decidedIn(replay, journalId, record, at);
  if (type === 'order.withheld') {
    const read = withheld.safeParse(record.data);
    if (read.success) replay.withheld(clientOrderIdOf(journalId, read.data.seq));
    return read.success;
  }
  if (type === 'fill') return fillIn(replay, record, at);
  if (type === 'order.cancel-answered') {
    const read = cancelAnswer.safeParse(record.data);
    if (!read.success) return false;
    const { clientOrderId, askedMs, isCancelled, ...recorded } = read.data;
    replay.cancelAnswered(at, clientOrderId, { askedMs, answeredMs: recorded.afterMs, isCancelled }, recorded);
    return true;
  }
  const name = type.slice('order.'.length);
  const read = state.safeParse(record.data);
  if (!read.success || !isState(name)) return false;
  const { clientOrderId, exchangeOrderId, filled } = read.data;
  // One that was dropped before it had its name was never sent.
  if (clientOrderId === '') return true;
  const filledQuantity = exact(filled);
  const told = { clientOrderId, state: name, exchangeOrderId: exchangeOrderId ?? undefined, filledQuantity };
  replay.changed(at, told, timesOf(record));
  return true;
}

function decidedIn(replay: QualityReplay, journalId: string, record: JournalRecord, at: number): boolean {
  const read = readAsked(record);
  if (read === undefined) return false;
  if (read.verdict === 'deny') return true;
  const { botId, accountId, symbol, side, type, quantity, resizedQuantity, price, stopPrice, inputs } = read;
  const [bid, ask] = [exact(inputs.bid), exact(inputs.ask)];
  replay.decided(at, {
    clientOrderId: clientOrderIdOf(journalId, record.seq),
    intent: {
      botId,
      accountId,
      botOrderId: '',
      symbol,
      side,
      type,
      quantity: decimal(resizedQuantity ?? quantity),
      price: exact(price),
      stopPrice: exact(stopPrice),
      timeInForce: 'GTC',
      reduceOnly: false,
    },
    reference: bid === undefined || ask === undefined ? undefined : { bid, ask, last: exact(inputs.last) ?? bid },
  });
  return true;
}

function fillIn(replay: QualityReplay, record: JournalRecord, at: number): boolean {
  const read = fill.safeParse(record.data);
  if (!read.success) return false;
  const { accountId, tradeId, symbol, clientOrderId, exchangeOrderId, side, feeAsset, maker } = read.data;
  const told = {
    accountId,
    tradeId,
    symbol,
    clientOrderId: clientOrderId ?? undefined,
    exchangeOrderId,
    side,
    price: decimal(read.data.price),
    quantity: decimal(read.data.quantity),
    fee: decimal(read.data.fee),
    feeAsset,
    isMaker: maker,
    at: read.data.at,
  };
  replay.filled(at, told, timesOf(record));
  return true;
}

/** Undefined of a record from before times were recorded. */
const timesOf = ({ data }: JournalRecord): RecordedTimes | undefined => times.safeParse(data).data;
const exact = (text: string | null | undefined): Decimal | undefined => (text == null ? undefined : decimal(text));
const isState = (name: string): name is OrderState => STATES.has(name);
