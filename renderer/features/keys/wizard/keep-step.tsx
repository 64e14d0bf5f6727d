import { Button } from '@mantine/core';
import type { FormEvent } from 'react';
import { KEY_GUIDES } from '../../../../shared/model/key-guides';
import { GoodIcon } from '../../../ui/icons';
import { OperatorName } from '../../halt/operator-name';
import { useRunbook } from '../../halt/runbook-store';
import { OpenPage } from '../open-page';
import { STATEMENT_WORDS } from '../words';
import { goTo, keep, state, useSetup } from './store';
import styles from './wizard.module.css';

/** What the exchange does not tell is stated by name; then the key is kept. */
export function KeepStep({ onEnd }: { readonly onEnd: (keyId: string | null) => void }) {
  const { slot, verdict, stated, doing, keptId, replaces } = useSetup();
  const { operator } = useRunbook();
  const { name } = KEY_GUIDES[slot.exchange];
  const asked = verdict?.statements ?? [];
  const isReady = operator.trim() !== '' && asked.every((each) => stated.includes(each));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) void keep(operator.trim());
  };
  if (keptId !== null)
    return (
      <div className={styles.form}>
        <p className={styles.good}>
          <GoodIcon /> It is sealed in the OS keychain, and read back about every six hours: if it ever changes, its
          account is halted.
        </p>
        {replaces !== null && (
          <>
            <p>
              <strong>Now delete the old key at {name}</strong>
              {replaces.ending !== '' && ` (it ends in ${replaces.ending})`}: Holdfast has forgotten it, but it works
              there until you delete it.
            </p>
            <p className={styles.line}>
              <OpenPage exchange={slot.exchange} />
            </p>
          </>
        )}
        <p className={styles.buttons}>
          <Button size="compact-sm" onClick={() => onEnd(keptId)}>
            Show the keys
          </Button>
        </p>
      </div>
    );
  return (
    <form className={styles.form} onSubmit={submit} autoComplete="off">
      {asked.length > 0 && (
        <fieldset className={styles.radios}>
          <legend>{name} does not tell this, so you state it. It goes on record with your name.</legend>
          {asked.map((statement) => (
            <label key={statement} className={styles.radio}>
              <input
                type="checkbox"
                checked={stated.includes(statement)}
                onChange={({ currentTarget }) => state(statement, currentTarget.checked)}
              />
              <span>{STATEMENT_WORDS[statement]}</span>
            </label>
          ))}
        </fieldset>
      )}
      <div className={styles.field}>
        <OperatorName />
      </div>
      <p className={styles.buttons}>
        <Button size="compact-sm" variant="default" onClick={() => goTo(3)}>
          Back
        </Button>
        <Button type="submit" size="compact-sm" loading={doing === 'keep'} disabled={!isReady}>
          {replaces === null ? 'Keep the key' : 'Swap the keys'}
        </Button>
      </p>
    </form>
  );
}
