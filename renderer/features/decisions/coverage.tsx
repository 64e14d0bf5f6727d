import { Button } from '@mantine/core';
import { mainNow } from '../../mirror/clock';
import { useDesk } from '../../mirror/store';
import { formatCount } from '../../ui/format';
import { WarningIcon } from '../../ui/icons';
import { formatLocal } from '../../ui/time';
import styles from './decisions-screen.module.css';
import type { Reading } from './use-decisions';
import type { Further } from './use-further';

interface Props {
  /** Decisions in the list before any filter. */
  readonly count: number;
  readonly reading: Reading;
  readonly isFiltered: boolean;
  readonly further: Further | null;
  readonly onRetry: () => void;
  readonly onLook: () => void;
}

/** What the list covers, and what it cannot know: how many of how many, since when, and what could not be read. */
export function Coverage({ count, reading, isFiltered, further, onRetry, onLook }: Props) {
  const isJournalWritten = useDesk((desk) => desk.journal.healthy);
  const since = reading.from === null ? '' : ` since ${formatLocal(reading.from, mainNow())}`;
  const isFailed = reading.phase === 'failed';
  return (
    <section className={styles.coverage} aria-label="What is listed">
      <p role={isFailed ? 'status' : undefined}>
        {isFailed && <WarningIcon />}
        {coverageInWords(count, since, reading)} {further !== null && furtherInWords(further)}{' '}
        {reading.unreadable > 0 && (
          <span className={styles.unreadable}>
            {formatCount(reading.unreadable)} {reading.unreadable === 1 ? 'record' : 'records'} could not be read as
            decisions and {reading.unreadable === 1 ? 'is' : 'are'} left out.
          </span>
        )}{' '}
        {!isJournalWritten && !isFailed && (
          <span className={styles.unreadable}>
            The journal cannot be written, so every request is refused and not listed here.
          </span>
        )}
      </p>
      {isFailed && (
        <Button size="compact-xs" variant="default" onClick={onRetry}>
          Read again
        </Button>
      )}
      {reading.phase === 'full' && isFiltered && further?.next !== null && (
        <Button size="compact-xs" variant="default" loading={further?.isLooking ?? false} onClick={onLook}>
          Look further back
        </Button>
      )}
    </section>
  );
}

function furtherInWords({ rows, looked, next, problem }: Further): string {
  if (problem !== '') return `Looking further back failed: ${problem}`;
  return `${formatCount(rows.length)} more fit among ${next === null ? 'all ' : ''}${formatCount(looked)} older ones.`;
}

/** `The newest 5,000 of 12,345 decisions since 14:02.` */
export function coverageInWords(count: number, since: string, reading: Reading): string {
  const shown = formatCount(count);
  switch (reading.phase) {
    case 'reading':
      return `${shown} decisions${since} so far; reading the journal…`;
    case 'complete':
      return count === 0
        ? `No decision${since}.`
        : `${count === 1 ? 'The only decision' : `All ${shown} decisions`}${since}.`;
    case 'full': {
      const all = formatCount(count + reading.beyond);
      return `The newest ${shown} of ${reading.isBeyondCounted ? all : `more than ${all}`} decisions${since}.`;
    }
    case 'failed':
      return `Only the ${shown} decisions in memory. Older ones are in the journal, which cannot be read, so it is not known how many there are: ${reading.problem}`;
  }
}
