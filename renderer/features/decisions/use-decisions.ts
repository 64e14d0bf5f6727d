import { useEffect, useMemo, useState } from 'react';
import { DECISION_PAGE_ROWS } from '../../../shared/contract/bounds';
import type { DecisionRow } from '../../../shared/contract/decisions';
import type { DecisionView } from '../../../shared/contract/views';
import { ANY_DECISION } from '../../../shared/model/decision-filter';
import { call } from '../../mirror/api';
import { mainNow } from '../../mirror/clock';
import { currentSnapshot, useDesk } from '../../mirror/store';
import { beginOf, type Period } from './period';
import { carryOver, joinRows, MOST_ROWS } from './rows';

/** How far the reading of the journal has come. */
export interface Reading {
  /** `full`: as many as are shown; older ones are counted, not read. */
  readonly phase: 'reading' | 'complete' | 'full' | 'failed';
  /** Newest first. */
  readonly rows: readonly DecisionRow[];
  /** Beginning of the period, UTC; null until main has said it. */
  readonly from: number | null;
  /** Records that say they are decisions and cannot be read as such. */
  readonly unreadable: number;
  /** Where older ones go on; null when there are none. */
  readonly next: number | null;
  /** Older ones, counted. */
  readonly beyond: number;
  readonly isBeyondCounted: boolean;
  /** Why the journal could not be read, in words. */
  readonly problem: string;
}

export interface Decisions {
  /** Newest first. */
  readonly rows: readonly DecisionRow[];
  readonly reading: Reading;
  /** Reads the journal again, after it could not be read. */
  readonly retry: () => void;
}

const NOTHING: Reading = {
  phase: 'reading',
  rows: [],
  from: null,
  unreadable: 0,
  next: null,
  beyond: 0,
  isBeyondCounted: false,
  problem: '',
};
/** Questions asked to count what is not shown: about 120,000 decisions. */
const COUNT_CALLS = 30;
const AGAIN_MS = 1_000;
/** How often the beginning of a moving period is moved, milliseconds. */
const MOVE_MS = 15_000;

/** The decisions of a period: those mirrored, as they come, and older ones from the journal, page by page. */
export function useDecisions(period: Period): Decisions {
  const live = useDesk((desk) => desk.decisions);
  const [carried, setCarried] = useState<{ live: readonly DecisionView[]; rows: readonly DecisionRow[] }>({
    live,
    rows: [],
  });
  if (carried.live !== live) setCarried({ live, rows: carryOver(carried.live, live, carried.rows) });

  const [attempt, setAttempt] = useState(0);
  const [reading, setReading] = useState(NOTHING);
  useEffect(() => {
    const from = beginOf(period, mainNow());
    const stopped = { is: false };
    setReading({ ...NOTHING, from });
    void readJournal(from, stopped, setReading);
    return () => {
      stopped.is = true;
    };
  }, [period, attempt]);

  const from = useMovingBegin(period, reading.from);
  const rows = useMemo(
    () => joinRows(live, carried.rows, reading.rows, from),
    [live, carried.rows, reading.rows, from],
  );
  return { rows, reading, retry: () => setAttempt((count) => count + 1) };
}

/** Beginning of the period as time goes on. */
function useMovingBegin(period: Period, told: number | null): number {
  const [, setMoves] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setMoves((moves) => moves + 1), MOVE_MS);
    return () => clearInterval(timer);
  }, []);
  const begin = beginOf(period, mainNow());
  // Whole steps, so that rows are joined again at a step and not with each drawing.
  return begin === null ? (told ?? 0) : Math.floor(begin / MOVE_MS) * MOVE_MS;
}

type Show = (change: (reading: Reading) => Reading) => void;

/** Reads back from the oldest mirrored decision, until the period's beginning or as many as are shown; then counts. */
async function readJournal(from: number | null, stopped: { is: boolean }, show: Show): Promise<void> {
  const live = currentSnapshot()?.decisions ?? [];
  let beforeSeq = live[0]?.seq ?? null;
  let count = live.length;
  for (;;) {
    const answer = await call('decisions.page', { from, beforeSeq, limit: DECISION_PAGE_ROWS, filter: ANY_DECISION });
    if (stopped.is) return;
    if (!answer.ok) {
      if (await mayAskAgain(answer.code)) continue;
      if (!stopped.is) show((reading) => ({ ...reading, phase: 'failed', problem: answer.message }));
      return;
    }
    const { rows, unreadable, nextBeforeSeq } = answer.value;
    beforeSeq = nextBeforeSeq;
    count += rows.length;
    const phase = nextBeforeSeq === null ? 'complete' : count >= MOST_ROWS ? 'full' : 'reading';
    show((reading) => ({
      ...reading,
      phase,
      from: answer.value.from,
      rows: rows.length === 0 ? reading.rows : [...reading.rows, ...rows],
      unreadable: reading.unreadable + unreadable,
      next: nextBeforeSeq,
    }));
    if (phase === 'complete') return;
    if (phase === 'full') break;
  }
  await countBeyond(from, beforeSeq, stopped, show);
}

async function countBeyond(from: number | null, first: number | null, stopped: { is: boolean }, show: Show) {
  let beforeSeq = first;
  for (let calls = 0; calls < COUNT_CALLS && beforeSeq !== null; calls += 1) {
    const answer = await call('decisions.count', { from, beforeSeq });
    if (stopped.is || !answer.ok) return;
    const { decisions, nextBeforeSeq } = answer.value;
    beforeSeq = nextBeforeSeq;
    show((reading) => ({
      ...reading,
      beyond: reading.beyond + decisions,
      isBeyondCounted: nextBeforeSeq === null,
    }));
  }
}

/** Asked too much at once: after a pause it may be asked again. */
export async function mayAskAgain(code: string): Promise<boolean> {
  if (code !== 'too-many-calls') return false;
  await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  return true;
}
