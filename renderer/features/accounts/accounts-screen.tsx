import { useCallback } from 'react';
import type { AccountsView } from '../../../shared/contract/accounts';
import { call } from '../../mirror/api';
import { usePolled } from '../../mirror/polled';
import { Empty } from '../../ui/empty';
import { ScreenHead } from '../../ui/screen-head';
import { Trouble } from '../../ui/trouble';
import styles from './accounts.module.css';
import { AccountsTable } from './accounts-table';
import { AddAccount } from './add-account';
import { BotPlaces } from './bot-places';

const QUESTION = 'Which accounts are there, and which bot trades on which?';

/** Which accounts are there, and which bot trades on which? */
export function AccountsScreen() {
  const { view, problem, refresh } = usePolled(useCallback(() => call('accounts.read', {}), []));
  if (view === null)
    return (
      <>
        <ScreenHead title="Accounts" note={QUESTION} />
        {problem === '' ? (
          <Empty>Asking for the accounts…</Empty>
        ) : (
          <Trouble title="The accounts could not be read" detail={problem}>
            They trade and are guarded as before; nothing of them has changed. They are asked for again every 2 seconds.
          </Trouble>
        )}
      </>
    );
  return (
    <>
      <ScreenHead title="Accounts" note={QUESTION} />
      {problem !== '' && (
        <p className={styles.problem} role="status">
          What is shown could not be brought up to date. {problem}
        </p>
      )}
      <Pending view={view} />
      <div className={styles.screen} data-stale={problem !== '' || undefined}>
        <AccountsTable rows={view.rows} bots={view.bots} onDone={refresh} />
        <div className={styles.dock}>
          <BotPlaces bots={view.bots} rows={view.rows} onDone={refresh} />
          <AddAccount onDone={refresh} />
        </div>
      </div>
    </>
  );
}

function Pending({ view }: { readonly view: AccountsView }) {
  if (!view.isPending) return null;
  return (
    <p className={styles.pending} role="status">
      <strong>Waits for the next start.</strong> Quit Holdfast and start it again to take up what is marked; until then
      every account, bot and guard goes on as it was.
    </p>
  );
}
