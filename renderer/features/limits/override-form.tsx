import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { REASON_MAX, REASON_MIN } from '#shared/contract/bounds';
import type { LimitEditRequest, LimitsView } from '../../../shared/contract/limits';
import { call } from '../../mirror/api';
import forms from '../../ui/forms.module.css';
import { PassphraseField } from '../../ui/passphrase-field';
import type { Cell } from './draft';
import { usePreview } from './use-preview';

interface Props {
  readonly view: LimitsView;
  readonly cell: Cell;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

const MINUTE_MS = 60_000;
const LASTS = [
  { label: '15 minutes', ms: 15 * MINUTE_MS },
  { label: '1 hour', ms: 60 * MINUTE_MS },
  { label: '4 hours', ms: 240 * MINUTE_MS },
  { label: '24 hours', ms: 1_440 * MINUTE_MS },
  { label: '7 days', ms: 10_080 * MINUTE_MS },
];
const NO_EDIT: readonly LimitEditRequest[] = [];

/** Another number for a while (R12): it goes on record with its reason, and expires by itself. */
export function OverrideForm({ view, cell, onDone, onClose }: Props) {
  const [edit, setEdit] = useState<readonly LimitEditRequest[]>(NO_EDIT);
  const [lastsMs, setLastsMs] = useState(60 * MINUTE_MS);
  const [reason, setReason] = useState('');
  const [passphrase, setPassphrase] = useState('');
  const [failure, setFailure] = useState('');
  const [asksPassphrase, setAsksPassphrase] = useState(false);
  const preview = usePreview(edit, view.revision);
  const [asked] = edit;
  const text = asked?.to.kind === 'value' ? asked.to.text : '';
  const found = [...preview.byCell.values()][0];
  const needsPassphrase = preview.needsPassphrase || asksPassphrase;

  const make = async (event: FormEvent) => {
    event.preventDefault();
    if (asked === undefined) return;
    const answer = await call('limits.override', {
      revision: view.revision,
      edit: asked,
      forMs: lastsMs,
      reason: reason.trim(),
      passphrase: passphrase === '' ? null : passphrase,
    });
    setPassphrase('');
    if (answer.ok) {
      onClose();
      onDone();
      return;
    }
    setFailure(answer.message);
    if (answer.code === 'passphrase-needed') setAsksPassphrase(true);
  };

  return (
    <form className={forms.line} onSubmit={(event) => void make(event)} autoComplete="off">
      <TextInput
        aria-label="Override with"
        placeholder="Value"
        size="xs"
        w={96}
        error={text !== '' && found?.problem ? found.problem : undefined}
        value={text}
        onChange={({ currentTarget: { value } }) =>
          setEdit(value === '' ? NO_EDIT : [{ ...cell, to: { kind: 'value', text: value, onBreach: 'deny' } }])
        }
      />
      <NativeSelect
        aria-label="Lasts"
        size="xs"
        value={String(lastsMs)}
        onChange={({ currentTarget: { value } }) => setLastsMs(Number(value))}
        data={LASTS.map(({ label, ms }) => ({ value: String(ms), label: `for ${label}` }))}
      />
      <TextInput
        className={forms.grow}
        aria-label="Reason for the override"
        placeholder="Reason, for the record"
        size="xs"
        maxLength={REASON_MAX}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {needsPassphrase && <PassphraseField value={passphrase} onChange={setPassphrase} />}
      <Button
        type="submit"
        size="compact-sm"
        disabled={
          asked === undefined ||
          !preview.isCurrent ||
          (found?.problem ?? '') !== '' ||
          reason.trim().length < REASON_MIN ||
          (needsPassphrase && passphrase === '')
        }
      >
        Override
      </Button>
      <div role="alert" className={forms.warning}>
        {failure}
      </div>
    </form>
  );
}
