import { Button } from '@mantine/core';
import type { FormEvent, KeyboardEvent } from 'react';
import { KEY_GUIDES, type KeyPartGuide } from '../../../../shared/model/key-guides';
import { GoodIcon } from '../../../ui/icons';
import { check, goTo, paste, useSetup } from './store';
import styles from './wizard.module.css';

/** A button for each part: main takes it from the clipboard, so that it never comes into this window. */
export function PasteStep() {
  const { slot, pasted } = useSetup();
  const { name, parts } = KEY_GUIDES[slot.exchange];
  const isWhole = parts.every(({ part }) => pasted[part] !== undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isWhole) void check();
  };
  return (
    <form className={styles.form} onSubmit={submit} autoComplete="off">
      <p>
        Copy a part on {name}’s page, then press its button here, or Ctrl+V on it. It goes from the clipboard straight
        to the part of Holdfast that asks the exchange; this window never sees it, and the clipboard is emptied.
      </p>
      <ul className={styles.parts}>
        {parts.map((guide) => (
          <Part key={guide.part} guide={guide} />
        ))}
      </ul>
      <p className={styles.fine}>
        Nothing is stored yet. What is pasted is forgotten after ten minutes without use, and when the keys are locked.
      </p>
      <p className={styles.buttons}>
        <Button size="compact-sm" variant="default" onClick={() => goTo(1)}>
          Back
        </Button>
        <Button type="submit" size="compact-sm" disabled={!isWhole}>
          Check it
        </Button>
      </p>
    </form>
  );
}

function Part({ guide: { part, name } }: { readonly guide: KeyPartGuide }) {
  const { pasted, doing } = useSetup();
  const taken = pasted[part];
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== 'v' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void paste(part);
  };
  return (
    <li data-taken={taken !== undefined || undefined}>
      <span className={styles.partName}>{name}</span>
      <output aria-label={name} className={styles.masked}>
        {taken === undefined ? (
          'not pasted yet'
        ) : (
          <>
            <GoodIcon /> <span aria-hidden="true">••••••••{taken.ending}</span> {taken.characters} characters
            {taken.ending !== '' && `, ends in ${taken.ending}`}
          </>
        )}
      </output>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={`${taken === undefined ? 'Paste' : 'Paste again'}: ${name}`}
        loading={doing === part}
        onKeyDown={onKeyDown}
        onClick={() => void paste(part)}
      >
        {taken === undefined ? 'Paste' : 'Paste again'}
      </Button>
    </li>
  );
}
