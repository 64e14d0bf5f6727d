import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { REASON_MAX, REASON_MIN } from '#shared/contract/bounds';
import type { LimitEditRequest, LimitsView } from '../../../shared/contract/limits';
import { limitDefinition } from '../../../shared/model/limits';
import { call } from '../../mirror/api';
import { Panel } from '../../ui/panel';
import { ScrollBox } from '../../ui/scroll-box';
import styles from './change-panel.module.css';
import { type Cell, cellKey, cellText, type Draft, entryAt } from './draft';
import forms from './forms.module.css';
import { PassphraseField } from './passphrase-field';
import type { EditPreview, Preview } from './use-preview';
import type { Trying } from './use-tried';
import { inWords, scopeName } from './words';

interface Props {
  readonly view: LimitsView;
  readonly draft: Draft;
  readonly preview: Preview;
  readonly trying: Trying;
  readonly onUndo: (cell: Cell) => void;
  /** Keeps the edits, on the limits as they are now. */
  readonly onKeep: () => void;
  readonly onDiscard: () => void;
  readonly onSaved: () => void;
}

/** What is edited and not saved: each change with its direction, a try against the last 24 hours, and saving. */
export function ChangePanel({ view, draft, preview, trying, onUndo, onKeep, onDiscard, onSaved }: Props) {
  const [reason, setReason] = useState('');
  const [passphrase, setPassphrase] = useState('');
  const [message, setMessage] = useState<{ readonly isBad: boolean; readonly text: string } | null>(null);
  const [isSaving, setIsSaving] = useState(false);
  const { edits } = draft;
  const { tried, start, stop, clear } = trying;
  const isStale = edits.length > 0 && draft.revision !== view.revision;
  const isWrong = [...preview.byCell.values()].some(({ problem }) => problem !== '');
  const isReady = preview.isCurrent && !isWrong && !isStale;
  const { needsPassphrase } = preview;

  const save = async (event: FormEvent) => {
    event.preventDefault();
    setIsSaving(true);
    const answer = await call('limits.change', {
      revision: draft.revision,
      edits: [...edits],
      reason: reason.trim(),
      passphrase: needsPassphrase && passphrase !== '' ? passphrase : null,
    });
    setIsSaving(false);
    setPassphrase('');
    if (!answer.ok) {
      setMessage({ isBad: true, text: answer.message });
      return;
    }
    setReason('');
    clear();
    setMessage({ isBad: answer.value.note !== '', text: answer.value.note || 'In force and saved.' });
    onSaved();
  };

  if (edits.length === 0)
    return (
      <Panel title="Changes" className={styles.panel}>
        <p className={styles.none} role="status">
          {message !== null && <strong className={message.isBad ? forms.warning : undefined}>{message.text} </strong>}
          Write a number in the table to change it; nothing holds before you save.
        </p>
      </Panel>
    );
  return (
    <Panel
      title={edits.length === 1 ? '1 change' : `${edits.length} changes`}
      note="not in force yet"
      className={styles.panel}
      actions={
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            setMessage(null);
            clear();
            onDiscard();
          }}
        >
          Discard
        </Button>
      }
    >
      <ScrollBox name="Changes, scrollable">
        <ul className={styles.list} aria-label="Changes not saved">
          {edits.map((edit) => (
            <Change
              key={cellKey(edit)}
              edit={edit}
              view={view}
              preview={preview.byCell.get(cellKey(edit))}
              onUndo={onUndo}
            />
          ))}
        </ul>
      </ScrollBox>
      <form className={styles.save} onSubmit={(event) => void save(event)} autoComplete="off">
        {isStale && (
          <p className={forms.line} role="alert">
            <span className={forms.warning}>The limits have changed since you began.</span>
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
        </div>
        <div className={styles.buttons}>
          {tried?.state === 'running' ? (
            <Button size="compact-sm" variant="default" onClick={stop}>
              Stop trying
            </Button>
          ) : (
            <Button size="compact-sm" variant="default" disabled={!isReady} onClick={() => void start(edits)}>
              Try on the last 24 h
            </Button>
          )}
          <Button
            type="submit"
            size="compact-sm"
            loading={isSaving}
            disabled={!isReady || (needsPassphrase && (passphrase === '' || reason.trim().length < REASON_MIN))}
          >
            Save
          </Button>
        </div>
      </form>
    </Panel>
  );
}

const DIRECTIONS = {
  looser: '▲ looser',
  tighter: '▼ tighter',
  both: '◆ looser for some',
  hidden: '○ nothing changes now: a tighter number holds',
  same: '',
} as const;

interface ChangeProps {
  readonly edit: LimitEditRequest;
  readonly view: LimitsView;
  readonly preview: EditPreview | undefined;
  readonly onUndo: (cell: Cell) => void;
}

function Change({ edit, view, preview, onUndo }: ChangeProps) {
  const { limitId, level, key } = edit;
  const { name } = limitDefinition(limitId);
  const words = (text: string): string =>
    text === '' ? 'not set' : text === 'not watched' ? text : inWords(limitId, text);
  const direction = preview?.direction ?? 'same';
  return (
    <li>
      <span className={styles.what}>
        <strong>{name}</strong>, {scopeName(level, key)}: {words(cellText(entryAt(view, edit), undefined))} →{' '}
        {words(cellText(undefined, edit))}
        {edit.to.kind === 'value' && edit.to.onBreach === 'resize' && ', made smaller to fit'}
      </span>
      <span className={styles.direction} data-direction={direction}>
        {preview?.problem ? 'not valid' : DIRECTIONS[direction]}
      </span>
      <button
        type="button"
        className={styles.undo}
        aria-label={`Undo ${name}, ${scopeName(level, key)}`}
        onClick={() => onUndo(edit)}
      >
        Undo
      </button>
    </li>
  );
}
