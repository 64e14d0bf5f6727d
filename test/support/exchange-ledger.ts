import { readFileSync } from 'node:fs';
import { join } from 'node:path';

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
  const lines = readFileSync(join(dataDir, 'paper', 'ledger.jsonl'), 'utf8')
    .split('\n')
    .slice(0, -1);
  return lines.flatMap((line) => {
    if (!line.startsWith('{"type":"order"')) return [];
    const { time, ...order } = JSON.parse(line) as LedgerOrder & { time: string };
    return [{ ...order, at: Date.parse(time) }];
  });
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
