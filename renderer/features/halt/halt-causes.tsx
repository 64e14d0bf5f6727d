import { Button } from '@mantine/core';
import { useState } from 'react';
import type { HaltCauseView, StandingHaltView } from '../../../shared/contract/views';
import { call } from '../../mirror/api';
import { GoodIcon } from '../../ui/icons';
import { LocalTime } from '../../ui/local-time';
import styles from './halt-causes.module.css';
import { useRunbook } from './runbook-store';

/** What tripped the halt and what happened during it: each is read and acknowledged by itself. */
export function HaltCauses({ halt }: { readonly halt: StandingHaltView }) {
  const [failure, setFailure] = useState('');
  const open = halt.causes.filter(({ acknowledged }) => acknowledged === null).length;
  return (
    <section className={styles.causes} aria-label="What tripped">
      <h3>
        What tripped
        <span>{open === 0 ? 'all acknowledged' : `${open} of ${halt.causes.length} to acknowledge`}</span>
      </h3>
      <ul>
        {halt.causes.map((cause) => (
          <Cause key={cause.id} haltId={halt.id} cause={cause} onFailure={setFailure} />
        ))}
      </ul>
      <div role="alert">{failure !== '' && <p className={styles.failure}>{failure}</p>}</div>
    </section>
  );
}

interface Props {
  readonly haltId: string;
  readonly cause: HaltCauseView;
  readonly onFailure: (message: string) => void;
}

function Cause({ haltId, cause, onFailure }: Props) {
  const { operator } = useRunbook();
  const [busy, setBusy] = useState(false);
  const acknowledge = async () => {
    setBusy(true);
    const answer = await call('halt.acknowledge', { haltId, causeId: cause.id, by: operator.trim() });
    setBusy(false);
    onFailure(answer.ok ? '' : answer.message);
  };
  return (
    <li className={styles.cause}>
      <div>
        <p>{cause.sentence}</p>
        <p className={styles.fine}>
          {cause.source}, <LocalTime at={cause.at} />
          {cause.times > 1 && (
            <>
              , {cause.times} times until <LocalTime at={cause.lastAt} />
            </>
          )}
        </p>
      </div>
      {cause.acknowledged === null ? (
        <Button
          size="compact-sm"
          variant="default"
          loading={busy}
          disabled={operator.trim() === ''}
          aria-label={`Acknowledge: ${cause.sentence}`}
          onClick={() => void acknowledge()}
        >
          Acknowledge
        </Button>
      ) : (
        <span className={styles.done}>
          <GoodIcon /> {cause.acknowledged.by}, <LocalTime at={cause.acknowledged.at} />
        </span>
      )}
    </li>
  );
}
