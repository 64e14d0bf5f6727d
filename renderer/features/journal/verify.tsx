import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Request } from '../../../shared/contract/index';
import { call } from '../../mirror/api';
import { Panel } from '../../ui/panel';
import styles from './copies/copies.module.css';
import type { Copies } from './copies/use-copies';
import { useCopies } from './copies/use-copies';
import { Verification } from './copies/verification';

/** Re-reads the whole journal and checks every link of its chain. */
export function Verify() {
  const copies = useCopies();
  return (
    <VerifyPanel copies={copies}>
      {(verify) => (
        <Button size="compact-sm" aria-label="Verify" onClick={() => verify({ kind: 'full', head: null })}>
          Verify
        </Button>
      )}
    </VerifyPanel>
  );
}

type Verify = (request: Request<'journal.verify'>) => void;

interface Props {
  readonly copies: Copies;
  /** The buttons that begin one; they give way to Cancel while one runs. */
  readonly children: (verify: Verify) => ReactNode;
  /** Stands above the result. */
  readonly before?: ReactNode;
}

/** Is it whole? What was found last, what is being read, and the buttons for more. */
export function VerifyPanel({ copies: { view, problem }, children, before }: Props) {
  const [failure, setFailure] = useState('');
  const run = view?.verification ?? null;
  const isRunning = run?.phase === 'running';
  const verify: Verify = (request) =>
    void call('journal.verify', request).then((answer) => setFailure(answer.ok ? '' : answer.message));
  const cancel = () =>
    void call('journal.cancel-verify', {}).then((answer) => setFailure(answer.ok ? '' : answer.message));
  return (
    <Panel
      title="Is it whole?"
      actions={
        isRunning ? (
          <Button size="compact-sm" variant="default" onClick={cancel}>
            Cancel
          </Button>
        ) : (
          children(verify)
        )
      }
    >
      <div className={styles.body}>
        {before}
        <p role="alert" className={styles.failure}>
          {failure || problem}
        </p>
        <output className={styles.result} aria-label="Verification">
          {run === null ? (
            <p>Verify reads every record again from the disk and checks each link of the chain.</p>
          ) : (
            <Verification run={run} />
          )}
        </output>
      </div>
    </Panel>
  );
}
