import { useEffect, useState } from 'react';
import type { BotLogLineView } from '../../../shared/contract/views';
import { call } from '../../mirror/api';
import { appendRows } from '../../ui/append-rows';

/** Asked for new lines this long after the last answer, milliseconds. */
const EVERY_MS = 1_000;
/** Lines kept in the window. Main keeps 500; what was read before stays for as long as the log is open. */
const LINES_KEPT = 2_000;

interface BotLogLines {
  /** Oldest first. */
  readonly lines: readonly BotLogLineView[];
  readonly isLoading: boolean;
  /** Why it could not be read, in words; empty otherwise. */
  readonly problem: string;
}

const NOTHING: BotLogLines = { lines: [], isLoading: true, problem: '' };

/** A bot's log, growing for as long as it is on show. */
export function useBotLog(botId: string): BotLogLines {
  const [log, setLog] = useState(NOTHING);
  useEffect(() => {
    let isOver = false;
    let afterSeq = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = async (): Promise<void> => {
      const answer = await call('bots.log', { botId, afterSeq });
      if (isOver) return;
      if (answer.ok) {
        const { lines } = answer.value;
        afterSeq = lines.at(-1)?.seq ?? afterSeq;
        setLog((log) => ({ lines: appendRows(log.lines, lines, LINES_KEPT), isLoading: false, problem: '' }));
      } else {
        setLog((log) => ({ ...log, isLoading: false, problem: answer.message }));
      }
      timer = setTimeout(() => void read(), EVERY_MS);
    };
    setLog(NOTHING);
    void read();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [botId]);
  return log;
}
