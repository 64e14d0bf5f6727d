import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import type { ExecutionSummary } from '../../../shared/contract/execution';
import { Age, useIsStale } from '../../ui/age';
import { Empty } from '../../ui/empty';
import { formatCount } from '../../ui/format';
import { formatBps, formatMs, formatWait } from '../../ui/quality-numbers';
import { ScreenHead } from '../../ui/screen-head';
import { formatLocal } from '../../ui/time';
import { Trouble } from '../../ui/trouble';
import { Distribution } from './distribution';
import styles from './execution-screen.module.css';
import { Facts } from './facts';
import { QualityTable } from './quality-table';
import { EVERYTHING, type SummaryFilter, useSummary } from './use-summary';

/** How well orders are executed: how fast, how fully, and at what cost against the market they met. */
export function ExecutionScreen() {
  const [filter, setFilter] = useState(EVERYTHING);
  const { summary, problem } = useSummary(filter);
  return (
    <>
      <ScreenHead
        title="Execution"
        note={summary === null ? 'How well are orders executed?' : <Standing of={summary} />}
      >
        <Filters filter={filter} summary={summary} onChange={setFilter} />
      </ScreenHead>
      {summary === null ? (
        <NothingYet problem={problem} />
      ) : (
        <>
          {problem !== '' && (
            <p className={styles.problem} role="status">
              These numbers could not be brought up to date. {problem}
            </p>
          )}
          {summary.earlier.problem !== '' && (
            <p className={styles.problem} role="status">
              {summary.earlier.problem}
            </p>
          )}
          <Numbers summary={summary} filter={filter} isOld={problem !== ''} />
        </>
      )}
    </>
  );
}

/** How much is counted, and since when: how far back the orders of earlier runs reach. */
function Standing({ of: { at, since, isSinceStart, total, earlier } }: { readonly of: ExecutionSummary }) {
  return (
    <>
      {formatCount(total.sent)} orders since {isSinceStart && 'Holdfast started at '}
      {formatLocal(since, at).slice(0, -3)}
      {earlier.state === 'reading' && ', earlier ones are being read'}, age <Age at={at} />
    </>
  );
}

interface FiltersProps {
  readonly filter: SummaryFilter;
  readonly summary: ExecutionSummary | null;
  readonly onChange: (filter: SummaryFilter) => void;
}

function Filters({ filter, summary, onChange }: FiltersProps) {
  return (
    <>
      <NativeSelect
        aria-label="Bot"
        size="xs"
        value={filter.botId}
        onChange={(event) => onChange({ ...filter, botId: event.currentTarget.value })}
        data={[{ value: '', label: 'All bots' }, ...(summary?.bots ?? [])]}
      />
      <NativeSelect
        aria-label="Symbol"
        size="xs"
        value={filter.symbol}
        onChange={(event) => onChange({ ...filter, symbol: event.currentTarget.value })}
        data={[{ value: '', label: 'All symbols' }, ...(summary?.symbols ?? [])]}
      />
      <NativeSelect
        aria-label="Period"
        size="xs"
        value={filter.period}
        onChange={({ currentTarget: { value } }) => onChange({ ...filter, period: value === 'day' ? 'day' : 'all' })}
        data={[
          { value: 'all', label: 'All measured' },
          { value: 'day', label: 'Last 24 hours' },
        ]}
      />
    </>
  );
}

function NothingYet({ problem }: { readonly problem: string }) {
  if (problem === '') return <Empty>Asking for the numbers…</Empty>;
  return (
    <Trouble title="The numbers of execution could not be read" detail={problem}>
      Orders, limits and the halt do not depend on them and go on as before. They are asked for again every 2 seconds.
    </Trouble>
  );
}

interface NumbersProps {
  readonly summary: ExecutionSummary;
  readonly filter: SummaryFilter;
  readonly isOld: boolean;
}

function Numbers({ summary, filter, isOld }: NumbersProps) {
  const isStale = useIsStale(summary.at);
  const { total } = summary;
  if (summary.rows.length === 0) {
    const isNarrowed = filter.botId !== '' || filter.symbol !== '' || filter.period === 'day';
    return (
      <Empty>
        {isNarrowed
          ? 'No order fits this filter in this period.'
          : summary.earlier.state === 'reading'
            ? 'No order has been sent in this run yet; orders of earlier runs are being read from the journal.'
            : 'No order has been sent yet. Start a bot on the Desk: each order it sends is measured from its decision to its end.'}
      </Empty>
    );
  }
  return (
    <div className={styles.numbers} data-stale={isStale || isOld || undefined}>
      <div className={styles.distributions}>
        <Distribution
          title="Decision to send"
          unit="ms"
          bars={summary.decisionToSend}
          percentiles={total.decisionToSend}
          format={formatMs}
          formatTick={plain}
          empty="No order has been sent."
        />
        <Distribution
          title="Send to acknowledged"
          unit="ms"
          bars={summary.acknowledge}
          percentiles={total.acknowledge}
          format={formatMs}
          formatTick={plain}
          empty="None has been acknowledged."
        />
        <Distribution
          title="Send to first fill"
          unit=""
          bars={summary.firstFill}
          percentiles={total.firstFill}
          format={formatWait}
          formatTick={waitTick}
          empty="None has been filled."
        />
        <Distribution
          title="Slippage against mid"
          unit="bps"
          bars={summary.slippage}
          percentiles={total.slippage}
          format={formatBps}
          formatTick={plain}
          ends={['better', 'worse']}
          empty="No fill with a known mid."
        />
      </div>
      <Facts summary={summary} />
      <QualityTable summary={summary} />
    </div>
  );
}

/** Two figures, no unit: `0.13`, `2.5`, `100`. */
const plain = (value: number): string => `${Number(value.toPrecision(2))}`;

const waitTick = (ms: number): string => {
  const short = (value: number, unit: string) => `${Number(value.toPrecision(2))} ${unit}`;
  if (ms < 1_000) return short(ms, 'ms');
  if (ms < 100_001) return short(ms / 1_000, 's');
  return ms < 3_600_000 ? short(ms / 60_000, 'min') : short(ms / 3_600_000, 'h');
};
