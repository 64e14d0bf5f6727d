import { useCallback, useEffect, useState } from 'react';
import type { HistoryEventView } from '../../../shared/contract/history';
import { call } from '../../mirror/api';
import { queryOf, type StoryFilter } from './query';

/** Typing rests for so long before it is searched, milliseconds. */
const PAUSE_MS = 120;

export interface Search {
  /** Newest first; null before the first answer. */
  readonly events: readonly HistoryEventView[] | null;
  readonly hasMore: boolean;
  readonly isSearching: boolean;
  readonly problem: string;
  readonly more: () => void;
}

/** What main finds, page by page. Another `round` asks again for the newest. */
export function useSearch(filter: StoryFilter, round: number): Search {
  const [found, setFound] = useState<Omit<Search, 'more' | 'isSearching'>>({
    events: null,
    hasMore: false,
    problem: '',
  });
  const [isSearching, setIsSearching] = useState(true);
  const ask = useCallback(
    async (filterNow: StoryFilter, older: readonly HistoryEventView[], isCurrent: () => boolean) => {
      setIsSearching(true);
      const answer = await call('history.search', queryOf(filterNow, older.at(-1)?.seq ?? null));
      if (!isCurrent()) return;
      setIsSearching(false);
      setFound(({ events }) =>
        answer.ok
          ? { events: [...older, ...answer.value.events], hasMore: answer.value.hasMore, problem: '' }
          : { events, hasMore: false, problem: answer.message },
      );
    },
    [],
  );
  useEffect(() => {
    let isOver = false;
    const timer = setTimeout(() => void ask(filter, [], () => !isOver), PAUSE_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [filter, round, ask]);
  return { ...found, isSearching, more: () => void ask(filter, found.events ?? [], () => true) };
}
