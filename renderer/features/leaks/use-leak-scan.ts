import { useCallback, useEffect, useRef, useState } from 'react';
import { create } from 'zustand';
import type { LeakPlace, LeaksView } from '../../../shared/contract/leaks';
import { call, holdfast } from '../../mirror/api';

export interface LeakScanState {
  readonly view: LeaksView | null;
  /** Why the last question was not answered, in words; empty otherwise. */
  readonly problem: string;
  /** Asks for the places and findings again. */
  refresh(): void;
}

/** Findings are asked for again at most this often while they come in, milliseconds. */
const READ_EVERY_MS = 500;

/** The leak scan as main tells it: the whole when the screen opens and when there are new findings, its progress as it goes on. */
export function useLeakScan(): LeakScanState {
  const [state, setState] = useState<Omit<LeakScanState, 'refresh'>>({ view: null, problem: '' });
  const read = useRef<() => Promise<void>>(async () => undefined);
  useEffect(() => {
    let isOver = false;
    let asked = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    read.current = async () => {
      asked += 1;
      const mine = asked;
      const answer = await call('leaks.read', {});
      if (isOver || mine !== asked) return;
      setState(({ view }) => (answer.ok ? { view: answer.value, problem: '' } : { view, problem: answer.message }));
    };
    const off = holdfast()?.on('leaks.changed', ({ run, hasNews }) => {
      setState((before) => (before.view === null ? before : { ...before, view: { ...before.view, run } }));
      if (!hasNews && run.endedAt === null) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        void read.current();
      }, READ_EVERY_MS);
    });
    void read.current();
    return () => {
      isOver = true;
      off?.();
      clearTimeout(timer);
    };
  }, []);
  return { ...state, refresh: useCallback(() => void read.current(), []) };
}

const useTicked = create<{ readonly byId: Readonly<Record<string, boolean>> }>(() => ({ byId: {} }));

/** Which places are ticked; it outlasts a look at another screen. */
export function useTicks(places: readonly LeakPlace[]): {
  readonly ticked: readonly string[];
  tick(placeId: string, on: boolean): void;
} {
  const byId = useTicked((state) => state.byId);
  return {
    ticked: places.flatMap(({ placeId, isUsual }) => ((byId[placeId] ?? isUsual) ? [placeId] : [])),
    tick: (placeId, on) => useTicked.setState((state) => ({ byId: { ...state.byId, [placeId]: on } })),
  };
}
