import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { BotLogLineView } from '../../../shared/contract/views';
import { CopyButton } from '../../ui/copy-button';
import { Empty } from '../../ui/empty';
import { type ListColumn, LiveList } from '../../ui/live-list';
import { LocalTime } from '../../ui/local-time';
import { Panel } from '../../ui/panel';
import { formatUtcWords } from '../../ui/time';
import styles from './bot-log.module.css';
import { filterLog, LOG_KINDS } from './log-filter';
import { PauseBot } from './pause-bot';
import { useBotLog } from './use-bot-log';

interface Props {
  readonly botId: string;
  readonly onClose: () => void;
}

/** The last lines of one bot's log, newest first, as they come. Escape closes it. */
export function BotLog({ botId, onClose }: Props) {
  const { lines, isLoading, problem } = useBotLog(botId);
  const [filter, setFilter] = useState({ kind: 'all', text: '' });
  const rows = useMemo(() => filterLog(lines, filter), [lines, filter]);
  const frame = useRef<HTMLDivElement>(null);

  // Another bot's log is another view: whoever opened it starts there.
  useEffect(() => {
    frame.current?.focus({ preventScroll: true });
    frame.current?.scrollIntoView({ block: 'nearest' });
  }, [botId]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape is a shortcut; the close button does the same
    <div
      ref={frame}
      className={styles.frame}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <Panel
        title={`Log of ${botId}`}
        note={noteOf(rows.length, lines.length, problem)}
        className={styles.panel}
        actions={
          <>
            <NativeSelect
              aria-label="Level"
              size="xs"
              value={filter.kind}
              onChange={(event) => setFilter({ ...filter, kind: event.currentTarget.value })}
              data={LOG_KINDS.map(({ value, label }) => ({ value, label }))}
            />
            <TextInput
              aria-label="Find in the log"
              placeholder="Find"
              size="xs"
              w={170}
              value={filter.text}
              onChange={(event) => setFilter({ ...filter, text: event.currentTarget.value })}
            />
            <PauseBot botId={botId} />
            <Button size="compact-sm" variant="default" aria-label={`Close the log of ${botId}`} onClick={onClose}>
              Close
            </Button>
          </>
        }
      >
        <LiveList
          key={botId}
          name={`Log of ${botId}`}
          rows={rows}
          columns={COLUMNS}
          className={styles.columns}
          openName={({ seq, level }) => `Line ${seq}, ${level}`}
          detail={(line) => <Detail line={line} />}
          empty={<Empty>{emptyWords(botId, lines.length, isLoading, problem)}</Empty>}
        />
      </Panel>
    </div>
  );
}

const LOOKS: Partial<Record<BotLogLineView['level'], string | undefined>> = {
  warn: styles.trouble,
  error: styles.trouble,
  stderr: styles.trouble,
  debug: styles.dim,
  console: styles.dim,
};

const COLUMNS: readonly ListColumn<BotLogLineView>[] = [
  { name: 'Time', cell: ({ at }) => <LocalTime at={at} /> },
  {
    name: 'Level',
    cell: ({ level }) => <span className={LOOKS[level]}>{level === 'console' ? 'holdfast' : level}</span>,
  },
  { name: 'Line', cell: ({ text }) => <span className={styles.text}>{text}</span> },
];

function Detail({ line: { at, text } }: { readonly line: BotLogLineView }) {
  return (
    <>
      <pre className={styles.whole}>{text}</pre>
      <p className={styles.dim}>
        {formatUtcWords(at)} <CopyButton text={text} name="line" />
      </p>
    </>
  );
}

function noteOf(shown: number, all: number, problem: string): string {
  if (problem !== '' && all > 0) return `not read any more: ${problem}`;
  return shown === all ? `${all} lines` : `${shown} of ${all} lines`;
}

function emptyWords(botId: string, all: number, isLoading: boolean, problem: string): string {
  if (problem !== '') return `The log could not be read: ${problem}`;
  if (isLoading) return 'Reading the log…';
  return all === 0
    ? `${botId} has not written anything since Holdfast was started. What it logs appears here, and what Holdfast does with it.`
    : 'No line fits this filter.';
}
