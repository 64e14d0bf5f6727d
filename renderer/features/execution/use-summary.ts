import { useEffect, useState } from 'react';
import type { ExecutionSummary } from '../../../shared/contract/execution';
import type { Request } from '../../../shared/contract/index';
import { call } from '../../mirror/api';

export type SummaryFilter = Request<'execution.summary'>;

export const EVERYTHING: SummaryFilter = { botId: '', symbol: '', period: 'all' };

/** Asked again this long after each answer, milliseconds, while the screen is open; nobody else pays for these numbers. */
const ASK_EVERY_MS = 2_000;

export interface Summary {
  /** The last answer; it stays, and grows old, while there is no newer one. */
  readonly summary: ExecutionSummary | null;
  /** Why the last question was not answered, in words; empty otherwise. */
  readonly problem: string;
}

/** The numbers of execution under a filter, kept fresh. */
export function useSummary({ botId, symbol, period }: SummaryFilter): Summary {
  const [state, setState] = useState<Summary>({ summary: null, problem: '' });
  useEffect(() => {
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      const answer = await call('execution.summary', { botId, symbol, period });
      if (isOver) return;
      setState(({ summary }) =>
        answer.ok ? { summary: answer.value, problem: '' } : { summary, problem: answer.message },
      );
      timer = setTimeout(() => void ask(), ASK_EVERY_MS);
    };
    void ask();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [botId, symbol, period]);
  return state;
}
