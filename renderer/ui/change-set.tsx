import { Button, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { REASON_MAX, REASON_MIN } from '#shared/contract/bounds';
import type { Answer } from '../../shared/contract/define';
import styles from './change-set.module.css';
import forms from './forms.module.css';
import { Panel } from './panel';
import { PassphraseField } from './passphrase-field';
import { ScrollBox } from './scroll-box';

/** One edit that is not saved. */
export interface ChangeLine {
  readonly key: string;
  readonly what: ReactNode;
  /** All of it, where the line is too short; undefined: it fits. */
  readonly title?: string | undefined;
  readonly direction: string;
  /** How the direction is coloured; undefined: not at all. */
  readonly tone: 'tighter' | 'looser' | 'both' | 'hidden' | undefined;
  /** `Undo Order rate`. */
  readonly undoName: string;
  readonly onUndo: () => void;
}

interface Props {
  readonly lines: readonly ChangeLine[];
  /** Said while nothing is edited. */
  readonly hint: string;
  /** What has changed under the edits, when it has: `The limits have changed since you began.` */
  readonly stale: string | undefined;
  /** Whether what is edited may be saved. */
  readonly isReady: boolean;
  readonly needsPassphrase: boolean;
  /** More buttons beside Save. */
  readonly more?: ReactNode;
  /** Takes the edits on what holds now. */
  readonly onKeep: () => void;
  readonly onDiscard: () => void;
  readonly save: (reason: string, passphrase: string | null) => Promise<Answer<{ readonly note: string }>>;
  readonly onSaved: () => void;
}

/** What is edited and not saved: each change with its direction, and saving. Main has the last word on both. */
export function ChangeSet(props: Props) {
  const { lines, hint, stale, isReady, needsPassphrase, more, onKeep, onDiscard, save, onSaved } = props;
  const [reason, setReason] = useState('');
  const [passphrase, setPassphrase] = useState('');
  const [message, setMessage] = useState<{ readonly isBad: boolean; readonly text: string } | null>(null);
  const [isSaving, setIsSaving] = useState(false);
  const isMissing = needsPassphrase && (passphrase === '' || reason.trim().length < REASON_MIN);

  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    setIsSaving(true);
    const answer = await save(reason.trim(), needsPassphrase && passphrase !== '' ? passphrase : null);
    setIsSaving(false);
    setPassphrase('');
    if (!answer.ok) {
      setMessage({ isBad: true, text: answer.message });
      return;
    }
    setReason('');
    setMessage({ isBad: answer.value.note !== '', text: answer.value.note || 'In force and saved.' });
    onSaved();
  };

  if (lines.length === 0)
    return (
      <Panel title="Changes" className={styles.panel}>
        <p className={styles.none} role="status">
          {message !== null && <strong className={message.isBad ? forms.warning : undefined}>{message.text} </strong>}
          {hint}
        </p>
      </Panel>
    );
  return (
    <Panel
      title={lines.length === 1 ? '1 change' : `${lines.length} changes`}
      note="not in force yet"
      className={styles.panel}
      actions={
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            setMessage(null);
            onDiscard();
          }}
        >
          Discard
        </Button>
      }
    >
      <ScrollBox name="Changes, scrollable">
        <ul className={styles.list} aria-label="Changes not saved">
          {lines.map(({ key, what, title, direction, tone, undoName, onUndo }) => (
            <li key={key}>
              <span className={styles.what} title={title}>
                {what}
              </span>
              <span className={styles.direction} data-direction={tone}>
                {direction}
              </span>
              <button type="button" className={styles.undo} aria-label={undoName} onClick={onUndo}>
                Undo
              </button>
            </li>
          ))}
        </ul>
      </ScrollBox>
      <form className={styles.save} onSubmit={(event) => void onSubmit(event)} autoComplete="off">
        {stale !== undefined && (
          <p className={forms.line} role="alert">
            <span className={forms.warning}>{stale}</span>
            <Button size="compact-sm" variant="default" onClick={onKeep}>
              Keep my changes on the new ones
            </Button>
          </p>
        )}
        <div role="alert">{message?.isBad && <p className={forms.failure}>{message.text}</p>}</div>
        <div className={forms.line}>
          <TextInput
            className={forms.grow}
            aria-label="Reason"
            placeholder={needsPassphrase ? 'Reason, for the record' : 'Reason, for the record (may be empty)'}
            size="xs"
            maxLength={REASON_MAX}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {needsPassphrase && <PassphraseField value={passphrase} onChange={setPassphrase} />}
          <div className={styles.buttons}>
            {more}
            <Button
              type="submit"
              size="compact-sm"
              loading={isSaving}
              disabled={!isReady || stale !== undefined || isMissing}
            >
              Save
            </Button>
          </div>
        </div>
      </form>
    </Panel>
  );
}
