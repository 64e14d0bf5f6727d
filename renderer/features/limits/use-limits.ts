import { useCallback, useEffect, useRef, useState } from 'react';
import type { LimitsView } from '../../../shared/contract/limits';
import { call } from '../../mirror/api';

/** Asked again this long after each answer while the screen is open, milliseconds. */
const ASK_EVERY_MS = 2_000;

/** Who is looked at; null: the first there is. */
export interface Chosen {
  readonly botId: string | null;
  readonly symbol: string | null;
}

export interface Limits {
  /** The last answer; it stays, and grows old, while there is no newer one. */
  readonly view: LimitsView | null;
  /** Why the last question was not answered, in words; empty otherwise. */
  readonly problem: string;
  /** Asks at once. */
  refresh(): void;
}

/** All limits, with those of one bot on one symbol in full, kept fresh. */
export function useLimits({ botId, symbol }: Chosen): Limits {
  const [state, setState] = useState<Omit<Limits, 'refresh'>>({ view: null, problem: '' });
  const askNow = useRef<() => void>(() => undefined);
  useEffect(() => {
    let isOver = false;
    let asked = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      clearTimeout(timer);
      asked += 1;
      const mine = asked;
      const answer = await call('limits.read', { botId, symbol });
      // An answer to an older question is older than what is shown.
      if (isOver || mine !== asked) return;
      setState(({ view }) => (answer.ok ? { view: answer.value, problem: '' } : { view, problem: answer.message }));
      timer = setTimeout(() => void ask(), ASK_EVERY_MS);
    };
    askNow.current = () => void ask();
    void ask();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [botId, symbol]);
  return { ...state, refresh: useCallback(() => askNow.current(), []) };
}
