import { useCallback, useEffect, useState } from 'react';
import type { JournalRecordView } from '../../../shared/contract/views';
import { call } from '../../mirror/api';

/** A record's data as far as it has been read. */
export interface RecordData {
  /** Laid out over lines; of a record that came cut its short members, until the first page is there. */
  readonly text: string;
  /** Characters there are in all; undefined until the first page of a record that came cut. */
  readonly length: number | undefined;
  readonly isReading: boolean;
  /** Why the last page could not be read, in main's words; empty otherwise. */
  readonly problem: string;
  readonly readMore: () => void;
}

/** All data of a record that came whole; of one that came cut the first page, and the next when asked for. */
export function useRecordData({ seq, data, isCut }: JournalRecordView): RecordData {
  const [read, setRead] = useState<{ readonly text: string; readonly length: number | undefined }>(() => ({
    text: isCut ? '' : laidOut(data),
    length: undefined,
  }));
  const [isReading, setIsReading] = useState(isCut);
  const [problem, setProblem] = useState('');

  const readFrom = useCallback(
    async (from: number) => {
      setIsReading(true);
      const answer = await call('journal.record', { seq, from });
      setIsReading(false);
      setProblem(answer.ok ? '' : answer.message);
      if (!answer.ok) return;
      const { text, length } = answer.value;
      // A page that comes twice is put in once.
      setRead((before) => (before.text.length === from ? { text: before.text + text, length } : before));
    },
    [seq],
  );
  useEffect(() => {
    if (isCut) void readFrom(0);
  }, [isCut, readFrom]);

  const text = isCut && read.length === undefined ? laidOut(data) : read.text;
  return { ...read, text, isReading, problem, readMore: () => void readFrom(read.text.length) };
}

/** JSON over several lines; a text that is none is shown as it is. */
function laidOut(data: string): string {
  try {
    return JSON.stringify(JSON.parse(data), null, 2);
  } catch {
    return data;
  }
}
