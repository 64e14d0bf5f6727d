import { Button, NativeSelect, TextInput } from '@mantine/core';
import type { FormEvent } from 'react';
import type { KeysView } from '../../../../shared/contract/keys';
import { KEY_GUIDES, PURPOSE_WORDS } from '../../../../shared/model/key-guides';
import { KEY_EXCHANGES, KEY_PURPOSES, type KeyExchange } from '../../../../shared/model/keys';
import { useDesk } from '../../../mirror/store';
import { EnvironmentWord } from '../../../ui/environment-word';
import { begin, choose, type Slot, useSetup } from './store';
import styles from './wizard.module.css';

/** As the contract has it. */
const ACCOUNT = /^[a-z0-9][a-z0-9-]{0,31}$/;

/** By name, as an operator looks for one. */
const EXCHANGES = [...KEY_EXCHANGES]
  .sort((a, b) => KEY_GUIDES[a].name.localeCompare(KEY_GUIDES[b].name))
  .map((value) => ({ value, label: KEY_GUIDES[value].name }));

/** Exchange, purpose, environment, account. */
export function WhatFor({ view }: { readonly view: KeysView }) {
  const { slot, replaces, doing } = useSetup();
  const guide = KEY_GUIDES[slot.exchange];
  const accounts = useDesk((desk) => desk.accounts).filter(({ environment }) => environment === slot.environment);
  const isNamed = ACCOUNT.test(slot.accountId);
  const other = view.rows.find(
    (row) =>
      row.keyId !== replaces?.keyId &&
      row.exchange === slot.exchange &&
      row.accountId === slot.accountId &&
      row.environment === slot.environment &&
      row.purpose === slot.purpose,
  );
  const next = (event: FormEvent) => {
    event.preventDefault();
    if (isNamed && other === undefined) void begin(1);
  };
  const isFixed = replaces !== null;
  return (
    <form className={styles.form} onSubmit={next} autoComplete="off">
      {isFixed ? (
        <p>
          The new key is for the same as the old one. The old one is used until the new one has passed; then they are
          swapped, and the bots of {slot.accountId} go on. After that you delete the old one at {guide.name}.
        </p>
      ) : (
        <NativeSelect
          className={styles.field}
          label="Exchange"
          value={slot.exchange}
          data={EXCHANGES}
          onChange={({ currentTarget }) => choose({ exchange: currentTarget.value as KeyExchange })}
        />
      )}
      <p className={styles.fine}>{guide.tells}</p>
      {!isFixed && (
        <>
          <fieldset className={styles.radios}>
            <legend>Purpose</legend>
            {KEY_PURPOSES.map((purpose) => (
              <Radio
                key={purpose}
                name="purpose"
                value={purpose}
                slot={slot}
                isOff={!guide.purposes.includes(purpose)}
                words={PURPOSE_WORDS[purpose].name}
                about={PURPOSE_WORDS[purpose].sentence}
              />
            ))}
          </fieldset>
          <fieldset className={styles.radios}>
            <legend>Kind of account</legend>
            <Radio name="environment" value="live" slot={slot} words="LIVE" about="Real money." />
            <Radio
              name="environment"
              value="testnet"
              slot={slot}
              isOff={!guide.testnet}
              words="TESTNET"
              about={
                guide.testnet
                  ? 'The exchange’s test network, with pretended money.'
                  : `${guide.name} has none that Holdfast links to.`
              }
            />
          </fieldset>
          <TextInput
            className={styles.field}
            label="Account"
            description="The name this subaccount has here: small letters, digits and hyphens. Each has one key to watch and one to trade."
            error={isNamed || slot.accountId === '' ? undefined : 'Small letters, digits and hyphens, at most 32.'}
            maxLength={32}
            spellCheck={false}
            list="key-accounts"
            value={slot.accountId}
            onChange={({ currentTarget }) => choose({ accountId: currentTarget.value })}
          />
          <datalist id="key-accounts">
            {/* Those of this run; one that begins with the next start is begun from the Accounts page. */}
            {accounts.map(({ accountId }) => (
              <option key={accountId} value={accountId} />
            ))}
          </datalist>
        </>
      )}
      {other !== undefined && (
        <p className={styles.warning} role="status">
          A key to {slot.purpose} is kept for {slot.accountId} there. Replace it from its own page, or choose another
          name.
        </p>
      )}
      <p className={styles.buttons}>
        <Button type="submit" size="compact-sm" loading={doing === 'begin'} disabled={!isNamed || other !== undefined}>
          Next: at the exchange
        </Button>
      </p>
    </form>
  );
}

interface RadioProps {
  readonly name: 'purpose' | 'environment';
  readonly value: Slot['purpose'] | Slot['environment'];
  readonly slot: Slot;
  readonly isOff?: boolean;
  readonly words: string;
  readonly about: string;
}

function Radio({ name, value, slot, isOff = false, words, about }: RadioProps) {
  return (
    <label className={styles.radio} data-off={isOff || undefined}>
      <input
        type="radio"
        name={name}
        value={value}
        checked={slot[name] === value}
        disabled={isOff}
        onChange={() => choose({ [name]: value })}
      />
      <span>
        {name === 'environment' ? (
          <EnvironmentWord environment={value as Slot['environment']} />
        ) : (
          <strong>{words}</strong>
        )}{' '}
        {about}
      </span>
    </label>
  );
}
