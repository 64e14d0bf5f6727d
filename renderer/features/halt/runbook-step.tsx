import { useState } from 'react';
import type { RunbookStep } from '#shared/model/runbook';
import type { StandingHaltView } from '../../../shared/contract/views';
import { call } from '../../mirror/api';
import { LocalTime } from '../../ui/local-time';
import styles from './runbook.module.css';
import { StepAction } from './runbook-action';

interface Props {
  readonly step: RunbookStep;
  /** The halt under which it is ticked; undefined: only to read. */
  readonly halt: StandingHaltView | undefined;
  readonly operator: string;
  readonly exchanges: readonly { readonly exchange: string; readonly name: string }[];
  readonly onFailure: (message: string) => void;
}

/** One step: a box to tick, what to do, and the button that does it. */
export function RunbookStepRow({ step, halt, operator, exchanges, onFailure }: Props) {
  const [busy, setBusy] = useState(false);
  const tick = halt?.ticks.find(({ stepId }) => stepId === step.id);
  const toggle = async () => {
    if (halt === undefined) return;
    setBusy(true);
    const request = { haltId: halt.id, stepId: step.id, by: operator, done: tick === undefined };
    const answer = await call('runbook.tick', request);
    setBusy(false);
    onFailure(answer.ok ? '' : answer.message);
  };
  return (
    <li className={styles.step} data-done={tick !== undefined || undefined}>
      <label className={styles.head}>
        <input
          type="checkbox"
          checked={tick !== undefined}
          disabled={busy || halt === undefined || operator === ''}
          onChange={() => void toggle()}
        />
        <strong>{step.title}</strong>
        <span className={styles.fine}>
          {tick === undefined ? (
            `by minute ${step.byMinute}`
          ) : (
            <>
              {tick.by}, <LocalTime at={tick.at} />
            </>
          )}
        </span>
      </label>
      <div className={styles.what}>
        <p>{step.text}</p>
        {halt !== undefined && (
          <StepAction action={step.action} halt={halt} operator={operator} exchanges={exchanges} />
        )}
      </div>
    </li>
  );
}
