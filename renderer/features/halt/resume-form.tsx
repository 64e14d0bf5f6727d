import { Button, PasswordInput, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { PASSPHRASE_MAX, REASON_MAX } from '#shared/contract/bounds';
import { scopeWords } from '#shared/model/trading-state';
import type { StandingHaltView } from '../../../shared/contract/views';
import { call } from '../../mirror/api';
import { mainNow, useIsOlderThan } from '../../mirror/clock';
import { useDesk, useMirrorPhase } from '../../mirror/store';
import { CleanCheck, type Listing } from './clean-check';
import { LISTING_HOLDS_MS, resumeBlockers } from './resume-blockers';
import styles from './resume-panel.module.css';

/** A look at the exchange, two fields, one button. What failed is said in main's words. */
export function ResumeForm({ halt }: { readonly halt: StandingHaltView }) {
  const { scope } = halt;
  // While REDUCING, exits work at the exchange: there is nothing to be empty.
  const needsListing = halt.state === 'HALTED';
  const passphraseSet = useDesk((desk) => desk.trading.passphraseSet);
  const mirrorLost = useMirrorPhase() === 'lost';
  const [passphrase, setPassphrase] = useState('');
  const [reason, setReason] = useState('');
  const [listing, setListing] = useState<Listing | null>(null);
  const [busy, setBusy] = useState<'checking' | 'resuming' | null>(null);
  const [failure, setFailure] = useState('');
  const tooOld = useIsOlderThan(listing?.at ?? 0, LISTING_HOLDS_MS);
  const looked = listing === null ? 'none' : tooOld ? 'too-old' : listing.found?.clean ? 'clean' : 'not-clean';
  const blockers = resumeBlockers({
    passphraseSet,
    passphrase,
    reason,
    progress: halt.progress,
    listing: needsListing ? looked : 'clean',
    mirrorLost,
  });

  const check = async () => {
    setBusy('checking');
    const answer = await call('halt.check-clean', { scope });
    setBusy(null);
    setListing({
      at: mainNow(),
      found: answer.ok ? answer.value : undefined,
      problem: answer.ok ? '' : answer.message,
    });
  };

  const resume = async (event: FormEvent) => {
    event.preventDefault();
    if (blockers.length > 0 || busy !== null) return;
    setBusy('resuming');
    const answer = await call('halt.resume', { passphrase, reason: reason.trim(), scope });
    setBusy(null);
    setPassphrase('');
    setFailure(answer.ok ? '' : answer.message);
    if (!answer.ok && answer.code === 'not-clean') setListing(null);
  };

  return (
    <>
      {needsListing && <CleanCheck listing={listing} isChecking={busy === 'checking'} onCheck={() => void check()} />}
      <form className={`${styles.form} ${styles.step}`} onSubmit={(event) => void resume(event)} autoComplete="off">
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
        <Button
          type="submit"
          loading={busy === 'resuming'}
          disabled={blockers.length > 0}
          aria-describedby="resume-blockers"
        >
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
