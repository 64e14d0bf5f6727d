import {
  closeSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { formatDecimal } from '#shared/model/decimal';
import { messageOf } from '#shared/model/result';
import { formatUtc, type UtcMs } from '#shared/model/time';
import type { Balance, OrderEvent, RejectEvent } from '../engine/types';
import { LEDGER_VERSION, LedgerDamage, type Line, orderLine, rejectLine, snapshotLine, tradeLine } from './format';
import { type LedgerState, readLedger } from './read';

/** Ledgers larger than this are rewritten at start: newest state of each order, trades, balances. */
const COMPACT_ABOVE_BYTES = 16 * 1024 * 1024;

export interface OpenedLedger {
  readonly ledger: Ledger;
  /** What an earlier run left; undefined for a new ledger. */
  readonly state: LedgerState | undefined;
}

/**
 * Opens the exchange's own record, or begins one. A torn end is cut off; a damaged file is renamed aside and a new one
 * begun. Both are told through `say`. Throws when the file cannot be opened or written at all.
 */
export function openLedger(
  file: string,
  now: UtcMs,
  say: (message: string) => void,
  compactAboveBytes = COMPACT_ABOVE_BYTES,
): OpenedLedger {
  const state = load(file, now, say, compactAboveBytes);
  if (state === undefined) writeFileSync(file, headerLine(now), { mode: 0o600 });
  return { ledger: new Ledger(file, say), state };
}

const headerLine = (now: UtcMs): string =>
  `${JSON.stringify({ type: 'ledger', version: LEDGER_VERSION, time: formatUtc(now) })}\n`;

function load(
  file: string,
  now: UtcMs,
  say: (message: string) => void,
  compactAboveBytes: number,
): LedgerState | undefined {
  if (statSync(file, { throwIfNoEntry: false }) === undefined) return undefined;
  const bytes = readFileSync(file);
  if (bytes.length === 0) return undefined;
  try {
    const { state, goodBytes, tornTail } = readLedger(bytes);
    if (tornTail !== undefined) {
      say(`paper exchange: the end of ${file} is torn (${tornTail}); ${bytes.length - goodBytes} bytes ignored`);
      const descriptor = openSync(file, 'r+');
      ftruncateSync(descriptor, goodBytes);
      closeSync(descriptor);
    }
    if (goodBytes > compactAboveBytes) compact(file, state, now);
    return state;
  } catch (thrown) {
    if (!(thrown instanceof LedgerDamage)) throw thrown;
    const aside = `${file}.damaged-${formatUtc(now).replaceAll(':', '-')}`;
    renameSync(file, aside);
    say(
      `paper exchange: ${file} is damaged (${thrown.message}); set aside as ${aside}, starting with fresh balances and no orders`,
    );
    return undefined;
  }
}

function compact(file: string, state: LedgerState, now: UtcMs): void {
  const lines: Line[] = [{ type: 'ids', nextOrderId: state.nextOrderId }];
  for (const { account, order } of state.orders.values()) lines.push(snapshotLine(account, order));
  for (const trade of state.trades) lines.push(tradeLine(trade));
  lines.push({ type: 'market', time: formatUtc(now), prices: Object.fromEntries(state.prices) });
  for (const [account, held] of state.balances) lines.push(balancesLine(account, held, now));
  lines.push(...state.futures.lines(now));
  writeFileSync(`${file}.compacting`, headerLine(now) + joined(lines), { mode: 0o600 });
  renameSync(`${file}.compacting`, file);
}

function balancesLine(account: string, held: ReadonlyMap<string, Readonly<Balance>>, at: UtcMs): Line {
  const balances: Record<string, { free: string; locked: string }> = {};
  for (const [asset, { free, locked }] of held)
    balances[asset] = { free: formatDecimal(free), locked: formatDecimal(locked) };
  return { type: 'balances', time: formatUtc(at), account, balances };
}

/** An operation's lines; the last one says that it is complete. */
function joined(lines: readonly Line[]): string {
  let out = '';
  for (const [index, line] of lines.entries())
    out += `${JSON.stringify(index === lines.length - 1 ? { ...line, commit: true } : line)}\n`;
  return out;
}

/**
 * Appends one write per operation, before the operation is answered: it survives the death of the process (the kernel
 * has the bytes), not of the machine (no fsync).
 */
export class Ledger {
  readonly #file: string;
  readonly #say: (message: string) => void;
  readonly #descriptor: number;
  #lines: Line[] = [];
  #hasFailed = false;

  constructor(file: string, say: (message: string) => void) {
    this.#file = file;
    this.#say = say;
    this.#descriptor = openSync(file, 'a', 0o600);
  }

  order(event: OrderEvent): void {
    this.#lines.push(orderLine(event));
  }

  rejected(event: RejectEvent): void {
    this.#lines.push(rejectLine(event));
  }

  balances(account: string, held: ReadonlyMap<string, Readonly<Balance>>, at: UtcMs): void {
    this.#lines.push(balancesLine(account, held, at));
  }

  /** A line about perpetuals (futures-format.ts). */
  futures(line: Line): void {
    this.#lines.push(line);
  }

  prices(prices: Readonly<Record<string, string>>, at: UtcMs): void {
    this.#lines.push({ type: 'market', time: formatUtc(at), prices });
    this.commit();
  }

  /** Writes what came since the last commit. A failing disk is said once; trading goes on in memory. */
  commit(): void {
    if (this.#lines.length === 0) return;
    const bytes = Buffer.from(joined(this.#lines));
    this.#lines = [];
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(this.#descriptor, bytes, written);
      this.#hasFailed = false;
    } catch (thrown) {
      if (!this.#hasFailed)
        this.#say(
          `paper exchange: cannot write ${this.#file} (${messageOf(thrown)}): a restart will not know what happens from now on`,
        );
      this.#hasFailed = true;
    }
  }

  close(): void {
    this.commit();
    closeSync(this.#descriptor);
  }
}
