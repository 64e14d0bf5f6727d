import { Button } from '@mantine/core';
import { useState } from 'react';
import type { StandingHaltView } from '../../../shared/contract/views';
import { NoteIcon } from '../../ui/icons';
import { Panel } from '../../ui/panel';
import { ScrollBox } from '../../ui/scroll-box';
import styles from './runbook.module.css';
import { RunbookPrint } from './runbook-print';
import { RunbookStepRow } from './runbook-step';
import { useRunbook } from './runbook-store';

/** The first fifteen minutes after a halt, as steps that do things. Ticks are on record and outlive a restart. */
export function RunbookPanel({ halt }: { readonly halt: StandingHaltView | undefined }) {
  const { runbook, problem, operator } = useRunbook();
  const [failure, setFailure] = useState('');
  const steps = runbook?.steps ?? [];
  const done = halt?.ticks.filter(({ stepId }) => steps.some(({ id }) => id === stepId)).length ?? 0;
  return (
    <Panel
      title="Runbook"
      note={halt === undefined ? 'for the first minutes of a halt' : `${done} of ${steps.length} steps done`}
      actions={
        <Button size="compact-sm" variant="default" disabled={runbook === null} onClick={() => window.print()}>
          Print
        </Button>
      }
    >
      <ScrollBox name="Runbook, scrollable">
        <div className={styles.body}>
          {problem !== '' && <p className={styles.problem}>The runbook could not be read: {problem}</p>}
          {runbook !== null && runbook.problem !== '' && (
            <p className={styles.problem}>
              <NoteIcon /> {runbook.problem}
            </p>
          )}
          <ol className={styles.steps}>
            {steps.map((step) => (
              <RunbookStepRow
                key={step.id}
                step={step}
                halt={halt}
                operator={operator.trim()}
                exchanges={runbook?.exchanges ?? []}
                onFailure={setFailure}
              />
            ))}
          </ol>
          <div role="alert">{failure !== '' && <p className={styles.problem}>{failure}</p>}</div>
          {runbook !== null && (
            <p className={styles.fine}>
              {runbook.isOwn ? 'This installation’s own text' : 'The built-in text; your own goes into'}{' '}
              <code>{runbook.file}</code>
            </p>
          )}
        </div>
      </ScrollBox>
      {runbook !== null && <RunbookPrint steps={steps} halt={halt} />}
    </Panel>
  );
}
