import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { REASON_MAX, REASON_MIN } from '#shared/contract/bounds';
import type { TriggersView } from '../../../shared/contract/triggers';
import { triggerDefinition } from '../../../shared/model/triggers';
import { call } from '../../mirror/api';
import { Panel } from '../../ui/panel';
import { ScrollBox } from '../../ui/scroll-box';
import panel from '../limits/change-panel.module.css';
import forms from '../limits/forms.module.css';
import { PassphraseField } from '../limits/passphrase-field';
import { type Change, changeDraft, type Draft, NO_DRAFT, withoutEdit } from './draft';
import { differences } from './words';

interface Props {
  readonly view: TriggersView;
  readonly draft: Draft;
  readonly changes: readonly Change[];
  readonly onDone: () => void;
}

/** What is edited and not saved: each change with its direction, and saving. Main has the last word on both. */
export function ChangePanel({ view, draft, changes, onDone }: Props) {
  const [reason, setReason] = useState('');
  const [passphrase, setPassphrase] = useState('');
  const [message, setMessage] = useState<{ readonly isBad: boolean; readonly text: string } | null>(null);
  const [isSaving, setIsSaving] = useState(false);
  const isStale = changes.length > 0 && draft.revision !== view.revision;
  const isWrong = changes.some(({ problem }) => problem !== '');
  const needsPassphrase = changes.some(({ isLooser }) => isLooser);
  const isMissing = needsPassphrase && (passphrase === '' || reason.trim().length < REASON_MIN);

  const save = async (event: FormEvent) => {
    event.preventDefault();
    setIsSaving(true);
    const answer = await call('triggers.change', {
      revision: draft.revision,
      edits: changes.map(({ triggerId, to }) => ({ triggerId, to })),
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
    setMessage({ isBad: answer.value.note !== '', text: answer.value.note || 'In force and saved.' });
    changeDraft(() => NO_DRAFT);
    onDone();
  };

  if (changes.length === 0)
    return (
      <Panel title="Changes" className={panel.panel}>
        <p className={panel.none} role="status">
          {message !== null && <strong className={message.isBad ? forms.warning : undefined}>{message.text} </strong>}
          Write in the table to change a trigger; nothing holds before you save. What makes a trigger looser asks for
          your passphrase.
        </p>
      </Panel>
    );
  return (
    <Panel
      title={changes.length === 1 ? '1 change' : `${changes.length} changes`}
      note="not in force yet"
      className={panel.panel}
      actions={
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            setMessage(null);
            changeDraft(() => NO_DRAFT);
          }}
        >
          Discard
        </Button>
      }
    >
      <ScrollBox name="Changes, scrollable">
        <ul className={panel.list} aria-label="Changes not saved">
          {changes.map((change) => (
            <ChangeLine key={change.triggerId} change={change} />
          ))}
        </ul>
      </ScrollBox>
      <form className={panel.save} onSubmit={(event) => void save(event)} autoComplete="off">
        {isStale && (
          <p className={forms.line} role="alert">
            <span className={forms.warning}>The triggers have changed since you began.</span>
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => changeDraft((now) => ({ ...now, revision: view.revision }))}
            >
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
          <Button type="submit" size="compact-sm" loading={isSaving} disabled={isWrong || isStale || isMissing}>
            Save
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function ChangeLine({ change: { triggerId, from, to, problem, isLooser } }: { readonly change: Change }) {
  const { name, unit } = triggerDefinition(triggerId);
  const what = differences(from, to, unit);
  return (
    <li>
      <span className={panel.what} title={problem === '' ? what : problem}>
        <strong>{name}</strong>: {problem === '' ? what : problem}
      </span>
      <span className={panel.direction} data-direction={problem === '' ? (isLooser ? 'looser' : 'tighter') : undefined}>
        {problem === '' ? (isLooser ? '▲ looser' : '▼ tighter') : 'not valid'}
      </span>
      <button
        type="button"
        className={panel.undo}
        aria-label={`Undo ${name}`}
        onClick={() => changeDraft((now) => withoutEdit(now, triggerId))}
      >
        Undo
      </button>
    </li>
  );
}
