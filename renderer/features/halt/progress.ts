import type { Snapshot } from '../../../shared/contract/index';
import { assertNever } from '../../../shared/model/result';

type Report = NonNullable<Snapshot['halt']>;

/** Orders of a halt by what became of them. */
export interface OrderCounts {
  readonly total: number;
  readonly cancelled: number;
  readonly filled: number;
  readonly unknown: number;
}

export function countOrders(report: Report): OrderCounts {
  const count = (outcome: Report['orders'][number]['outcome']) =>
    report.orders.filter((order) => order.outcome === outcome).length;
  return {
    total: report.orders.length,
    cancelled: count('cancelled'),
    filled: count('filled'),
    unknown: count('unknown'),
  };
}

/** One line on where a halt stands: `cancelling… 12 of 15 verified`. */
export function haltProgress(report: Report): string {
  switch (report.state) {
    case 'running':
      return `cancelling… ${verifiedSoFar(report)} verified`;
    case 'verified-empty':
      return 'Halted – verified empty';
    case 'not-verified':
      return 'Halted – NOT verified';
    default:
      return assertNever(report.state);
  }
}

function verifiedSoFar(report: Report): string {
  const { total, unknown } = countOrders(report);
  if (total > 0) return `${total - unknown} of ${total}`;
  const verified = report.accounts.filter((account) => account.state === 'verified-empty').length;
  return `${verified} of ${report.accounts.length} accounts`;
}

/** What the operator should make of a finished or running halt, in a sentence or two. */
export function haltMeaning(report: Report): string {
  const { cancelled, filled, unknown } = countOrders(report);
  switch (report.state) {
    case 'running':
      return 'No new order can leave. Holdfast is cancelling what works at the exchange and listing until nothing is left.';
    case 'verified-empty':
      return `The exchange lists no working order on any account. ${ordersInWords(cancelled, 'was', 'were')} cancelled, ${filled} filled before the cancel reached ${filled === 1 ? 'it' : 'them'}. Positions stay as they are.`;
    case 'not-verified':
      return `No new order can leave, but Holdfast could not see at the exchange that nothing is left: ${ordersInWords(unknown, 'is', 'are')} unknown. Look at the accounts named below on the exchange itself, then press Halt all again.`;
    default:
      return assertNever(report.state);
  }
}

const ordersInWords = (count: number, one: string, many: string): string =>
  count === 1 ? `1 order ${one}` : `${count} orders ${many}`;
