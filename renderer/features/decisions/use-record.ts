import { useEffect, useState } from 'react';
import type { DecisionRecord } from '../../../shared/contract/decisions';
import { call } from '../../mirror/api';

/** One decision's record, as far as it is here. */
export type RecordState =
  | { readonly phase: 'loading' }
  | { readonly phase: 'ready'; readonly record: DecisionRecord }
  | { readonly phase: 'failed'; readonly code: string; readonly message: string; readonly retry: () => void };

/** Reads one decision's record from the journal, again when its order's state changed. What was read stays meanwhile. */
export function useRecord(seq: number, outcome: string): RecordState {
  const [state, setState] = useState<RecordState & { readonly of?: number }>({ phase: 'loading' });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let isWanted = true;
    void call('decisions.open', { seq }).then((answer) => {
      if (!isWanted) return;
      const retry = () => setAttempt((count) => count + 1);
      setState((before) => {
        if (answer.ok) return { of: seq, phase: 'ready', record: answer.value };
        if (before.phase === 'ready' && before.of === seq) return before;
        return { of: seq, phase: 'failed', code: answer.code, message: answer.message, retry };
      });
    });
    return () => {
      isWanted = false;
    };
  }, [seq, outcome, attempt]);
  return state.of === seq ? state : { phase: 'loading' };
}
