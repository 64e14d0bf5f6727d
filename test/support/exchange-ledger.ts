import { join } from 'node:path';
import { parsedLines } from './grown-lines';

/** One order event as the paper exchange wrote it down itself: its word, not ours. */
export interface LedgerOrder {
  readonly event: string;
  readonly account: string;
  readonly symbol: string;
  readonly orderId: number;
  readonly clientOrderId: string;
  readonly status: string;
  /** UTC milliseconds. */
  readonly at: number;
}

/** All order events in the exchange's own ledger, oldest first. A last line still being written is left out. */
export function readLedger(dataDir: string): LedgerOrder[] {
  return parsedLines(join(dataDir, 'paper', 'ledger.jsonl'), toOrder).filter((order) => order !== undefined);
}

function toOrder(line: string): LedgerOrder | undefined {
  if (!line.startsWith('{"type":"order"')) return undefined;
  const { time, ...order } = JSON.parse(line) as LedgerOrder & { time: string };
  return { ...order, at: Date.parse(time) };
}

/** Orders that still work at the exchange. */
export function openOrders(dataDir: string): LedgerOrder[] {
  const last = new Map<string, LedgerOrder>();
  for (const order of readLedger(dataDir)) last.set(`${order.symbol}/${order.orderId}`, order);
  return [...last.values()].filter(({ status }) => status === 'NEW' || status === 'PARTIALLY_FILLED');
}

/** Orders the exchange accepted after this moment, UTC milliseconds. */
export const acceptedAfter = (dataDir: string, at: number): LedgerOrder[] =>
  readLedger(dataDir).filter((order) => order.event === 'new' && order.at > at);
