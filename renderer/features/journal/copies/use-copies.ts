import { useEffect, useState } from 'react';
import type { JournalCopies } from '../../../../shared/contract/journal';
import { call, holdfast } from '../../../mirror/api';

export interface Copies {
  readonly view: JournalCopies | null;
  /** Why the question was not answered, in words; empty otherwise. */
  readonly problem: string;
}

/** The journal's mirror and its verification as main tells them: when the screen opens, and at each change. */
export function useCopies(): Copies {
  const [state, setState] = useState<Copies>({ view: null, problem: '' });
  useEffect(() => {
    let isOver = false;
    const off = holdfast()?.on('journal.copies-changed', (view) => setState({ view, problem: '' }));
    void call('journal.copies', {}).then((answer) => {
      if (isOver) return;
      // What was pushed meanwhile is newer.
      setState((before) => {
        if (before.view !== null) return before;
        return answer.ok ? { view: answer.value, problem: '' } : { view: null, problem: answer.message };
      });
    });
    return () => {
      isOver = true;
      off?.();
    };
  }, []);
  return state;
}
