import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { HistoryStatusView } from '../../shared/contract/history';
import { call, holdfast } from '../mirror/api';
import { formatCount } from './format';
import styles from './history-standing.module.css';
import { LocalTime } from './local-time';

/** How the read model of the journal stands, as main tells it; null before the first word. */
export function useHistoryStatus(): HistoryStatusView | null {
  const [status, setStatus] = useState<HistoryStatusView | null>(null);
  useEffect(() => {
    let isOver = false;
    const end = holdfast()?.on('history.changed', ({ status: changed }) => setStatus(changed));
    void call('history.status', {}).then((answer) => {
      if (!isOver && answer.ok) setStatus((told) => told ?? answer.value);
    });
    return () => {
      isOver = true;
      end?.();
    };
  }, []);
  return status;
}

/** How far a screen that rests on the read model can be trusted; nothing while it has all of the journal. */
export function HistoryStanding({ status }: { readonly status: HistoryStatusView | null }) {
  return (
    <>
      <NotYet status={status} />
      {status !== null && status.since !== null && <Archived since={status.since} />}
    </>
  );
}

/** What is in the archive and not in here, since the history was made anew without it. */
function Archived({ since: { seq, at, folder } }: { readonly since: NonNullable<HistoryStatusView['since']> }) {
  return (
    <p className={styles.standing} role="status" aria-label="Archived">
      What is older than <LocalTime at={at} /> (record {formatCount(seq)}) is in the archive
      {folder !== '' && ` ${folder}`} and not shown here; profit by bot counts from then on. Connect the archive to have
      it:{' '}
      <Button size="compact-xs" variant="default" onClick={() => void call('history.rebuild', {})}>
        Make it anew
      </Button>
    </p>
  );
}

function NotYet({ status }: { readonly status: HistoryStatusView | null }) {
  if (status === null || (status.state === 'ready' && status.message === '')) return null;
  const { state, indexed, of, message } = status;
  // It is a moment behind all the time; only what an operator would miss is told.
  const isBehind = state === 'starting' || (state === 'building' && of - indexed > 500);
  if (state === 'building' && !isBehind && message === '') return null;
  return (
    <p className={styles.standing} role="status" data-failed={state === 'failed' || undefined}>
      {isBehind && (
        <>
          <progress aria-label="Reading the journal" value={indexed} max={Math.max(of, 1)} />{' '}
          {of === 0
            ? 'The journal is being read. '
            : `Read up to record ${formatCount(indexed)} of ${formatCount(of)}: later ones are missing here until then. `}
        </>
      )}
      {message}{' '}
      {state === 'failed' && (
        <Button size="compact-xs" variant="default" onClick={() => void call('history.rebuild', {})}>
          Make it anew
        </Button>
      )}
    </p>
  );
}
