import { useEffect, useRef, useState } from 'react';
import type { StoryEventView } from '../../../shared/contract/history';
import { hrefOf } from '../../app/routes';
import { formatCount } from '../../ui/format';
import { ChevronIcon } from '../../ui/icons';
import { formatClock, formatOffset, formatUtcWords } from '../../ui/time';
import { RecordInFull } from '../journal/record-in-full';
import styles from './timeline.module.css';

interface Props {
  /** Oldest first. */
  readonly events: readonly StoryEventView[];
  readonly subject: StoryEventView;
}

/** One line of time, oldest first, with the subject in sight and each record's inputs a press away. */
export function Timeline({ events, subject }: Props) {
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const here = useRef<HTMLTableRowElement>(null);
  useEffect(() => here.current?.scrollIntoView({ block: 'center' }), []);
  const toggle = (seq: number) => {
    const next = new Set(open);
    if (!next.delete(seq)) next.add(seq);
    setOpen(next);
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard reaches what scrolls only if it can be focused
    <section className={styles.scroller} tabIndex={0} aria-label="Timeline, scrollable">
      <table className={styles.table} aria-label="Timeline">
        <thead>
          <tr>
            <th scope="col" className={styles.number}>
              From it
            </th>
            <th scope="col">Time</th>
            <th scope="col">Of</th>
            <th scope="col">Kind</th>
            <th scope="col">What</th>
            <th scope="col">Story</th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <Row
              key={event.seq}
              event={event}
              subject={subject}
              isOpen={open.has(event.seq)}
              onToggle={() => toggle(event.seq)}
              place={event.role === 'subject' ? here : undefined}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface RowProps {
  readonly event: StoryEventView;
  readonly subject: StoryEventView;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  readonly place: React.RefObject<HTMLTableRowElement | null> | undefined;
}

function Row({ event, subject, isOpen, onToggle, place }: RowProps) {
  const { seq, at, role, kind, words } = event;
  return (
    <>
      <tr ref={place} className={styles.row} data-role={role} data-open={isOpen || undefined}>
        <td className={styles.number}>{role === 'subject' ? 'this' : formatOffset(at - subject.at)}</td>
        <td title={formatUtcWords(at)}>
          <button
            type="button"
            className={styles.open}
            aria-expanded={isOpen}
            aria-label={`Record ${seq}, ${kind}`}
            onClick={onToggle}
          >
            <ChevronIcon />
          </button>
          {formatClock(at)}
        </td>
        <td>{event.botId || event.accountId || 'everything'}</td>
        <td>{kind}</td>
        <td title={words}>
          {role === 'own' && <span className={styles.own}>{ownWord(event, subject)}</span>} {words}
        </td>
        <td>
          {role !== 'subject' && (
            <a className={styles.above} href={hrefOf('story', seq)} aria-label={`Story of record ${seq}`}>
              {formatCount(seq)}
            </a>
          )}
        </td>
      </tr>
      {isOpen && (
        <tr className={styles.detail}>
          <td colSpan={6}>
            <RecordInFull seq={seq} />
          </td>
        </tr>
      )}
    </>
  );
}

const ownWord = (event: StoryEventView, subject: StoryEventView): string =>
  event.orderId !== '' && event.orderId === subject.orderId ? 'same order' : 'same halt';
