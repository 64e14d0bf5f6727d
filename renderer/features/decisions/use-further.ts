import { useRef, useState } from 'react';
import { DECISION_PAGE_ROWS } from '../../../shared/contract/bounds';
import type { DecisionRow } from '../../../shared/contract/decisions';
import type { DecisionFilter } from '../../../shared/model/decision-filter';
import { call } from '../../mirror/api';
import { mayAskAgain, type Reading } from './use-decisions';

/** Found before it stops by itself; the button goes on from there. */
const ENOUGH = 500;

/** What a search beyond the list has found. */
export interface Further {
  readonly filter: DecisionFilter;
  readonly rows: readonly DecisionRow[];
  readonly looked: number;
  /** Null: everything of the period was looked at. */
  readonly next: number | null;
  readonly isLooking: boolean;
  readonly problem: string;
}

/** Looks for what fits a filter in the part of the period that is not in the list. A new filter begins anew. */
export function useFurther(reading: Reading, filter: DecisionFilter) {
  const [further, setFurther] = useState<Further | null>(null);
  const wanted = useRef(filter);
  wanted.current = filter;
  const found = further?.filter === filter ? further : null;

  const look = async () => {
    let now: Further = {
      filter,
      rows: found?.rows ?? [],
      looked: found?.looked ?? 0,
      next: found === null ? reading.next : found.next,
      isLooking: true,
      problem: '',
    };
    const enough = now.rows.length + ENOUGH;
    setFurther(now);
    while (now.isLooking && wanted.current === filter) {
      const answer = await call('decisions.page', {
        from: reading.from,
        beforeSeq: now.next,
        limit: DECISION_PAGE_ROWS,
        filter,
      });
      if (wanted.current !== filter) return;
      if (!answer.ok) {
        if (await mayAskAgain(answer.code)) continue;
        now = { ...now, isLooking: false, problem: answer.message };
      } else {
        const { rows, looked, nextBeforeSeq } = answer.value;
        const all = [...now.rows, ...rows];
        const isLooking = nextBeforeSeq !== null && all.length < enough;
        now = { ...now, rows: all, looked: now.looked + looked, next: nextBeforeSeq, isLooking };
      }
      setFurther(now);
    }
  };
  return { found, look: () => void look() };
}
