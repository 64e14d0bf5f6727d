import type { Decimal } from '#shared/model/decimal';
import type { AccountTrade, Order } from '../engine/types';
import { amount, LEDGER_VERSION, LedgerDamage, type Line, object, readOrder, readTrade, text, whole } from './format';
import { FuturesState } from './futures-state';

/** What the ledger says the exchange held when it last wrote. */
export interface LedgerState {
  /** Balances by account and asset. */
  readonly balances: Map<string, Map<string, { readonly free: Decimal; readonly locked: Decimal }>>;
  /** Newest state of each order, in order of their ids' first appearance. */
  readonly orders: Map<number, { readonly account: string; readonly order: Order }>;
  readonly trades: AccountTrade[];
  /** Last price of each symbol, as text. */
  readonly prices: Map<string, string>;
  readonly nextOrderId: number;
  readonly futures: FuturesState;
}

export interface LedgerRead {
  readonly state: LedgerState;
  /** Bytes that hold whole, committed operations; what follows is to be cut off. */
  readonly goodBytes: number;
  /** What was wrong at the end, in words; undefined when nothing was. */
  readonly tornTail: string | undefined;
}

/**
 * Folds the ledger's lines. An operation counts only when its last line (`"commit":true`) is there. A last line that
 * cannot be read is a torn write and is ignored; any other throws LedgerDamage.
 */
export function readLedger(bytes: Buffer): LedgerRead {
  const state = {
    balances: new Map(),
    orders: new Map(),
    trades: [],
    prices: new Map(),
    nextOrderId: 1,
    futures: new FuturesState(),
  } as LedgerState & { nextOrderId: number };
  let pending: Line[] = [];
  let offset = 0;
  let goodBytes = 0;
  let number = 0;
  let tornTail: string | undefined;
  while (offset < bytes.length) {
    const newline = bytes.indexOf(10, offset);
    const end = newline < 0 ? bytes.length : newline;
    number += 1;
    const isLast = newline < 0 || newline === bytes.length - 1;
    const line = parse(bytes.toString('utf8', offset, end));
    if (line === undefined || newline < 0) {
      if (!isLast) throw new LedgerDamage(`line ${number} is not a ledger line`);
      tornTail = `line ${number} is incomplete`;
      break;
    }
    if (number === 1) checkHeader(line);
    else pending.push(line);
    offset = end + 1;
    if (number === 1 || line.commit === true) {
      apply(state, pending, number);
      pending = [];
      goodBytes = offset;
    }
  }
  if (pending.length > 0) tornTail ??= `the last operation (${pending.length} lines) was not finished`;
  if (number === 0 || goodBytes === 0) throw new LedgerDamage('the first line is not a ledger header');
  return { state, goodBytes, tornTail };
}

function parse(line: string): Line | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && typeof (value as Line).type === 'string'
      ? (value as Line)
      : undefined;
  } catch {
    return undefined;
  }
}

function checkHeader(line: Line): void {
  if (line.type !== 'ledger' || line.version !== LEDGER_VERSION)
    throw new LedgerDamage('the first line is not a ledger header of this version');
}

function apply(state: LedgerState & { nextOrderId: number }, lines: readonly Line[], number: number): void {
  try {
    for (const line of lines) applyLine(state, line);
  } catch (thrown) {
    if (thrown instanceof LedgerDamage) throw new LedgerDamage(`at or before line ${number}: ${thrown.message}`);
    throw thrown;
  }
}

function applyLine(state: LedgerState & { nextOrderId: number }, line: Line): void {
  switch (line.type) {
    case 'order': {
      const { account, order } = readOrder(line);
      state.orders.set(order.id, { account, order });
      state.nextOrderId = Math.max(state.nextOrderId, order.id + 1);
      if (line.event === 'trade') state.trades.push(readTrade(line));
      return;
    }
    case 'trade':
      state.trades.push(readTrade(line));
      return;
    case 'balances': {
      const account = text(line, 'account');
      const held = state.balances.get(account) ?? new Map();
      state.balances.set(account, held);
      const balances = object(line, 'balances');
      for (const asset of Object.keys(balances)) {
        const balance = object(balances, asset);
        held.set(asset, { free: amount(balance, 'free'), locked: amount(balance, 'locked') });
      }
      return;
    }
    case 'market':
      for (const [symbol, price] of Object.entries(object(line, 'prices')))
        if (typeof price === 'string') state.prices.set(symbol, price);
      return;
    case 'ids':
      state.nextOrderId = Math.max(state.nextOrderId, whole(line, 'nextOrderId'));
      return;
    case 'reject':
      return;
    default:
      if (!state.futures.apply(line)) throw new LedgerDamage(`unknown line type ${line.type.slice(0, 20)}`);
  }
}
