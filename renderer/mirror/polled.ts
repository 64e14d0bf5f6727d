import { useCallback, useEffect, useRef, useState } from 'react';
import type { Answer } from '../../shared/contract/index';

/** Asked again this long after each answer while the screen is open, milliseconds. */
const ASK_EVERY_MS = 2_000;

export interface Polled<View> {
  /** The last answer; it stays, and grows old, while there is no newer one. */
  readonly view: View | null;
  /** Why the last question was not answered, in words; empty otherwise. */
  readonly problem: string;
  /** Asks at once. */
  refresh(): void;
}

/** What main answers to a question, kept fresh while it is shown. `ask` is another function when it is another question. */
export function usePolled<View>(ask: () => Promise<Answer<View>>, everyMs = ASK_EVERY_MS): Polled<View> {
  const [state, setState] = useState<Omit<Polled<View>, 'refresh'>>({ view: null, problem: '' });
  const askNow = useRef<() => void>(() => undefined);
  useEffect(() => {
    let isOver = false;
    let asked = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = async () => {
      clearTimeout(timer);
      asked += 1;
      const mine = asked;
      const answer = await ask();
      // An answer to an older question is older than what is shown.
      if (isOver || mine !== asked) return;
      setState(({ view }) => (answer.ok ? { view: answer.value, problem: '' } : { view, problem: answer.message }));
      timer = setTimeout(() => void again(), everyMs);
    };
    askNow.current = () => void again();
    void again();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [ask, everyMs]);
  return { ...state, refresh: useCallback(() => askNow.current(), []) };
}
