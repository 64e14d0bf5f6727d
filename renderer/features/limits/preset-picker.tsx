import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import type { LimitsView } from '../../../shared/contract/limits';
import styles from '../../ui/forms.module.css';

interface Props {
  readonly presets: LimitsView['presets'];
  readonly hasEdits: boolean;
  /** Puts the differences into the draft; answers why not, or that there are none. */
  readonly onPropose: (presetId: string) => Promise<string>;
}

/** A preset is only ever proposed: its differences become edits, which are looked through and saved like any other. */
export function PresetPicker({ presets, hasEdits, onPropose }: Props) {
  const [presetId, setPresetId] = useState('');
  const [note, setNote] = useState('');
  const preset = presets.find(({ id }) => id === presetId);
  return (
    <>
      {note !== '' && (
        <span role="status" className={styles.fine}>
          {note}
        </span>
      )}
      <NativeSelect
        aria-label="Preset"
        size="xs"
        value={presetId}
        title={preset?.description}
        onChange={({ currentTarget: { value } }) => {
          setPresetId(value);
          setNote('');
        }}
        data={[{ value: '', label: 'Presets…' }, ...presets.map(({ id, name }) => ({ value: id, label: name }))]}
      />
      <Button
        size="compact-sm"
        variant="default"
        disabled={presetId === ''}
        title={hasEdits ? 'Takes the place of the changes you have not saved' : preset?.description}
        onClick={() => void onPropose(presetId).then(setNote)}
      >
        Propose
      </Button>
    </>
  );
}
