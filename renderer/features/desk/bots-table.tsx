import { memo } from 'react';
import type { BotView } from '../../../shared/contract/views';
import { useDesk } from '../../mirror/store';
import { Age, useIsStale } from '../../ui/age';
import { Empty } from '../../ui/empty';
import { EnvironmentWord, useShowsKinds } from '../../ui/environment-word';
import { formatCount, formatMoney } from '../../ui/format';
import { LimitBar } from '../../ui/limit-bar';
import live from '../../ui/live-table.module.css';
import { Panel } from '../../ui/panel';
import { ScrollBox } from '../../ui/scroll-box';
import { Signed } from '../../ui/signed';
import table from '../../ui/table.module.css';
import { BotActions } from './bot-actions';
import actions from './bot-actions.module.css';
import { BotState } from './bot-state';
import styles from './bots-table.module.css';

/** Each bot: does it run, what is it worth, how much of its limit is used, and its switches. */
export function BotsTable({
  logOf,
  onLog,
}: {
  readonly logOf: string | null;
  readonly onLog: (botId: string) => void;
}) {
  const bots = useDesk((desk) => desk.bots);
  const kinds = useShowsKinds();
  return (
    <Panel title="Bots" note={bots.length} className={styles.panel}>
      <ScrollBox name="Bots, scrollable" fit>
        <table
          className={`${table.table} ${live.live} ${styles.bots}`}
          aria-label="Bots"
          data-kinds={kinds || undefined}
        >
          <thead>
            <tr>
              <th scope="col">Bot</th>
              <th scope="col" className={styles.account}>
                Account
              </th>
              <th scope="col">State</th>
              <th scope="col" className={table.number}>
                Equity
              </th>
              <th scope="col" className={table.number}>
                Unrealised
              </th>
              <th scope="col" className={table.number}>
                Realised
              </th>
              <th scope="col" className={table.number}>
                Gross exposure of limit, USDT
              </th>
              <th scope="col" className={table.number}>
                Working
              </th>
              <th scope="col" className={`${table.number} ${styles.wide}`}>
                Placed
              </th>
              <th scope="col" className={`${table.number} ${styles.wide}`}>
                Refused
              </th>
              <th scope="col" className={`${table.number} ${styles.wide}`}>
                Fills
              </th>
              <th scope="col" className={table.age}>
                Age
              </th>
              <th scope="col" className={styles.actions}>
                <span className="visually-hidden">Log, start, stop and halt</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {bots.map((bot) => (
              <BotRow key={bot.botId} bot={bot} isLogOpen={bot.botId === logOf} onLog={onLog} />
            ))}
          </tbody>
        </table>
        {bots.length === 0 && <Empty>No bot is set up on this desk.</Empty>}
      </ScrollBox>
    </Panel>
  );
}

interface BotRowProps {
  readonly bot: BotView;
  readonly isLogOpen: boolean;
  readonly onLog: (botId: string) => void;
}

const BotRow = memo(function BotRow({ bot, isLogOpen, onLog }: BotRowProps) {
  const stale = useIsStale(bot.asOf);
  const kinds = useShowsKinds();
  return (
    <tr className={stale ? table.stale : undefined}>
      <th scope="row" title={`${bot.program} on ${bot.symbols.join(', ')}`}>
        {bot.botId} {kinds && <EnvironmentWord environment={bot.environment} />}
      </th>
      <td className={styles.account}>{bot.accountId}</td>
      <td>
        <BotState bot={bot} />
      </td>
      <td className={table.number}>{formatMoney(bot.equity)}</td>
      <td className={table.number}>
        <Signed value={bot.unrealised} />
      </td>
      <td className={table.number}>
        <Signed value={bot.realised} />
      </td>
      <td className={table.number}>
        <LimitBar observed={bot.exposure} limit={bot.exposureLimit} />
      </td>
      <td className={table.number}>{formatCount(bot.workingOrders)}</td>
      <td className={`${table.number} ${styles.wide}`}>{formatCount(bot.ordersPlaced)}</td>
      <td className={`${table.number} ${styles.wide}`}>{formatCount(bot.ordersRefused)}</td>
      <td className={`${table.number} ${styles.wide}`}>{formatCount(bot.fills)}</td>
      <td className={table.age}>
        <Age at={bot.asOf} />
      </td>
      <td className={styles.actions}>
        <button
          type="button"
          className={actions.action}
          data-log=""
          aria-label={`Log of ${bot.botId}`}
          aria-expanded={isLogOpen}
          title={isLogOpen ? 'Close its log' : 'What it says, and what was done with it'}
          onClick={() => onLog(bot.botId)}
        >
          Log
        </button>
        <BotActions botId={bot.botId} state={bot.state} />
      </td>
    </tr>
  );
});
