import { PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { PASSPHRASE_MAX, PASSPHRASE_MIN } from '#shared/contract/bounds';
import { passphraseStrength } from '#shared/model/passphrase-strength';
import styles from './vault.module.css';

const FULL_BITS = 80;

/** A new passphrase while it is typed twice; `good` is it once both are the same and long enough, and empty before. */
export function useNewPassphrase(): {
  readonly good: string;
  readonly fields: React.ReactNode;
  readonly clear: () => void;
} {
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const missing = PASSPHRASE_MIN - passphrase.length;
  const differs = again !== '' && again !== passphrase;
  const fields = (
    <>
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
      {passphrase !== '' && <Strength passphrase={passphrase} />}
      <PasswordInput
        label="The same again"
        error={differs ? 'Not the same yet' : undefined}
        maxLength={PASSPHRASE_MAX}
        autoComplete="new-password"
        value={again}
        onChange={(event) => setAgain(event.currentTarget.value)}
      />
    </>
  );
  const clear = (): void => {
    setPassphrase('');
    setAgain('');
  };
  return { good: missing <= 0 && again === passphrase ? passphrase : '', fields, clear };
}

const WORDS = { weak: 'Weak.', fair: 'Fair.', strong: 'Strong.' } as const;

/** A low estimate, in words and as a bar; it advises and never refuses. */
function Strength({ passphrase }: { readonly passphrase: string }) {
  const { bits, level, advice } = passphraseStrength(passphrase);
  return (
    <p className={styles.strength} role="status" aria-label="Strength of the new passphrase">
      <span className={styles.meter} data-level={level} aria-hidden="true">
        <span style={{ width: `${Math.min(100, (bits * 100) / FULL_BITS)}%` }} />
      </span>
      <span>
        {WORDS[level]} {advice}
      </span>
    </p>
  );
}
