import { Button } from '@mantine/core';
import type { VaultView } from '../../../shared/contract/keys';
import { assertNever } from '../../../shared/model/result';
import { useDesk } from '../../mirror/store';
import { Panel } from '../../ui/panel';
import { ScreenHead } from '../../ui/screen-head';
import { ChangePassphrase, SetPassphrase, SetUpVault, Unlock } from './forms';
import { LOCK_KEYS, lockNow } from './lock-now';
import styles from './vault.module.css';

const TITLES: Readonly<Record<VaultView['state'], string>> = {
  'not-set-up': 'No vault yet',
  locked: 'Locked',
  unlocked: 'Unlocked',
  unusable: 'It cannot be opened now',
};

/** Whether the keys are locked away, and the one place where they are unlocked. */
export function VaultScreen() {
  const vault = useDesk((desk) => desk.vault);
  return (
    <>
      <ScreenHead title="Vault" note={NOTES[vault.state]} />
      <div className={styles.columns}>
        <Panel title={TITLES[vault.state]}>
          <div className={styles.body}>
            {vault.message !== '' && <p className={styles.failure}>{vault.message}</p>}
            <Act state={vault.state} />
          </div>
        </Panel>
        <Facts vault={vault} />
      </div>
    </>
  );
}

const NOTES: Readonly<Record<VaultView['state'], string>> = {
  'not-set-up': 'Exchange keys can be kept once it is set up; paper trading needs none',
  locked: 'No key leaves it; the halt, the guard and paper accounts go on',
  unlocked: 'Keys are lent to whom they are for, each loan on record',
  unusable: 'The halt, the guard and paper accounts go on',
};

function Act({ state }: Pick<VaultView, 'state'>) {
  const passphraseSet = useDesk((desk) => desk.trading.passphraseSet);
  switch (state) {
    case 'not-set-up':
      return passphraseSet ? <SetUpVault /> : <SetPassphrase />;
    case 'locked':
    case 'unusable':
      return <Unlock />;
    case 'unlocked':
      return (
        <>
          <div className={styles.line}>
            <Button onClick={lockNow}>Lock now</Button>
            <span className={styles.fine}>{LOCK_KEYS}, from every screen</span>
          </div>
          <ChangePassphrase />
        </>
      );
    default:
      return assertNever(state);
  }
}

const KEYCHAIN: Readonly<Record<VaultView['keychain'], string>> = {
  available: 'Works',
  locked: 'Is locked',
  absent: 'There is none',
  changed: 'Has changed',
  'item-missing': 'Lacks what was stored',
  denied: 'Refuses',
};

function Facts({ vault }: { readonly vault: VaultView }) {
  return (
    <Panel title="What it does">
      <div className={styles.body}>
        <dl className={styles.facts}>
          <dt>Keys kept</dt>
          <dd>{vault.keys}</dd>
          <dt>OS keychain</dt>
          <dd>{KEYCHAIN[vault.keychain]}</dd>
          <dt>Locks by itself</dt>
          <dd>
            After {vault.autoLockMinutes} minutes without a key or the pointer, when the screen is locked, and when the
            machine sleeps
          </dd>
        </dl>
        <ul className={styles.rules}>
          <li>Locked, no new order of a live or testnet account leaves, and no new key is taken.</li>
          <li>Halting, the guard’s cancels and paper accounts need no key of it, and go on.</li>
          <li>
            The keys are sealed under your passphrase and a random half in the OS keychain: neither opens them alone.
          </li>
          <li>
            A program that runs as you, while it is unlocked, can read this program’s memory. Lock it when you leave.
          </li>
        </ul>
      </div>
    </Panel>
  );
}
