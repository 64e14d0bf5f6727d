import { NativeSelect } from '@mantine/core';
import type { AccountRow, BotPlace } from '../../../shared/contract/accounts';
import { call } from '../../mirror/api';
import { useAction } from '../../mirror/use-action';
import { Empty } from '../../ui/empty';
import { EnvironmentWord } from '../../ui/environment-word';
import { type Column, HeadRow } from '../../ui/head-row';
import { Panel } from '../../ui/panel';
import { ScrollBox } from '../../ui/scroll-box';
import table from '../../ui/table.module.css';
import styles from './accounts.module.css';

const COLUMNS: readonly Column[] = [
  ['Kind', styles.kind],
  ['Bot', styles.botName],
  ['Symbols'],
  ['Trades on', styles.choice],
];

interface Props {
  readonly bots: readonly BotPlace[];
  readonly rows: readonly AccountRow[];
  readonly onDone: () => void;
}

/** Which account each bot trades on; one bot an account. */
export function BotPlaces({ bots, rows, onDone }: Props) {
  const { failure, isBusy, run } = useAction(onDone);
  const kept = rows.filter(({ plan }) => plan !== 'removed');
  const choices = kept.map(({ accountId, environment }) => ({
    value: accountId,
    label: `${accountId} · ${environment.toUpperCase()}`,
  }));
  return (
    <Panel title="Which bot trades where" note="one bot an account" className={styles.panel}>
      <ScrollBox name="Which bot trades where, scrollable" fit>
        <table className={`${table.table} ${styles.table} ${styles.places}`} aria-label="Which bot trades where">
          <HeadRow columns={COLUMNS} />
          <tbody>
            {bots.map(({ botId, symbols, accountId, nextAccountId }) => {
              const to = rows.find((row) => row.accountId === nextAccountId);
              return (
                <tr key={botId}>
                  <td>{to !== undefined && <EnvironmentWord environment={to.environment} />}</td>
                  <th scope="row">{botId}</th>
                  <td title={symbols.join(', ')}>{symbols.join(', ')}</td>
                  <td className={styles.choice}>
                    <div>
                      <NativeSelect
                        className={styles.select}
                        size="xs"
                        aria-label={`Account of ${botId}`}
                        value={nextAccountId}
                        data={choices}
                        disabled={isBusy}
                        onChange={({ currentTarget: { value } }) =>
                          void run(() => call('accounts.assign', { botId, accountId: value }))
                        }
                      />
                      {accountId !== nextAccountId && <span className={styles.fine}>now on {accountId}</span>}
                    </div>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
        {bots.length === 0 && <Empty>No bot is set up on this desk.</Empty>}
      </ScrollBox>
      <div role="alert">{failure !== '' && <p className={styles.failure}>{failure}</p>}</div>
    </Panel>
  );
}
