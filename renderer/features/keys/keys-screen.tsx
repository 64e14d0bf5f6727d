import { Button } from '@mantine/core';
import { useCallback } from 'react';
import type { KeysView } from '../../../shared/contract/keys';
import { hrefOf } from '../../app/routes';
import { call } from '../../mirror/api';
import { usePolled } from '../../mirror/polled';
import { Age } from '../../ui/age';
import { Empty } from '../../ui/empty';
import { Panel } from '../../ui/panel';
import { ScreenHead } from '../../ui/screen-head';
import { Trouble } from '../../ui/trouble';
import { KeyCalendar } from './key-calendar';
import { KeyPage } from './key-page';
import { KeyTable } from './key-table';
import styles from './keys-screen.module.css';
import { chooseKey, showSetUp, usePlace } from './place';
import { startWizard } from './wizard/store';
import { Wizard } from './wizard/wizard';
import { byUrgency } from './words';

const QUESTION = 'Which keys are kept, and what could each do?';

/** Which keys are kept, and what could each do? */
export function KeysScreen() {
  const { view, problem, refresh } = usePolled(useCallback(() => call('keys.read', {}), []));
  const { isSettingUp } = usePlace();
  if (view === null)
    return (
      <>
        <ScreenHead title="Keys" note={QUESTION} />
        {problem === '' ? (
          <Empty>Asking for the keys…</Empty>
        ) : (
          <Trouble title="The keys could not be read" detail={problem}>
            They are sealed and used as before; nothing of them has changed. They are asked for again every 2 seconds.
          </Trouble>
        )}
      </>
    );
  if (isSettingUp)
    return (
      <Wizard
        view={view}
        onEnd={(keyId) => {
          if (keyId !== null) chooseKey(keyId);
          showSetUp(false);
          refresh();
        }}
      />
    );
  return <Kept view={view} problem={problem} refresh={refresh} />;
}

interface KeptProps {
  readonly view: KeysView;
  readonly problem: string;
  readonly refresh: () => void;
}

function Kept({ view, problem, refresh }: KeptProps) {
  const { keyId } = usePlace();
  const rows = byUrgency(view.rows);
  const chosen = rows.find((row) => row.keyId === keyId) ?? rows[0];
  const isOpen = view.vault.state === 'unlocked';
  const setUp = () => {
    startWizard(null);
    showSetUp(true);
  };
  return (
    <>
      <ScreenHead title="Keys" note={<Standing view={view} />}>
        <Button size="compact-sm" disabled={!isOpen} onClick={setUp}>
          Set up a key
        </Button>
      </ScreenHead>
      {problem !== '' && (
        <p className={styles.problem} role="status">
          What is shown could not be brought up to date. {problem}
        </p>
      )}
      <VaultState view={view} />
      <div className={styles.screen} data-stale={problem !== '' || undefined}>
        {chosen === undefined ? (
          <Panel title="Keys">
            <FirstKey isOpen={isOpen} />
          </Panel>
        ) : (
          <>
            <KeyTable rows={rows} chosen={chosen.keyId} now={view.at} onChoose={chooseKey} />
            <div className={styles.dock}>
              <KeyPage key={chosen.keyId} row={chosen} now={view.at} isOpen={isOpen} onDone={refresh} />
              <KeyCalendar rows={rows} now={view.at} onChoose={chooseKey} />
            </div>
          </>
        )}
      </div>
    </>
  );
}

/** The answer in short. */
function Standing({ view: { rows, at } }: { readonly view: KeysView }) {
  if (rows.length === 0) return <>{QUESTION}</>;
  const count = (health: KeysView['rows'][number]['health']) => rows.filter((row) => row.health === health).length;
  const parts = [
    rows.length === 1 ? '1 key' : `${rows.length} keys`,
    ...(count('bad') > 0 ? [`${count('bad')} not well`] : []),
    ...(count('due') > 0 ? [`${count('due')} due`] : []),
    ...(count('unknown') > 0 ? [`${count('unknown')} not known`] : []),
  ];
  return (
    <>
      {parts.join(', ')}. Age <Age at={at} />
    </>
  );
}

const STATES = {
  'not-set-up': 'No passphrase for the keys is set yet: set one first, then take in the first key.',
  locked:
    'The keys are locked: none is taken in, read back or given to a worker. The halt, the guard and cancels work all the same. Unlock them to go on.',
  unusable: 'The OS keychain cannot be used, so no key can be taken in or lent.',
} as const;

/** Why keys cannot be worked with now; nothing while they can. */
function VaultState({ view: { vault } }: { readonly view: KeysView }) {
  if (vault.state === 'unlocked') return null;
  return (
    <p className={styles.vault} role="status" data-state={vault.state}>
      <strong>{vault.state === 'locked' ? 'Locked.' : vault.state === 'unusable' ? 'Keychain.' : 'Not set up.'}</strong>{' '}
      {vault.message === '' ? STATES[vault.state] : vault.message} <a href={hrefOf('vault')}>Vault</a>
    </p>
  );
}

function FirstKey({ isOpen }: { readonly isOpen: boolean }) {
  return (
    <div className={styles.first}>
      <p>No key is kept. Paper trading needs none; a key is what lets bots trade at a real exchange.</p>
      <ol>
        <li>Make a subaccount at your exchange, with only what its bot needs.</li>
        <li>Press Set up a key: it says what to tick on the exchange’s page, and what never to tick.</li>
        <li>Paste the key. Holdfast asks the exchange what it may do, and refuses what could empty your account.</li>
      </ol>
      {isOpen && <p>It takes about ten minutes, most of them at the exchange.</p>}
    </div>
  );
}
