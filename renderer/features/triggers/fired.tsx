import { Button } from '@mantine/core';
import { useState } from 'react';
import { scopeKey, scopeWords } from '#shared/model/trading-state';
import type { FiringView } from '../../../shared/contract/triggers';
import { triggerDefinition } from '../../../shared/model/triggers';
import { call } from '../../mirror/api';
import { WarningIcon } from '../../ui/icons';
import { LocalTime } from '../../ui/local-time';
import { Panel } from '../../ui/panel';
import { ScrollBox } from '../../ui/scroll-box';
import { showToast } from '../../ui/toast';
import styles from './fired.module.css';

interface Props {
  readonly firings: readonly FiringView[];
  readonly onDone: () => void;
}

/** What fired and waits until somebody has seen it, one by one. Nothing is shown while there is none. */
export function Fired({ firings, onDone }: Props) {
  const waiting = firings.filter(({ acknowledgedAt }) => acknowledgedAt === null);
  if (waiting.length === 0) return null;
  return (
    <Panel
      title={waiting.length === 1 ? 'One trigger fired' : `${waiting.length} triggers fired`}
      note="each waits for an acknowledgement; what it halted stays halted until it is resumed"
      className={styles.panel}
    >
      <ScrollBox name="Triggers that fired, scrollable" fit>
        <ul className={styles.list} aria-label="Triggers that fired">
          {waiting.map((firing) => (
            <FiringLine key={firing.id} firing={firing} onDone={onDone} />
          ))}
        </ul>
      </ScrollBox>
    </Panel>
  );
}

function FiringLine({ firing, onDone }: { readonly firing: FiringView; readonly onDone: () => void }) {
  const { id, triggerId, key, message, lastAt, times, under, action, scope } = firing;
  const [isBusy, setIsBusy] = useState(false);
  const { name } = triggerDefinition(triggerId);
  const acknowledge = async () => {
    setIsBusy(true);
    const answer = await call('triggers.acknowledge', { id });
    setIsBusy(false);
    if (!answer.ok) showToast(answer.message);
    onDone();
  };
  return (
    <li data-action={action}>
      <WarningIcon />
      <span className={styles.message} title={message}>
        <LocalTime at={lastAt} /> {message}
        {times > 1 && ` Fired ${times} times.`}
        {under !== null && scopeKey(under) !== scopeKey(scope) && ` It fell under the halt of ${scopeWords(under)}.`}
      </span>
      <Button
        size="compact-sm"
        variant="default"
        loading={isBusy}
        aria-label={`Acknowledge ${name}, ${key}`}
        onClick={() => void acknowledge()}
      >
        Acknowledge
      </Button>
    </li>
  );
}
