import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Answer } from '../../../../shared/contract/index';
import { call } from '../../../mirror/api';
import { useDesk } from '../../../mirror/store';
import styles from './copies.module.css';

/** What the seals are checked with: the vault's keys while it is open, and keys that were kept elsewhere. Main takes those from the clipboard itself. */
export function SealKeys({ given }: { readonly given: number }) {
  const vault = useDesk((desk) => desk.vault.state);
  const [said, setSaid] = useState('');
  const ask = async <T,>(asked: Promise<Answer<T>>, words: (value: T) => string) => {
    const answer = await asked;
    setSaid(answer.ok ? words(answer.value) : answer.message);
  };
  return (
    <section className={styles.seals} aria-label="Seal keys">
      <p>
        {vault === 'unlocked'
          ? 'Seals are checked with the vault’s keys'
          : 'The vault is not open, so its keys check no seal'}
        {given > 0 && `, and with ${given === 1 ? 'the key' : `the ${given} keys`} you gave`}.
      </p>
      <div className={styles.buttons}>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() =>
            void ask(call('journal.paste-seal-keys', {}), ({ seals }) =>
              seals === 1
                ? 'One key was taken. Verify all uses it.'
                : `${seals} keys were taken. Verify all uses them.`,
            )
          }
        >
          Paste seal keys
        </Button>
        {given > 0 && (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => void ask(call('journal.forget-seal-keys', {}), () => 'The keys you gave are forgotten.')}
          >
            Forget them
          </Button>
        )}
        <Button
          size="compact-sm"
          variant="default"
          disabled={vault !== 'unlocked'}
          onClick={() =>
            void ask(call('journal.save-seal-keys', {}), ({ file }) =>
              file === null
                ? 'Nothing was saved: the dialog was closed.'
                : `Saved in ${file}. Move it off this machine: whoever has it can make such seals.`,
            )
          }
        >
          Save seal keys…
        </Button>
      </div>
      <p role="status">{said}</p>
    </section>
  );
}
