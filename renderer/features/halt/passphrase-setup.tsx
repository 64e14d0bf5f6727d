import { Button, PasswordInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { PASSPHRASE_MAX, PASSPHRASE_MIN } from '#shared/contract/bounds';
import { call } from '../../mirror/api';
import styles from './resume-panel.module.css';

/** First-time set-up of the passphrase that resuming asks for. */
export function PassphraseSetup({ isHalted }: { readonly isHalted: boolean }) {
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const [failure, setFailure] = useState('');
  const [isSaving, setIsSaving] = useState(false);
  const missing = PASSPHRASE_MIN - passphrase.length;
  const differs = again !== '' && again !== passphrase;

  const save = async (event: FormEvent) => {
    event.preventDefault();
    setIsSaving(true);
    const answer = await call('halt.set-passphrase', { passphrase });
    setIsSaving(false);
    setFailure(answer.ok ? '' : answer.message);
    if (!answer.ok) return;
    setPassphrase('');
    setAgain('');
  };

  return (
    <form className={`${styles.form} ${styles.step}`} onSubmit={(event) => void save(event)} autoComplete="off">
      <h3>Set a passphrase</h3>
      <p className={styles.fine}>
        {isHalted
          ? 'Resuming asks for it, so it comes first.'
          : 'Resuming after a halt will ask for it. Set it while it is calm.'}{' '}
        It is stored only as a salted hash and cannot be shown again. Four or more unrelated words are easy to keep and
        hard to guess.
      </p>
      <PasswordInput
        label="New passphrase"
        description={
          missing > 0 ? `At least ${PASSPHRASE_MIN} characters; ${missing} to go` : `${passphrase.length} characters`
        }
        maxLength={PASSPHRASE_MAX}
        autoComplete="new-password"
        value={passphrase}
        onChange={(event) => setPassphrase(event.currentTarget.value)}
      />
      <PasswordInput
        label="The same again"
        error={differs ? 'Not the same yet' : undefined}
        maxLength={PASSPHRASE_MAX}
        autoComplete="new-password"
        value={again}
        onChange={(event) => setAgain(event.currentTarget.value)}
      />
      <Button type="submit" loading={isSaving} disabled={missing > 0 || again !== passphrase}>
        Set passphrase
      </Button>
      <div role="alert">{failure !== '' && <p className={styles.failure}>{failure}</p>}</div>
    </form>
  );
}
