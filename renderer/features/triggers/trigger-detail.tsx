import { Button } from '@mantine/core';
import { useMemo } from 'react';
import type { TriggerRow } from '../../../shared/contract/triggers';
import { type WouldHaveFired, wouldHaveFired } from '../../../shared/model/trigger-replay';
import { type TriggerId, type TriggerSetting, triggerDefinition } from '../../../shared/model/triggers';
import { hrefOf } from '../../app/routes';
import { mainNow } from '../../mirror/clock';
import { formatCount } from '../../ui/format';
import { Panel } from '../../ui/panel';
import { ScrollBox } from '../../ui/scroll-box';
import { formatLocal } from '../../ui/time';
import type { Change } from './draft';
import styles from './trigger-detail.module.css';
import { type Replay, useReplay } from './use-replay';
import { msInWords, valueInWords } from './words';

interface Props {
  readonly triggerId: TriggerId;
  readonly row: TriggerRow | undefined;
  readonly change: Change | undefined;
}

/** Most firings listed; the newest are. */
const LISTED = 30;

/** The trigger that is looked at: its sentence, its source, and when it would have fired over the recorded past. */
export function TriggerDetail({ triggerId, row, change }: Props) {
  const { name, sentence, source, notRecorded, notWatched, isSampled } = triggerDefinition(triggerId);
  const { replay, start, stop } = useReplay(triggerId);
  const to = change === undefined || change.problem !== '' ? row?.setting : change.to;
  return (
    <Panel
      title={name}
      note={
        notWatched === undefined ? (isSampled ? 'looked at each 250 ms' : 'judged as it is told') : 'not watched yet'
      }
      className={styles.panel}
      actions={
        notRecorded !== undefined ? undefined : replay?.state === 'running' ? (
          <Button size="compact-sm" variant="default" onClick={stop}>
            Stop looking
          </Button>
        ) : (
          <Button size="compact-sm" variant="default" onClick={start}>
            Would have fired, 24 h
          </Button>
        )
      }
    >
      <ScrollBox name="About the trigger, scrollable">
        <div className={styles.body}>
          <p>{sentence}</p>
          {to !== undefined && <p>{inWords(triggerId, to)}</p>}
          {change !== undefined && change.problem !== '' && <p className={styles.warning}>{change.problem}</p>}
          {notWatched !== undefined && <p className={styles.warning}>{notWatched}</p>}
          {notRecorded !== undefined ? (
            <p className={styles.fine}>When it would have fired cannot be told. {notRecorded}</p>
          ) : (
            replay !== null && row !== undefined && <Result replay={replay} inForce={row.setting} change={change} />
          )}
          <p className={styles.fine}>Source: {source}.</p>
        </div>
      </ScrollBox>
    </Panel>
  );
}

/** How it is set, as a sentence. */
function inWords(
  id: TriggerId,
  { threshold, windowMs, confirmations, scope, action, enabled }: TriggerSetting,
): string {
  const { unit, counts } = triggerDefinition(id);
  if (!enabled) return 'It is off.';
  const bad =
    counts === 'level'
      ? `at ${valueInWords(threshold, unit)} or more`
      : `at the ${ordinal(threshold + confirmations - 1)}`;
  const seen =
    counts !== 'level'
      ? ''
      : confirmations === 1
        ? ', seen once'
        : `, seen in ${confirmations} distinct observations in a row`;
  const what = {
    warn: 'warns',
    reduce: `lets only what reduces a position leave ${named(scope)}`,
    halt: `halts ${named(scope)}`,
  }[action];
  return `It ${what} ${bad}${seen} within ${msInWords(windowMs)}.`;
}

const named = (scope: TriggerSetting['scope']): string => (scope === 'portfolio' ? 'everything' : `the ${scope}`);
const ENDINGS = ['th', 'st', 'nd', 'rd'] as const;
const ordinal = (count: number): string => {
  const teens = count % 100 > 10 && count % 100 < 14;
  return `${formatCount(count)}${teens ? 'th' : (ENDINGS[count % 10] ?? 'th')}`;
};

interface ResultProps {
  readonly replay: Replay;
  readonly inForce: TriggerSetting;
  readonly change: Change | undefined;
}

function Result({ replay, inForce, change }: ResultProps) {
  const { triggerId, observations, state, problem, records, oldestAt } = replay;
  const to = change === undefined || change.problem !== '' ? undefined : change.to;
  const asSet = useMemo(() => fires(triggerId, inForce, observations), [triggerId, inForce, observations]);
  const edited = useMemo(
    () => (to === undefined ? undefined : fires(triggerId, to, observations)),
    [triggerId, to, observations],
  );
  if (state === 'running')
    return <p role="status">Looking through the journal, {formatCount(records)} records so far…</p>;
  if (state === 'failed')
    return (
      <p role="status" className={styles.warning}>
        The record could not be read on. {problem}
      </p>
    );
  const reach =
    state === 'stopped' && oldestAt !== null ? `since ${formatLocal(oldestAt, mainNow())}` : 'in the last 24 hours';
  const shown = edited ?? asSet;
  return (
    <>
      <p role="status" className={styles.sum}>
        {observations.length === 0
          ? `Nothing of it is on record ${reach}.`
          : `As it is set it ${would(asSet.length)} ${reach}${edited === undefined ? '' : `; as written here it ${would(edited.length)}`}. ${formatCount(observations.length)} observations are on record.`}
      </p>
      {shown.length > 0 && (
        <ul aria-label="Would have fired">
          {shown
            .slice(-LISTED)
            .toReversed()
            .map((each) => (
              <FiringLine key={`${each.seq} ${each.key}`} triggerId={triggerId} fired={each} />
            ))}
        </ul>
      )}
      <p className={styles.fine}>
        Judged by what the journal holds: decisions, orders and fills, each when it was written. What is looked at in
        between is not on record, and after a halt there would have been nothing more.
      </p>
    </>
  );
}

function FiringLine({ triggerId, fired }: { readonly triggerId: TriggerId; readonly fired: WouldHaveFired }) {
  const { at, key, value, seq, seen, isDecision } = fired;
  const { unit } = triggerDefinition(triggerId);
  return (
    <li>
      <a href={hrefOf(isDecision ? 'decisions' : 'journal', seq)}>{formatLocal(at, mainNow())}</a> {key}:{' '}
      {valueInWords(value, unit)}
      {seen !== '' && <span className={styles.fine}> {seen}</span>}
    </li>
  );
}

const fires = (id: TriggerId, setting: TriggerSetting, observations: Replay['observations']): WouldHaveFired[] =>
  setting.enabled ? wouldHaveFired(id, setting, observations) : [];
const would = (count: number): string =>
  count === 0 ? 'would not have fired' : `would have fired ${count === 1 ? 'once' : `${formatCount(count)} times`}`;
