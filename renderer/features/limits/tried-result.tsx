import { Button } from '@mantine/core';
import type { LimitEditRequest } from '../../../shared/contract/limits';
import { hrefOf } from '../../app/routes';
import { mainNow } from '../../mirror/clock';
import { formatCount, formatExact, MISSING } from '../../ui/format';
import forms from '../../ui/forms.module.css';
import { Panel } from '../../ui/panel';
import { ScrollBox } from '../../ui/scroll-box';
import { formatLocal } from '../../ui/time';
import styles from './tried-result.module.css';
import type { Tried } from './use-tried';

interface Props {
  readonly tried: Tried;
  readonly edits: readonly LimitEditRequest[];
  readonly onClose: () => void;
}

/** What the decisions on record would have been under the edits; what that cannot know is said with it. */
export function TriedResult({ tried, edits, onClose }: Props) {
  const { orders, checks, state, problem, of } = tried;
  return (
    <Panel
      title="Tried on the last 24 hours"
      note="nothing is changed by it"
      className={styles.panel}
      actions={
        <Button size="compact-sm" variant="default" onClick={onClose}>
          Close
        </Button>
      }
    >
      <ScrollBox name="What was tried, scrollable">
        <div className={styles.tried} data-old={of !== edits || undefined}>
          <p role="status" className={styles.sum}>
            {of !== edits && <span className={forms.warning}>Of other numbers than those above: </span>}
            {state === 'running' && `Looking, ${formatCount(orders)} orders so far… `}
            {state === 'failed' && <span className={forms.warning}>The record could not be read on. {problem} </span>}
            {orders === 0 && state === 'done' ? 'No order is on record in the last 24 hours.' : sumInWords(tried)}
          </p>
          <ul>
            {checks.map(({ checkId, name, refused, newlyRefused, examples }) => (
              <li key={checkId}>
                <strong>{name}</strong>: {formatCount(refused)} refused
                {newlyRefused > 0 && `, ${formatCount(newlyRefused)} of them let through then`}
                {examples.map(({ seq, at, botId, symbol, side, quantity, observed, unit }) => (
                  <span key={seq} className={styles.example}>
                    <a href={hrefOf('decisions', seq)}>{formatLocal(at, mainNow())}</a> {botId} {side}{' '}
                    {formatExact(quantity)} {symbol}: {digits(observed)} {unit}
                  </span>
                ))}
              </li>
            ))}
          </ul>
          <p className={forms.fine}>
            Judged by what each decision saw then. An order refused earlier would have left other positions, losses and
            counts behind, so later ones might have gone otherwise.{untold(tried)}
          </p>
        </div>
      </ScrollBox>
    </Panel>
  );
}

/** “Under these numbers 57 of 312 orders would have been refused, 49 more than were.” */
export function sumInWords({
  orders,
  refused,
  refusedThen,
  newlyRefused,
  newlyLet,
  smaller,
  state,
  oldestAt,
}: Tried): string {
  const more = refused - refusedThen;
  const than =
    more === 0 ? 'as many as were' : `${formatCount(Math.abs(more))} ${more > 0 ? 'more' : 'fewer'} than were`;
  const reach =
    state === 'stopped' && oldestAt !== null ? `since ${formatLocal(oldestAt, mainNow())}` : 'of the last 24 hours';
  const ways = [
    ...(newlyRefused > 0 && newlyLet > 0
      ? [`${formatCount(newlyRefused)} newly refused, ${formatCount(newlyLet)} newly let through.`]
      : []),
    ...(smaller > 0
      ? [`${formatCount(smaller)} would have been made smaller, or refused where too little was left.`]
      : []),
  ];
  return [
    `Under these numbers ${formatCount(refused)} of the ${formatCount(orders)} orders ${reach} would have been refused, ${than}.`,
    ...ways,
  ].join(' ');
}

function untold({ notTold, unreadable }: Tried): string {
  const one = notTold > 0 ? ` Of ${formatCount(notTold)} the record does not say.` : '';
  return unreadable > 0 ? `${one} ${formatCount(unreadable)} could not be read.` : one;
}

const digits = (observed: string): string => {
  const shown = formatExact(observed);
  return shown === MISSING ? observed : shown;
};
