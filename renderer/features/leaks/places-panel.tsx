import { Button } from '@mantine/core';
import { useState } from 'react';
import type { LeaksView } from '../../../shared/contract/leaks';
import { call } from '../../mirror/api';
import { formatCount } from '../../ui/format';
import { Panel } from '../../ui/panel';
import { ScrollBox } from '../../ui/scroll-box';
import styles from './places-panel.module.css';
import { useTicks } from './use-leak-scan';

interface Props {
  readonly view: LeaksView;
  readonly onChange: () => void;
}

/** What is to be looked through, and the start of it. */
export function PlacesPanel({ view: { places, run }, onChange }: Props) {
  const { ticked, tick } = useTicks(places);
  const [failure, setFailure] = useState('');
  const isRunning = run?.endedAt === null;
  const isCancelling = run?.phase === 'cancelling';

  const ask = async (question: Promise<{ readonly ok: true } | { readonly ok: false; readonly message: string }>) => {
    const answer = await question;
    setFailure(answer.ok ? '' : answer.message);
    onChange();
  };

  return (
    <Panel
      title="Where to look"
      className={styles.panel}
      actions={
        <Button
          size="compact-sm"
          variant="default"
          disabled={isRunning}
          onClick={() => void ask(call('leaks.add-folder', {}))}
        >
          Add a folder…
        </Button>
      }
    >
      <ScrollBox name="Places, scrollable">
        <ul className={styles.places}>
          {places.map(({ placeId, name, paths, isOwn }) => (
            <li key={placeId}>
              <label>
                <input
                  type="checkbox"
                  checked={ticked.includes(placeId)}
                  disabled={isRunning}
                  onChange={({ currentTarget }) => tick(placeId, currentTarget.checked)}
                />
                <span className={styles.name}>{name}</span>
                {!isOwn && (
                  <span className={styles.paths} title={paths.join('\n')}>
                    {paths.length > 1 ? `${formatCount(paths.length)} files and folders: ` : ''}
                    {paths.join(', ')}
                  </span>
                )}
              </label>
              {isOwn && (
                <button
                  type="button"
                  className={styles.remove}
                  aria-label={`Take ${name} off the list`}
                  disabled={isRunning}
                  onClick={() => void ask(call('leaks.remove-folder', { placeId }))}
                >
                  Remove
                </button>
              )}
            </li>
          ))}
        </ul>
      </ScrollBox>
      <div className={styles.start}>
        <p role="alert" className={styles.failure}>
          {failure}
        </p>
        {isRunning ? (
          <Button variant="default" disabled={isCancelling} onClick={() => void ask(call('leaks.cancel', {}))}>
            {isCancelling ? 'Cancelling…' : 'Cancel the scan'}
          </Button>
        ) : (
          <Button
            disabled={ticked.length === 0}
            onClick={() => void ask(call('leaks.scan', { placeIds: [...ticked] }))}
          >
            {ticked.length === 0
              ? 'Tick a place first'
              : `Look through ${ticked.length === 1 ? 'this place' : `these ${ticked.length} places`}`}
          </Button>
        )}
        <p className={styles.hint}>Nothing is changed, and nothing leaves this machine.</p>
      </div>
    </Panel>
  );
}
