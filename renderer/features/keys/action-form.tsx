import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { PASSPHRASE_MAX, REASON_MAX, REASON_MIN } from '#shared/contract/bounds';
import type { Answer } from '../../../shared/contract/index';
import styles from './action-form.module.css';

interface Props {
  /** What is about to happen, in a sentence. */
  readonly about: string;
  readonly name: string;
  readonly act: (reason: string, passphrase: string) => Promise<Answer<unknown>>;
  readonly onDone: () => void;
  readonly onCancel: () => void;
}

/** Asks for a reason and the passphrase, both of which main wants. What failed is said in main's words. */
export function ActionForm({ about, name, act, onDone, onCancel }: Props) {
  const [reason, setReason] = useState('');
  const [passphrase, setPassphrase] = useState('');
  const [failure, setFailure] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const run = async (event: FormEvent) => {
    event.preventDefault();
    setIsBusy(true);
    const answer = await act(reason.trim(), passphrase);
    setIsBusy(false);
    setPassphrase('');
    setFailure(answer.ok ? '' : answer.message);
    if (answer.ok) onDone();
  };
  return (
    <form className={styles.form} onSubmit={(event) => void run(event)} autoComplete="off">
      <p>{about}</p>
      <div className={styles.line}>
        <TextInput
          className={styles.grow}
          aria-label="Reason"
          placeholder="Reason, for the record"
          size="xs"
          maxLength={REASON_MAX}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
        <PasswordInput
          className={styles.secret}
          aria-label="Passphrase"
          placeholder="Passphrase"
          size="xs"
          autoComplete="off"
          maxLength={PASSPHRASE_MAX}
          value={passphrase}
          onChange={({ currentTarget }) => setPassphrase(currentTarget.value)}
        />
        <Button
          type="submit"
          size="compact-sm"
          loading={isBusy}
          disabled={reason.trim().length < REASON_MIN || passphrase === ''}
        >
          {name}
        </Button>
        <Button size="compact-sm" variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </div>
      <div role="alert">{failure !== '' && <p className={styles.failure}>{failure}</p>}</div>
    </form>
  );
}
