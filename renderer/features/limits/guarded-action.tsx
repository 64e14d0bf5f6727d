import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { REASON_MAX, REASON_MIN } from '#shared/contract/bounds';
import type { Answer } from '../../../shared/contract/index';
import styles from '../../ui/forms.module.css';
import { PassphraseField } from '../../ui/passphrase-field';

interface Props {
  readonly name: string;
  /** What the button is about, for those who do not see its row. */
  readonly label: string;
  /** Whether a reason is asked for; it goes on record. */
  readonly hasReason: boolean;
  /** Null: not given yet; main says when it is needed. */
  readonly act: (passphrase: string | null, reason: string) => Promise<Answer<unknown>>;
  readonly onDone: () => void;
}

const ASKS = new Set(['passphrase-needed', 'wrong-passphrase', 'no-passphrase', 'too-many-tries']);

/** A button that asks for a passphrase, or a reason, only where main wants one. What failed is said in main's words. */
export function GuardedAction({ name, label, hasReason, act, onDone }: Props) {
  const [isOpen, setIsOpen] = useState(false);
  const [asksPassphrase, setAsksPassphrase] = useState(false);
  const [passphrase, setPassphrase] = useState('');
  const [reason, setReason] = useState('');
  const [failure, setFailure] = useState('');
  const [isBusy, setIsBusy] = useState(false);

  const run = async (event?: FormEvent) => {
    event?.preventDefault();
    if (hasReason && !isOpen) {
      setIsOpen(true);
      return;
    }
    setIsBusy(true);
    const answer = await act(passphrase === '' ? null : passphrase, reason.trim());
    setIsBusy(false);
    setPassphrase('');
    if (answer.ok) {
      setIsOpen(false);
      setAsksPassphrase(false);
      setFailure('');
      onDone();
      return;
    }
    setFailure(answer.message);
    if (ASKS.has(answer.code)) {
      setAsksPassphrase(true);
      setIsOpen(true);
    }
  };

  return (
    <form className={styles.line} onSubmit={(event) => void run(event)} autoComplete="off">
      <span role="alert" className={styles.warning}>
        {failure}
      </span>
      {isOpen && hasReason && (
        <TextInput
          className={styles.grow}
          aria-label={`Reason: ${label}`}
          placeholder="Reason, for the record"
          size="xs"
          maxLength={REASON_MAX}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
      {isOpen && asksPassphrase && <PassphraseField value={passphrase} onChange={setPassphrase} />}
      <Button
        type="submit"
        size="compact-sm"
        variant="default"
        aria-label={label}
        loading={isBusy}
        disabled={isOpen && ((hasReason && reason.trim().length < REASON_MIN) || (asksPassphrase && passphrase === ''))}
      >
        {name}
      </Button>
    </form>
  );
}
