import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { LABEL_MAX } from '../../../shared/contract/bounds';
import { EXCHANGE_IDS, type ExchangeId } from '../../../shared/model/account';
import {
  MARKET_WORDS,
  REAL_ENVIRONMENTS,
  type RealEnvironment,
  whyNotOffered,
} from '../../../shared/model/account-places';
import { call } from '../../mirror/api';
import { useAction } from '../../mirror/use-action';
import { Choice } from '../../ui/choice';
import { Panel } from '../../ui/panel';
import styles from './accounts.module.css';

/** As the contract has it. */
const NAME = /^[a-z0-9][a-z0-9-]{0,31}$/;

const MEANS: Readonly<Record<RealEnvironment, string>> = {
  testnet: 'The exchange’s own practice system, with pretended money.',
  live: 'Real money. It is read, guarded, halted and cancelled, and starts HALTED each time; no order is sent before the go-live checklist, which this version does not have yet.',
};

/** A subaccount of an exchange that is linked. Its key is set up afterwards. */
export function AddAccount({ onDone }: { readonly onDone: () => void }) {
  const [accountId, setAccountId] = useState('');
  const [exchange, setExchange] = useState<ExchangeId>('binance');
  const [environment, setEnvironment] = useState<RealEnvironment>('testnet');
  const [label, setLabel] = useState('');
  const { failure, isBusy, run } = useAction(onDone);
  const isNamed = NAME.test(accountId);
  const notOffered = whyNotOffered({ exchange, environment });
  const add = async (event: FormEvent) => {
    event.preventDefault();
    if (!isNamed || notOffered !== undefined) return;
    const { ok: isDone } = await run(() => call('accounts.add', { accountId, exchange, environment, label }));
    if (!isDone) return;
    setAccountId('');
    setLabel('');
  };
  return (
    <Panel title="Add an account" note="one subaccount at one exchange" className={styles.panel}>
      <form className={styles.form} onSubmit={(event) => void add(event)} autoComplete="off">
        <Choice
          name="Kind of account"
          choices={REAL_ENVIRONMENTS.map((value) => ({ value, label: value.toUpperCase() }))}
          value={environment}
          onChange={(value) => setEnvironment(value as RealEnvironment)}
        />
        <p className={styles.fine}>{notOffered ?? MEANS[environment]}</p>
        <div className={styles.fields}>
          <NativeSelect
            size="xs"
            label="Market"
            value={exchange}
            data={EXCHANGE_IDS.map((value) => ({ value, label: MARKET_WORDS[value] }))}
            onChange={({ currentTarget }) => setExchange(currentTarget.value as ExchangeId)}
          />
          <TextInput
            size="xs"
            label="Account"
            placeholder="demo-1"
            error={isNamed || accountId === '' ? undefined : 'Small letters, digits and hyphens.'}
            maxLength={32}
            spellCheck={false}
            value={accountId}
            onChange={({ currentTarget }) => setAccountId(currentTarget.value)}
          />
          <TextInput
            size="xs"
            label="Name there, if you like"
            maxLength={LABEL_MAX}
            value={label}
            onChange={({ currentTarget }) => setLabel(currentTarget.value)}
          />
        </div>
        <p className={styles.line}>
          <Button type="submit" size="compact-sm" loading={isBusy} disabled={!isNamed || notOffered !== undefined}>
            Add it
          </Button>
          <span className={styles.fine}>
            Only exchanges Holdfast trades on are offered; keys of the others can be kept, and read back, on the Keys
            page.
          </span>
        </p>
      </form>
      <div role="alert">{failure !== '' && <p className={styles.failure}>{failure}</p>}</div>
    </Panel>
  );
}
