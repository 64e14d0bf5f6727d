import { createPortal } from 'react-dom';
import type { RunbookStep } from '#shared/model/runbook';
import { scopeWords } from '#shared/model/trading-state';
import type { StandingHaltView } from '../../../shared/contract/views';
import { formatUtcWords } from '../../ui/time';
import './runbook-print.css';

interface Props {
  readonly steps: readonly RunbookStep[];
  readonly halt: StandingHaltView | undefined;
}

/** The runbook on paper: shown by the print style sheet alone, in black on white, with room to write. */
export function RunbookPrint({ steps, halt }: Props) {
  return createPortal(
    <article className="runbook-print" aria-hidden="true">
      <h1>Runbook: the first fifteen minutes</h1>
      {halt !== undefined && (
        <p>
          Halt over {scopeWords(halt.scope)} since {formatUtcWords(halt.trippedAt)}. {halt.reason}
        </p>
      )}
      <ol>
        {steps.map((step) => {
          const tick = halt?.ticks.find(({ stepId }) => stepId === step.id);
          return (
            <li key={step.id}>
              <strong>{step.title}</strong> (by minute {step.byMinute})<br />
              {step.text}
              <br />
              {tick === undefined
                ? 'Done by ____________________ at ________'
                : `Done by ${tick.by}, ${formatUtcWords(tick.at)}`}
            </li>
          );
        })}
      </ol>
    </article>,
    document.body,
  );
}
