import { NativeSelect } from '@mantine/core';
import { useDeferredValue, useMemo, useRef, useState } from 'react';
import type { DecisionRow } from '../../../shared/contract/decisions';
import { ANY_DECISION, decisionFits, isAnyDecision } from '../../../shared/model/decision-filter';
import { useAddressedSeq } from '../../app/routes';
import { useDesk } from '../../mirror/store';
import { Choice } from '../../ui/choice';
import { Empty } from '../../ui/empty';
import { formatCount } from '../../ui/format';
import { LiveList } from '../../ui/live-list';
import { ScreenHead } from '../../ui/screen-head';
import { Coverage } from './coverage';
import { DECISION_COLUMNS } from './decision-columns';
import { DecisionDetail } from './decision-detail';
import styles from './decisions-screen.module.css';
import { type Choices, choicesIn, FilterBar } from './filter-bar';
import { groupByReason } from './groups';
import { PERIODS, type Period, periodOf } from './period';
import { PinnedDecision } from './pinned-decision';
import { ReasonGroups } from './reason-groups';
import { countVerdicts } from './rows';
import { useDecisions } from './use-decisions';
import { useFurther } from './use-further';

const VIEWS = [
  { value: 'list', label: 'Each decision' },
  { value: 'reasons', label: 'By reason' },
];

/** What the gate decided, why, and what came of it: this run's and, from the journal, those before. */
export function DecisionsScreen() {
  const [period, setPeriod] = useState<Period>('hour');
  const [view, setView] = useState('list');
  const [filter, setFilter] = useState(ANY_DECISION);
  const addressed = useAddressedSeq();
  const isHalted = useDesk((desk) => desk.trading.state === 'HALTED');
  const decisions = useDecisions(period);
  const { reading, retry } = decisions;
  // Thousands are searched and laid out between frames, and what an operator does meanwhile goes first.
  const rows = useDeferredValue(decisions.rows);
  const choices = useChoices(rows);
  const { found, look } = useFurther(reading, filter);
  const isFiltered = !isAnyDecision(filter);
  const shown = useMemo(() => {
    const fitting = isFiltered ? rows.filter(decisionFits(filter)) : rows;
    return found === null ? fitting : [...fitting, ...found.rows];
  }, [rows, filter, isFiltered, found]);
  const groups = useMemo(() => (view === 'reasons' ? groupByReason(shown) : []), [view, shown]);
  const { allowed, resized, refused } = useMemo(() => countVerdicts(shown), [shown]);

  return (
    <>
      <ScreenHead
        title="Decisions"
        note={`${formatCount(allowed)} allowed, ${resized > 0 ? `${formatCount(resized)} resized, ` : ''}${formatCount(refused)} refused${isFiltered ? ', of those that fit' : ''}`}
      >
        <Choice name="View" choices={VIEWS} value={view} onChange={setView} />
        <NativeSelect
          aria-label="Period"
          size="xs"
          value={period}
          onChange={({ currentTarget }) => setPeriod(periodOf(currentTarget.value))}
          data={PERIODS.map(({ value, label }) => ({ value, label }))}
        />
      </ScreenHead>
      <FilterBar choices={choices} filter={filter} onChange={setFilter} />
      {addressed !== null && <PinnedDecision key={addressed} seq={addressed} rows={rows} />}
      <div className={styles.frame}>
        {view === 'reasons' ? (
          <ReasonGroups
            groups={groups}
            onShowAll={(checkId) => {
              setFilter({ ...filter, checkId });
              setView('list');
            }}
          />
        ) : (
          <LiveList
            name="Decisions"
            rows={shown}
            columns={DECISION_COLUMNS}
            className={styles.columns}
            openName={({ seq, botId, side, symbol }) => `Checks of decision ${seq}: ${botId}, ${side} ${symbol}`}
            detail={(row) => <DecisionDetail row={row} />}
            empty={<Empty>{emptyWords(rows.length > 0, reading.phase === 'reading', isHalted)}</Empty>}
          />
        )}
        <Coverage
          count={rows.length}
          reading={reading}
          isFiltered={isFiltered}
          further={found}
          onRetry={retry}
          onLook={look}
        />
      </div>
    </>
  );
}

function useChoices(rows: readonly DecisionRow[]): Choices {
  const last = useRef<Choices | null>(null);
  last.current = useMemo(() => choicesIn(rows, last.current), [rows]);
  return last.current;
}

function emptyWords(isFilteredOut: boolean, isReading: boolean, isHalted: boolean): string {
  if (isFilteredOut) return 'No decision fits this filter.';
  if (isReading) return 'Reading the journal…';
  return `No bot has asked for an order in this period. ${isHalted ? 'Trading is halted.' : 'Each request appears here with every check it passed or failed.'}`;
}
