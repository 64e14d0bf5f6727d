import { Button } from '@mantine/core';
import type { Response } from '../../../../shared/contract/index';
import { KEY_GUIDES } from '../../../../shared/model/key-guides';
import { CopyButton } from '../../../ui/copy-button';
import { BadIcon, GoodIcon, StartingIcon, WarningIcon } from '../../../ui/icons';
import { OpenPage } from '../open-page';
import { check, goTo, useSetup } from './store';
import styles from './wizard.module.css';

const PROGRESS = { running: StartingIcon, done: GoodIcon, failed: BadIcon } as const;
const PROGRESS_WORDS = { running: 'under way', done: 'done', failed: 'failed' } as const;

/** The exchange is asked, and what it said is judged: taken, or refused with what to do about it. */
export function CheckStep() {
  const { slot, progress, verdict, doing } = useSetup();
  const isChecking = doing === 'check';
  const isTaken = verdict !== null && verdict.refusals.length === 0;
  return (
    <div className={styles.form}>
      <ul className={styles.progress} aria-label="Progress of the check">
        {progress.map(({ step, state }) => {
          const Icon = PROGRESS[state];
          return (
            <li key={step} data-state={state}>
              <Icon /> {step} <span className={styles.dim}>{PROGRESS_WORDS[state]}</span>
            </li>
          );
        })}
      </ul>
      <div role="status">
        {isChecking && <p>Asking {KEY_GUIDES[slot.exchange].name}. Nothing is kept yet.</p>}
        {verdict !== null && (isTaken ? <Taken verdict={verdict} /> : <Refused verdict={verdict} />)}
      </div>
      <p className={styles.buttons}>
        <Button size="compact-sm" variant="default" disabled={isChecking} onClick={() => goTo(2)}>
          Back
        </Button>
        <Button
          size="compact-sm"
          variant={isTaken ? 'default' : 'filled'}
          loading={isChecking}
          onClick={() => void check()}
        >
          Check again
        </Button>
        {isTaken && (
          <Button size="compact-sm" onClick={() => goTo(4)}>
            Next: keep it
          </Button>
        )}
      </p>
    </div>
  );
}

type Verdict = Response<'keys.check'>;

function Taken({ verdict: { reading, warnings, statements } }: { readonly verdict: Verdict }) {
  const { slot } = useSetup();
  const { name } = KEY_GUIDES[slot.exchange];
  return (
    <div className={styles.taken}>
      <p className={styles.good}>
        <GoodIcon /> <strong>This key can be kept.</strong>
      </p>
      {reading !== null && (
        <p>
          {name} says: it {reading.rights.trade === 'yes' ? 'can trade' : 'cannot trade'}
          {reading.rights.withdraw === 'no' && ', cannot withdraw'}
          {reading.rights.transfer === 'no' && ', cannot move money between accounts'}
          {reading.ip.kind === 'restricted' && ', works only from its listed addresses'}.
        </p>
      )}
      {statements.length > 0 && (
        <p>{name} does not tell everything of a key: what it does not tell, you state in the next step.</p>
      )}
      {warnings.length > 0 && (
        <ul className={styles.findings}>
          {warnings.map(({ id, sentence, fix }) => (
            <li key={id}>
              <WarningIcon /> {sentence} {fix}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Refused({ verdict: { refusals, callerIp } }: { readonly verdict: Verdict }) {
  const { slot } = useSetup();
  return (
    <div className={styles.refused}>
      <p>
        <BadIcon className={styles.bad} />{' '}
        <strong>
          {refusals.length === 1 ? 'This key is refused.' : `This key is refused for ${refusals.length} reasons.`}
        </strong>{' '}
        It is not kept.
      </p>
      <ol className={styles.findings}>
        {refusals.map(({ id, sentence, fix }) => (
          <li key={id}>
            <strong>{sentence}</strong> {fix}
          </li>
        ))}
      </ol>
      {callerIp !== null && (
        <p className={styles.line}>
          The exchange saw you come from <code>{callerIp}</code>{' '}
          <CopyButton text={callerIp} name="the address the exchange saw" />
        </p>
      )}
      <p className={styles.line}>
        <OpenPage exchange={slot.exchange} />
      </p>
    </div>
  );
}
