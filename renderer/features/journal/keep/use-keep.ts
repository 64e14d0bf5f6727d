import { useEffect, useRef, useState } from 'react';
import type { KeepView } from '../../../../shared/contract/keep';
import { call, holdfast } from '../../../mirror/api';

interface KeepState {
  /** Null until read. */
  readonly view: KeepView | null;
  /** Why it could not be read, in words; empty otherwise. */
  readonly problem: string;
  refresh(): void;
}

/** What is kept, as main tells it: the whole when the part opens and when something has ended, the progress as it goes on. */
export function useKeep(): KeepState {
  const [state, setState] = useState<Omit<KeepState, 'refresh'>>({ view: null, problem: '' });
  const read = useRef<() => void>(() => undefined);
  useEffect(() => {
    let isOver = false;
    read.current = () =>
      void call('keep.read', {}).then((answer) => {
        if (isOver) return;
        setState(({ view }) => (answer.ok ? { view: answer.value, problem: '' } : { view, problem: answer.message }));
      });
    const off = holdfast()?.on('keep.changed', ({ job }) => {
      setState((before) => (before.view === null ? before : { ...before, view: { ...before.view, job } }));
      if (job === null) read.current();
    });
    read.current();
    return () => {
      isOver = true;
      off?.();
    };
  }, []);
  return { ...state, refresh: () => read.current() };
}
