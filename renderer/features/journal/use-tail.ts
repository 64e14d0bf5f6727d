import { useCallback, useEffect, useState } from 'react';
import type { JournalRecordView } from '../../../shared/contract/views';
import { call, holdfast } from '../../mirror/api';
import { appendRecords, prependRecords } from './tail';

/** Records asked for at once: the most that the contract allows. */
const PAGE = 200;

export interface Tail {
  /** Oldest first. */
  readonly records: readonly JournalRecordView[];
  readonly isLoading: boolean;
  /** Why it could not be read, in words; empty otherwise. */
  readonly problem: string;
  readonly hasOlder: boolean;
  readonly loadOlder: () => void;
}

/**
 * The end of the journal, growing as records become durable, and further back on request. With `around`, the records about
 * that one instead, which stay as they are.
 */
export function useTail(around: number | null): Tail {
  const [records, setRecords] = useState<readonly JournalRecordView[]>([]);
  const [isLoading, setIsLoading] = useState(true);
  const [problem, setProblem] = useState('');

  const read = useCallback(async (beforeSeq: number | null) => {
    setIsLoading(true);
    const answer = await call('journal.tail', { limit: PAGE, beforeSeq });
    setIsLoading(false);
    setProblem(answer.ok ? '' : answer.message);
    if (!answer.ok) return;
    const read = answer.value.records;
    setRecords((there) => (beforeSeq === null ? mergeTail(there, read) : prependRecords(there, read)));
  }, []);

  useEffect(() => {
    if (around !== null) {
      void read(around + PAGE / 2);
      return undefined;
    }
    const end = holdfast()?.on('journal.appended', ({ records: more }) =>
      setRecords((there) => appendRecords(there, more)),
    );
    void read(null);
    return end;
  }, [read, around]);

  const first = records[0]?.seq;
  return {
    records,
    isLoading,
    problem,
    hasOlder: first !== undefined && first > 1,
    loadOlder: () => void read(first ?? null),
  };
}

/** What was read, then what came live meanwhile. */
const mergeTail = (live: readonly JournalRecordView[], read: readonly JournalRecordView[]) => appendRecords(read, live);
