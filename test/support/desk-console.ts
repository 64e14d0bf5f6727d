import { expect } from 'vitest';
import type { HaltReport } from '#shared/model/halt-report';
import type { OrderIntent } from '#shared/model/order';
import { PORTFOLIO } from '#shared/model/trading-state';
import { TRIGGER_IDS, triggerDefinition } from '#shared/model/triggers';
import type { Settings } from '../../electron/app/settings';
import type { SubmitOutcome } from '../../electron/domains/execution/index';
import { clearAll } from './clear-halts';
import { type Harness, openConsole, until } from './console-harness';
import { type LedgerOrder, openOrders, readLedger } from './exchange-ledger';
import { readJournal, type WrittenRecord } from './journal-records';
import { restingOrder } from './resting-order';

/** The machine may be busy with other things: outcomes are waited for this long. */
export const LONG_MS = 45_000;

/** Triggers that halt would have their word in a test that is about something else: here they only warn. */
export function onlyWarning(settings: Settings): Settings {
  const set = Object.fromEntries(
    TRIGGER_IDS.map((id) => [id, { ...triggerDefinition(id).standard, action: 'warn' as const }]),
  );
  return { ...settings, triggers: { ...settings.triggers, set } };
}

/** Three bots run and each has orders at the exchange. */
export async function untilTrading({ console, dataFolder }: Harness): Promise<void> {
  await until(
    'three bots trading',
    () =>
      console.bots.statuses().every(({ state }) => state === 'running') &&
      console.accounts.every(({ id }) => openOrders(dataFolder).filter(({ account }) => account === id).length > 3),
    LONG_MS,
  );
}

/** Everything is there that an order needs, whether bots run or not. */
export async function untilOpen({ console }: Harness): Promise<void> {
  await until(
    'prices, accounts, guard and journal',
    () =>
      console.halt.gate.blocks.size === 0 &&
      console.accounts.every(({ id }) => console.execution.book.account(id).isKnown) &&
      (console.health.get('exchange')?.level ?? '') === 'good' &&
      ['BTC/USDT', 'ETH/USDT', 'SOL/USDT'].every((symbol) => console.market.reference(symbol) !== undefined),
    LONG_MS,
  );
}

export const submit = (desk: Harness, change: Partial<OrderIntent> = {}): Promise<SubmitOutcome> =>
  desk.console.execution.submit(restingOrder(desk, change));

/** Waits until an order is accepted again. */
export async function untilAccepted(desk: Harness): Promise<void> {
  const startedAt = performance.now();
  for (;;) {
    const outcome = await submit(desk);
    if (outcome.kind === 'accepted') return;
    if (performance.now() - startedAt > LONG_MS)
      throw new Error(
        `no order is accepted: ${JSON.stringify(outcome, (_, value) => (typeof value === 'bigint' ? String(value) : value))}`,
      );
    await new Promise((done) => setTimeout(done, 100));
  }
}

export const press = ({ console }: Harness) => console.halt.trip(PORTFOLIO, 'The operator pressed Halt all.', 'button');

/** Acknowledges and ticks everything as an operator would, then resumes. */
export async function resume({ console: { halt, runbook } }: Harness, passphrase: string, reason: string) {
  await clearAll(halt, runbook.current.steps);
  return halt.resume(passphrase, reason);
}

/** The report of the halt that stands, once it is verified. */
export async function untilVerified({ console }: Harness, ms = LONG_MS): Promise<HaltReport> {
  await until('a verified halt', () => console.halt.report?.state === 'verified-empty', ms);
  const { report } = console.halt;
  if (report === undefined) throw new Error('no report');
  return report;
}

/** Orders the exchange accepted, by their client order ids, in its own words. */
export const accepted = (dataFolder: string): LedgerOrder[] =>
  readLedger(dataFolder).filter(({ event }) => event === 'new');

/** No order stands twice at the exchange. */
export function assertNoneTwice(dataFolder: string): void {
  const ids = accepted(dataFolder).map(({ clientOrderId }) => clientOrderId);
  expect(ids.length).toBe(new Set(ids).size);
}

/**
 * At the exchange, by its own ledger: nothing works, and whatever it accepted after the gate closed is named by the report
 * as having been on its way.
 */
export function assertStopped(dataFolder: string, report: HaltReport): void {
  expect(openOrders(dataFolder)).toEqual([]);
  const named = new Set(report.orders.map(({ clientOrderId }) => clientOrderId));
  const late = accepted(dataFolder).filter(
    ({ at, clientOrderId }) => at > report.halt.trippedAt && !named.has(clientOrderId),
  );
  expect(late).toEqual([]);
}

/** Records of one type. */
export const recordsOf = (dataFolder: string, type: string): WrittenRecord[] =>
  readJournal(dataFolder).filter((record) => record.type === type);

/** Each order at the exchange has its decision, allowed, in the journal. */
export function assertEveryOrderWasDecided(dataFolder: string): void {
  const decided = new Set(
    recordsOf(dataFolder, 'order.decided')
      .filter(({ data }) => data.verdict === 'allow')
      .map(({ seq }) => seq),
  );
  for (const { clientOrderId } of accepted(dataFolder)) {
    expect(decided.has(Number.parseInt(clientOrderId.slice(7), 36)), clientOrderId).toBe(true);
  }
}

export { quietSettings } from './quiet-settings';
export type { Harness };
export { openConsole, restingOrder, until };
