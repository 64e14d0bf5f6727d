import { Button } from '@mantine/core';
import type { AccountRow, BotPlace } from '../../../shared/contract/accounts';
import { keyExchangeOf, MARKET_WORDS } from '../../../shared/model/account-places';
import { hrefOf } from '../../app/routes';
import { call } from '../../mirror/api';
import { useDesk } from '../../mirror/store';
import { useAction } from '../../mirror/use-action';
import { EnvironmentWord } from '../../ui/environment-word';
import { type Column, HeadRow } from '../../ui/head-row';
import { Panel } from '../../ui/panel';
import { ScrollBox } from '../../ui/scroll-box';
import table from '../../ui/table.module.css';
import { showSetUp } from '../keys/place';
import { startWizardFor } from '../keys/wizard/store';
import styles from './accounts.module.css';
import { PLANS, STANDINGS } from './words';

const COLUMNS: readonly Column[] = [
  ['Kind', styles.kind],
  ['Account', styles.name],
  ['Market', styles.exchange],
  ['Keys', styles.keys],
  ['Bot', styles.bot],
  ['Stands'],
  [<span className="visually-hidden">What to do</span>, styles.actions],
];

interface Props {
  readonly rows: readonly AccountRow[];
  readonly bots: readonly BotPlace[];
  readonly onDone: () => void;
}

/** Every account of this run and the next: its kind first, then how it stands and what to do. */
export function AccountsTable({ rows, bots, onDone }: Props) {
  const { failure, isBusy, run } = useAction(onDone);
  return (
    <Panel title="Accounts" note={rows.length} className={styles.panel}>
      <ScrollBox name="Accounts, scrollable" fit>
        <table className={`${table.table} ${styles.table}`} aria-label="Accounts">
          <HeadRow columns={COLUMNS} />
          <tbody>
            {rows.map((row) => (
              <Row
                key={row.accountId}
                row={row}
                bot={bots.find(({ nextAccountId }) => nextAccountId === row.accountId)?.botId ?? ''}
                isBusy={isBusy}
                onRemove={() => void run(() => call('accounts.remove', { accountId: row.accountId }))}
              />
            ))}
          </tbody>
        </table>
      </ScrollBox>
      <div role="alert">{failure !== '' && <p className={styles.failure}>{failure}</p>}</div>
    </Panel>
  );
}

interface RowProps {
  readonly row: AccountRow;
  readonly bot: string;
  readonly isBusy: boolean;
  readonly onRemove: () => void;
}

function Row({ row, bot, isBusy, onRemove }: RowProps) {
  const { accountId, environment, exchange, label, keys, plan, standing, message } = row;
  return (
    <tr>
      <td>
        <EnvironmentWord environment={environment} />
      </td>
      <th scope="row" title={label}>
        {accountId}
        {label !== '' && <span className={styles.label}>{label}</span>}
      </th>
      <td>{MARKET_WORDS[exchange]}</td>
      <td>
        {environment === 'paper'
          ? '–'
          : keys.map(({ purpose, ending }) => `${purpose} …${ending}`).join(', ') || 'none'}
      </td>
      <td>{bot === '' ? '–' : bot}</td>
      <td className={styles.stands} data-standing={standing}>
        <strong>{plan === 'runs' ? STANDINGS[standing] : PLANS[plan]}</strong> {plan === 'removed' ? '' : message}
      </td>
      <td className={styles.actions}>
        <SetUpKey row={row} />
        {plan !== 'removed' && (
          <Button
            size="compact-xs"
            variant="default"
            disabled={isBusy}
            onClick={onRemove}
            aria-label={`Remove ${accountId}`}
          >
            Remove
          </Button>
        )}
      </td>
    </tr>
  );
}

/** Begins the setting up of this account's trade key, where none is kept. */
function SetUpKey({ row: { accountId, exchange, environment, keys, plan } }: Pick<RowProps, 'row'>) {
  const isOpen = useDesk((desk) => desk.vault.state === 'unlocked');
  if (environment === 'paper' || plan === 'removed' || keys.some(({ purpose }) => purpose === 'trade')) return null;
  const begin = () => {
    startWizardFor({ exchange: keyExchangeOf(exchange), environment, accountId, purpose: 'trade' });
    showSetUp(true);
    window.location.hash = hrefOf('keys');
  };
  return isOpen ? (
    <Button size="compact-xs" onClick={begin} aria-label={`Set up key of ${accountId}`}>
      Set up key
    </Button>
  ) : (
    <a href={hrefOf('vault')}>Unlock the vault</a>
  );
}
