import type { ExecutionSummary } from '../../../shared/contract/execution';
import { formatCount, formatMoney, formatSignedMoney } from '../../ui/format';
import { Panel } from '../../ui/panel';
import { formatBps, formatShare, formatWait } from '../../ui/quality-numbers';
import styles from './facts.module.css';

interface Fact {
  readonly name: string;
  readonly value: string;
  readonly detail: string;
}

/** Everything under the filter in one number each, with what it rests on. */
export function Facts({ summary }: { readonly summary: ExecutionSummary }) {
  return (
    <Panel title="In all" note={notKnown(summary)}>
      <dl className={styles.facts}>
        {factsOf(summary).map(({ name, value, detail }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
            <dd className={styles.detail} title={detail}>
              {detail}
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

/** The facts in the order in which they are read. */
export function factsOf({ total }: ExecutionSummary): readonly Fact[] {
  const { resolve, cancel, decisionToDurable, fullFill } = total;
  return [
    { name: 'Orders sent', value: formatCount(total.sent), detail: `${formatCount(total.acknowledged)} acknowledged` },
    {
      name: 'Filled, by value',
      value: formatShare(total.fillRatio),
      detail: `${formatCount(total.filled)} whole, ${formatCount(total.partlyFilled)} in part`,
    },
    {
      name: 'Maker, by value',
      value: formatShare(total.makerShare),
      detail: `${formatCount(total.fills)} fills`,
    },
    {
      name: 'Traded, USDT',
      value: formatMoney(total.traded),
      detail: `fees ${formatMoney(total.fees)}, ${total.feeBps === null ? '–' : total.feeBps.toFixed(1)} bps`,
    },
    {
      name: 'Slippage, mean',
      value: `${formatBps(total.meanSlippageBps)} bps`,
      detail: `${formatSignedMoney(total.slippageCost)} USDT against mid`,
    },
    {
      name: 'Sent to filled whole',
      value: formatWait(fullFill.p50),
      detail: `p95 ${formatWait(fullFill.p95)}`,
    },
    {
      name: 'Rejected',
      value: formatCount(total.rejected),
      detail: `${formatCount(total.notPlaced)} never arrived`,
    },
    {
      name: 'Outcome unknown',
      value: formatCount(total.unknown),
      detail: `${formatCount(total.unknownNow)} still now`,
    },
    { name: 'Unknown to known', value: formatWait(resolve.p50), detail: `p95 ${formatWait(resolve.p95)}` },
    { name: 'Cancel to answer', value: formatWait(cancel.p50), detail: `p95 ${formatWait(cancel.p95)}` },
    {
      name: 'Cancels',
      value: formatCount(total.cancelled),
      detail: `${formatCount(total.cancelsFailed)} too late or refused`,
    },
    {
      name: 'Decision to durable',
      value: formatWait(decisionToDurable.p50),
      detail: `p95 ${formatWait(decisionToDurable.p95)}`,
    },
  ];
}

/** What the numbers leave out, in words; empty when nothing. */
export function notKnown({ total, adoptedOrders, fillsNotFollowed, earlier }: ExecutionSummary): string {
  const parts = [
    [total.fillsWithoutMid, 'fills without a mid at decision'],
    [total.fillsWithoutFee, 'fills with a fee in a third asset'],
    [adoptedOrders, 'orders found at the exchange'],
    [fillsNotFollowed, 'fills of orders not followed'],
    [earlier.notTold, 'earlier orders with no word after their decision'],
    [earlier.withoutTimes, 'earlier orders without times on record'],
    [earlier.unreadable, 'records that could not be read'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, words]) => `${formatCount(count)} ${words}`);
  return said.length === 0 ? 'nothing left out' : `left out: ${said.join(', ')}`;
}
