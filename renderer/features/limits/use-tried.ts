import { useCallback, useRef, useState } from 'react';
import type { Answer } from '../../../shared/contract/index';
import type { LimitEditRequest, TriedPiece } from '../../../shared/contract/limits';
import { call } from '../../mirror/api';
import { mainNow } from '../../mirror/clock';

const DAY_MS = 24 * 3_600_000;
/** Most decisions looked at; a day of a busy desk is more than an operator waits for. */
const MOST_ORDERS = 100_000;
const EXAMPLES = 3;

export interface Tried extends Omit<TriedPiece, 'nextBeforeSeq'> {
  /** The edits it is about. */
  readonly of: readonly LimitEditRequest[];
  readonly state: 'running' | 'done' | 'stopped' | 'failed';
  readonly problem: string;
}

const EMPTY: Omit<TriedPiece, 'nextBeforeSeq'> = {
  orders: 0,
  unreadable: 0,
  refusedThen: 0,
  refused: 0,
  newlyRefused: 0,
  newlyLet: 0,
  smaller: 0,
  notTold: 0,
  checks: [],
  oldestAt: null,
};

export interface Trying {
  /** Null: nothing was tried. */
  readonly tried: Tried | null;
  readonly start: (edits: readonly LimitEditRequest[]) => Promise<void>;
  readonly stop: () => void;
  readonly clear: () => void;
}

/** The decisions of the last 24 hours judged by other limits: piece by piece, newest first, until done or stopped. */
export function useTried(): Trying {
  const [tried, setTried] = useState<Tried | null>(null);
  const run = useRef(0);

  const start = useCallback(async (edits: readonly LimitEditRequest[]) => {
    run.current += 1;
    const mine = run.current;
    const from = Math.max(0, mainNow() - DAY_MS);
    let sum: Tried = { ...EMPTY, of: edits, state: 'running', problem: '' };
    setTried(sum);
    let beforeSeq: number | null = null;
    do {
      const answer: Answer<TriedPiece> = await call('limits.try', { edits: [...edits], from, beforeSeq });
      if (mine !== run.current) return;
      if (!answer.ok) {
        setTried({ ...sum, state: 'failed', problem: answer.message });
        return;
      }
      beforeSeq = answer.value.nextBeforeSeq;
      sum = added(sum, answer.value);
      const isEnd = beforeSeq === null ? 'done' : sum.orders >= MOST_ORDERS ? 'stopped' : 'running';
      sum = { ...sum, state: isEnd };
      setTried(sum);
    } while (sum.state === 'running');
  }, []);

  const stop = useCallback(() => {
    run.current += 1;
    setTried((now) => (now?.state === 'running' ? { ...now, state: 'stopped' } : now));
  }, []);

  const clear = useCallback(() => {
    run.current += 1;
    setTried(null);
  }, []);

  return { tried, start, stop, clear };
}

/** Two pieces as one; the examples of the newer stay. */
function added(sum: Tried, piece: TriedPiece): Tried {
  const checks = new Map(sum.checks.map((check) => [check.checkId, check]));
  for (const check of piece.checks) {
    const known = checks.get(check.checkId);
    checks.set(
      check.checkId,
      known === undefined
        ? check
        : {
            ...known,
            refused: known.refused + check.refused,
            newlyRefused: known.newlyRefused + check.newlyRefused,
            examples: [...known.examples, ...check.examples].slice(0, EXAMPLES),
          },
    );
  }
  return {
    ...sum,
    orders: sum.orders + piece.orders,
    unreadable: sum.unreadable + piece.unreadable,
    refusedThen: sum.refusedThen + piece.refusedThen,
    refused: sum.refused + piece.refused,
    newlyRefused: sum.newlyRefused + piece.newlyRefused,
    newlyLet: sum.newlyLet + piece.newlyLet,
    smaller: sum.smaller + piece.smaller,
    notTold: sum.notTold + piece.notTold,
    checks: [...checks.values()].sort((a, b) => b.newlyRefused - a.newlyRefused || b.refused - a.refused),
    oldestAt: piece.oldestAt ?? sum.oldestAt,
  };
}
