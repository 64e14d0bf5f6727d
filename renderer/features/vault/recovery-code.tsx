import { Button } from '@mantine/core';
import { useState } from 'react';
import { createPortal } from 'react-dom';
import './recovery-print.css';
import styles from './vault.module.css';
import { forgetRecoveryCode, useRecoveryCode } from './vault-store';

/** The recovery code that was just made, above every screen until it is printed or written down. */
export function RecoveryCode() {
  const code = useRecoveryCode();
  return code === '' ? null : <Sheet key={code} code={code} />;
}

function Sheet({ code }: { readonly code: string }) {
  const [isKept, setKept] = useState(false);
  return (
    <section className={styles.code} aria-label="Recovery code">
      <strong>Your recovery code. It is shown this once.</strong>
      <output>{code}</output>
      <div className={styles.fine}>
        It opens the vault when the passphrase is forgotten, and is worth as much as the passphrase. Print it or write
        it down, and keep it away from this machine. No file, no photo, no password manager on this machine.
      </div>
      <div className={styles.line}>
        <Button size="compact-sm" variant="default" onClick={() => window.print()}>
          Print
        </Button>
        <label className={styles.check}>
          <input type="checkbox" checked={isKept} onChange={(event) => setKept(event.currentTarget.checked)} />I have it
          on paper
        </label>
        <Button size="compact-sm" disabled={!isKept} onClick={forgetRecoveryCode}>
          Done, hide it
        </Button>
      </div>
      {createPortal(
        <article className="recovery-print" aria-hidden="true">
          <h1>Holdfast recovery code</h1>
          <p className="recovery-print-code">{code}</p>
          <p>
            Opens the vault when the passphrase is forgotten: Vault, “I have forgotten it”. Void as soon as the
            passphrase is changed. Whoever has this code and the keychain of the machine has the exchange keys.
          </p>
          <p>Machine ____________________ Date ____________________</p>
        </article>,
        document.body,
      )}
    </section>
  );
}
