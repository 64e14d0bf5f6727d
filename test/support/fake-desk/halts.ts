import { type HaltScope, PORTFOLIO } from '#shared/model/trading-state';
import type { HaltReportView, StandingHaltView } from '../../../shared/contract/views';
import { BOTS } from './accounts';
import { fakeOrder } from './orders';
import type { Random } from './random';

/** The report of a halt: under way, verified, or with one account that could not be asked. */
export function haltReport(
  state: 'halt-running' | 'halted' | 'halt-not-verified',
  now: number,
  random: Random,
): HaltReportView {
  const isRunning = state === 'halt-running';
  const isUnsure = state === 'halt-not-verified';
  const trippedAt = isRunning ? now - 120 : now - 42_000;
  const orders: HaltReportView['orders'] = Array.from({ length: 15 }, (_, index) => {
    const order = fakeOrder(random, trippedAt - 60_000);
    const isOpen = (isRunning && index >= 12) || (isUnsure && order.accountId === 'sub-3');
    const outcome = isOpen ? 'unknown' : index === 4 ? 'filled' : 'cancelled';
    return {
      accountId: order.accountId,
      symbol: order.symbol,
      exchangeOrderId: `${8_812_000 + index}`,
      clientOrderId: order.id,
      side: order.side,
      outcome,
      filledQuantity: outcome === 'unknown' ? null : outcome === 'filled' ? order.quantity : '0',
      quantity: order.quantity,
      exchangeStatus: isOpen ? null : outcome,
      exchangeAt: isOpen ? null : trippedAt + 90,
      evidence: isOpen ? 'not answered yet' : outcome === 'filled' ? 'order query' : 'cancel answer',
    };
  });
  return {
    id: `halt-${new Date(trippedAt).toISOString()}`,
    scope: PORTFOLIO,
    source: 'button',
    reason: 'Halt all was pressed.',
    trippedAt,
    state: isRunning ? 'running' : isUnsure ? 'not-verified' : 'verified-empty',
    accounts: BOTS.map(({ accountId }, index) => ({
      accountId,
      state: isRunning && index > 0 ? 'cancelling' : isUnsure && index === 2 ? 'not-verified' : 'verified-empty',
      by: 'guard',
      listings: isRunning && index > 0 ? 1 : 2,
      problem: isUnsure && index === 2 ? 'The exchange did not answer for 10 s.' : null,
    })),
    orders,
    positions: isRunning
      ? []
      : [
          { accountId: 'sub-1', symbol: 'BTC/USDT', quantity: '0.02731', closing: null },
          {
            accountId: 'sub-2',
            symbol: 'ETH/USDT',
            quantity: '1.204',
            closing: isUnsure
              ? { state: 'not-closed', left: '0.31', orders: 3, why: 'halted again, or resumed, meanwhile' }
              : { state: 'closed', left: '0', orders: 4, why: '' },
          },
        ],
    gateClosedMs: 0.3,
    stateSavedMs: 4.1,
    firstCancelSentMs: 6.4,
    verifiedEmptyMs: state === 'halted' ? 187 : null,
    emptyAgainMs: state === 'halted' ? 702 : null,
    finishedAt: isRunning ? null : trippedAt + (isUnsure ? 10_400 : 187),
  };
}

/** One halt as it stands. */
export const standingHalt = (
  scope: HaltScope,
  state: StandingHaltView['state'],
  reason: string,
  trippedAt: number,
  progress: StandingHaltView['progress'] = 'verified-empty',
): StandingHaltView => ({
  id: `halt-${trippedAt}-${scope.kind}`,
  scope,
  state,
  source: 'button',
  reason,
  trippedAt,
  progress: state === 'REDUCING' ? 'none' : progress,
  causes: [
    {
      id: 'cause-1',
      source: 'button',
      sentence: reason,
      at: trippedAt,
      lastAt: trippedAt,
      times: 1,
      acknowledged: null,
    },
  ],
  ticks: [],
  resumableAt: 0,
});
