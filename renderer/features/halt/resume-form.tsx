import { Button, PasswordInput, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { PASSPHRASE_MAX, REASON_MAX } from '#shared/contract/bounds';
import { scopeWords } from '#shared/model/trading-state';
import type { StandingHaltView } from '../../../shared/contract/views';
import { call } from '../../mirror/api';
import { useIsOlderThan } from '../../mirror/clock';
import { useDesk, useMirrorPhase } from '../../mirror/store';
import { CleanCheck } from './clean-check';
import { CoolDown } from './cool-down';
import { HaltCauses } from './halt-causes';
import { LISTING_HOLDS_MS, resumeBlockers } from './resume-blockers';
import styles from './resume-panel.module.css';
import { ResumeTo, type To } from './resume-to';
import { useRunbook } from './runbook-store';
import { useCleanCheck } from './use-clean-check';

/** What tripped, a look at the exchange, what to resume to, two fields, one button. What failed is said in main's words. */
export function ResumeForm({ halt }: { readonly halt: StandingHaltView }) {
  const { scope } = halt;
  // While REDUCING, exits work at the exchange: there is nothing to be empty, and no runbook to be done.
  const isHalted = halt.state === 'HALTED';
  const passphraseSet = useDesk((desk) => desk.trading.passphraseSet);
  const mirrorLost = useMirrorPhase() === 'lost';
  const { runbook } = useRunbook();
  const [passphrase, setPassphrase] = useState('');
  const [reason, setReason] = useState('');
  const [to, setTo] = useState<To>({ state: 'ACTIVE', leave: [] });
  const [isResuming, setIsResuming] = useState(false);
  const [failure, setFailure] = useState('');
  const { listing, isChecking, check, forget } = useCleanCheck(scope);
  const tooOld = useIsOlderThan(listing?.at ?? 0, LISTING_HOLDS_MS);
  const looked = listing === null ? 'none' : tooOld ? 'too-old' : listing.found?.clean ? 'clean' : 'not-clean';
  const isCooling = !useIsOlderThan(halt.resumableAt, -1);
  const steps = isHalted ? (runbook?.steps ?? []) : [];
  const ticked = new Set(halt.ticks.map(({ stepId }) => stepId));
  const blockers = resumeBlockers({
    passphraseSet,
    passphrase,
    reason,
    progress: halt.progress,
    listing: isHalted ? looked : 'clean',
    mirrorLost,
    unacknowledged: halt.causes.filter(({ acknowledged }) => acknowledged === null).length,
    openSteps: steps.filter(({ id }) => !ticked.has(id)).length,
    isCooling,
  });

  const resume = async (event: FormEvent) => {
    event.preventDefault();
    if (blockers.length > 0 || isResuming) return;
    setIsResuming(true);
    const answer = await call('halt.resume', { passphrase, reason: reason.trim(), scope, to });
    setIsResuming(false);
    setPassphrase('');
    setFailure(answer.ok ? '' : answer.message);
    if (!answer.ok && (answer.code === 'not-clean' || answer.code === 'not-reconciled')) forget();
  };

  return (
    <>
      <HaltCauses halt={halt} />
      {isHalted && <CleanCheck listing={listing} isChecking={isChecking} onCheck={() => void check()} />}
      {isCooling && <CoolDown until={halt.resumableAt} />}
      <form className={`${styles.form} ${styles.step}`} onSubmit={(event) => void resume(event)} autoComplete="off">
        <ResumeTo scope={scope} isReducing={!isHalted} to={to} onChange={setTo} />
        <PasswordInput
          label="Passphrase"
          disabled={!passphraseSet}
          maxLength={PASSPHRASE_MAX}
          autoComplete="off"
          value={passphrase}
          onChange={(event) => setPassphrase(event.currentTarget.value)}
        />
        <Textarea
          label="Reason"
          description="Why it is safe to trade again; it goes on record."
          rows={2}
          maxLength={REASON_MAX}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Button type="submit" loading={isResuming} disabled={blockers.length > 0} aria-describedby="resume-blockers">
          {scope.kind === 'portfolio' ? 'Resume trading' : `Resume ${scopeWords(scope)}`}
        </Button>
        <div id="resume-blockers">
          {blockers.length > 0 && (
            <>
              <p className={styles.fine}>Before it can be pressed:</p>
              <ul className={styles.blockers}>
                {blockers.map((blocker) => (
                  <li key={blocker}>{blocker}</li>
                ))}
              </ul>
            </>
          )}
        </div>
        <div role="alert">{failure !== '' && <p className={styles.failure}>{failure}</p>}</div>
      </form>
    </>
  );
}
