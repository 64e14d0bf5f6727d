import { NativeSelect } from '@mantine/core';
import { useCallback, useState } from 'react';
import type { ChartsView } from '../../../shared/contract/history';
import type { UtcMs } from '../../../shared/model/time';
import { call } from '../../mirror/api';
import { mainNow } from '../../mirror/clock';
import { usePolled } from '../../mirror/polled';
import { Choice } from '../../ui/choice';
import { Empty } from '../../ui/empty';
import { formatFixed } from '../../ui/format';
import { HistoryStanding, useHistoryStatus } from '../../ui/history-standing';
import type { LinePoint } from '../../ui/line-chart';
import { ScreenHead } from '../../ui/screen-head';
import { formatLocal } from '../../ui/time';
import { Trouble } from '../../ui/trouble';
import styles from './charts.module.css';
import { LinePanel } from './line-panel';
import { ReasonPanel } from './reason-panel';

const HOUR_MS = 3_600_000;
const PERIODS = [
  { value: String(HOUR_MS), label: '1 h' },
  { value: String(24 * HOUR_MS), label: '24 h' },
  { value: String(7 * 24 * HOUR_MS), label: '7 d' },
  { value: String(30 * 24 * HOUR_MS), label: '30 d' },
  { value: String(365 * 24 * HOUR_MS), label: '1 y' },
];
/** Values are put on record once a minute. Milliseconds. */
const ASK_EVERY_MS = 30_000;

/** How has it gone? What the journal can draw, over an hour or a year. */
export function ChartsScreen() {
  const [period, setPeriod] = useState(String(24 * HOUR_MS));
  const [account, setAccount] = useState('');
  const status = useHistoryStatus();
  const ask = useCallback(() => {
    const to = Math.round(mainNow());
    return call('history.charts', { from: Math.max(0, to - Number(period)), to });
  }, [period]);
  const { view, problem } = usePolled<ChartsView>(ask, ASK_EVERY_MS);
  const accounts = view?.accounts.map(({ accountId }) => accountId) ?? [];
  const shown = accounts.includes(account) ? account : (accounts[0] ?? '');
  return (
    <>
      <ScreenHead title="Charts" note="How has it gone?">
        <NativeSelect
          aria-label="Account"
          size="xs"
          value={shown}
          disabled={accounts.length === 0}
          onChange={({ currentTarget: { value } }) => setAccount(value)}
          data={accounts.length === 0 ? [{ value: '', label: 'No account yet' }] : accounts}
        />
        <Choice name="Period" choices={PERIODS} value={period} onChange={setPeriod} />
      </ScreenHead>
      <HistoryStanding status={status} />
      {view !== null && problem !== '' && (
        <p className={styles.problem} role="status">
          These charts could not be brought up to date. {problem}
        </p>
      )}
      {view === null && problem === '' && <Empty>Reading…</Empty>}
      {view === null && problem !== '' && (
        <Trouble title="The charts cannot be drawn" detail={problem}>
          Trading, limits and the halt do not depend on them. They are asked for again every 30 seconds.
        </Trouble>
      )}
      {view !== null && <Charts view={view} account={shown} since={status?.since?.at ?? null} isOld={problem !== ''} />}
    </>
  );
}

interface ChartsProps {
  readonly view: ChartsView;
  readonly account: string;
  /** What is older is in an archive and not in here; null: nothing is. */
  readonly since: UtcMs | null;
  readonly isOld: boolean;
}

const VALUES_EMPTY = 'What each account is worth goes on record once a minute, from the first minute of prices on.';

function Charts({ view, account, since, isOld }: ChartsProps) {
  const from = since === null ? 'since the journal began' : `since ${formatLocal(since, mainNow())}`;
  const values = view.accounts.find(({ accountId }) => accountId === account)?.points ?? [];
  const line = (name: string, of: (point: (typeof values)[number]) => number | null) => [
    { name, points: values.map((point) => ({ at: point.at, value: of(point) })) },
  ];
  const byBot = (of: 'realised' | 'fees') =>
    view.bots.map(({ botId, quote, points }) => ({
      name: `${botId || 'no bot of ours'}, ${quote}`,
      points: points.map((point): LinePoint => ({ at: point.at, value: Number(point[of]) })),
    }));
  const unpriced = view.bots.reduce((sum, bot) => sum + bot.unpriced, 0);
  const traded = unpriced === 0 ? '' : `; ${unpriced} fills have a part in another coin, or of unknown cost, left out`;
  return (
    <div className={styles.grid} data-stale={isOld || undefined}>
      <LinePanel
        title="Equity, USDT"
        lines={line(account, ({ equity }) => (equity === null ? null : Number(equity)))}
        format={money}
        empty={VALUES_EMPTY}
      />
      <LinePanel
        title="Drawdown from the highest equity, %"
        lines={line(account, ({ drawdown }) => drawdown)}
        format={(value) => formatFixed(value.toFixed(2), 2)}
        empty={VALUES_EMPTY}
      />
      <LinePanel
        title="Gross exposure, USDT"
        lines={line(account, ({ exposure }) => (exposure === null ? null : Number(exposure)))}
        format={money}
        empty={VALUES_EMPTY}
      />
      <LinePanel
        title="Realised profit by bot"
        about={`${from}, by average cost, fees taken off${traded}`}
        lines={byBot('realised')}
        format={money}
        empty="No bot has had a fill in this period."
      />
      <LinePanel
        title="Fees by bot"
        about={from}
        lines={byBot('fees')}
        format={money}
        empty="No bot has had a fill in this period."
      />
      <LinePanel
        title="Decision to acknowledged, ms"
        lines={[
          { name: 'half of the orders (p50)', points: view.latency.map(({ at, p50 }) => ({ at, value: p50 })) },
          { name: '99 of 100 (p99)', points: view.latency.map(({ at, p99 }) => ({ at, value: p99 })) },
        ]}
        format={(value) => formatFixed(value.toFixed(1), 1)}
        empty="No order was acknowledged in this period."
      />
      <ReasonPanel reasons={view.reasons} />
    </div>
  );
}

const money = (value: number): string => formatFixed(value.toFixed(2), 2);
