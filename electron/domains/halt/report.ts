import type { HaltedAccount, HaltedOrder, HaltReport, PositionLeft } from '#shared/model/halt-report';
import type { Halt } from '#shared/model/trading-state';
import type { GuardAccountResult } from './guard-protocol';

/** The report as it stands the moment the gate has closed. */
export function openReport(halt: Halt, accountIds: readonly string[], gateClosedMs: number): HaltReport {
  return {
    halt,
    state: 'running',
    accounts: accountIds.map((accountId) => ({
      accountId,
      state: 'cancelling',
      by: 'guard',
      listings: 0,
      problem: undefined,
    })),
    orders: [],
    positions: [],
    steps: {
      gateClosedMs,
      stateSavedMs: undefined,
      firstCancelSentMs: undefined,
      verifiedEmptyMs: undefined,
      emptyAgainMs: undefined,
    },
    finishedAt: undefined,
  };
}

/** Adds one canceller's results. An order named twice keeps the better-founded outcome: known beats unknown. */
export function addResults(
  report: HaltReport,
  results: readonly GuardAccountResult[],
  by: HaltedAccount['by'],
  startedMs: number,
): HaltReport {
  const accounts = report.accounts.map((account): HaltedAccount => {
    const result = results.find(({ accountId }) => accountId === account.accountId);
    if (result === undefined) return account;
    return {
      accountId: account.accountId,
      state: result.state,
      by,
      listings: account.listings + result.listings,
      problem: result.problem ?? undefined,
    };
  });
  const orders = new Map(report.orders.map((order) => [keyOf(order), order]));
  for (const order of results.flatMap((result) => result.orders)) {
    const before = orders.get(keyOf(order));
    if (before === undefined || before.outcome === 'unknown') orders.set(keyOf(order), order);
  }
  const firstCancelSentMs = Math.min(
    report.steps.firstCancelSentMs ?? Number.POSITIVE_INFINITY,
    ...results.map((result) => startedMs + result.firstCancelSentMs),
  );
  return {
    ...report,
    accounts,
    orders: [...orders.values()],
    steps: { ...report.steps, firstCancelSentMs: Number.isFinite(firstCancelSentMs) ? firstCancelSentMs : undefined },
  };
}

/** Closes the report: verified only when every account is. */
export function closeReport(
  report: HaltReport,
  atMs: number,
  finishedAt: number,
  positions: readonly PositionLeft[],
): HaltReport {
  const verified = report.accounts.every(({ state }) => state === 'verified-empty');
  return {
    ...report,
    state: verified ? 'verified-empty' : 'not-verified',
    positions,
    steps: { ...report.steps, verifiedEmptyMs: verified ? atMs : undefined, emptyAgainMs: undefined },
    finishedAt,
  };
}

const keyOf = ({ accountId, symbol, clientOrderId, exchangeOrderId }: HaltedOrder): string =>
  `${accountId}/${symbol}/${clientOrderId ?? exchangeOrderId ?? '?'}`;
