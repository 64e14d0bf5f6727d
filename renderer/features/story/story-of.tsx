import { Button, NativeSelect } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import type { StoryEventView, StoryView } from '../../../shared/contract/history';
import type { Answer } from '../../../shared/contract/index';
import { hrefOf } from '../../app/routes';
import { call } from '../../mirror/api';
import { Choice } from '../../ui/choice';
import { Empty } from '../../ui/empty';
import { formatCount } from '../../ui/format';
import { HistoryStanding, useHistoryStatus } from '../../ui/history-standing';
import { ScreenHead } from '../../ui/screen-head';
import { formatClock, formatUtcWords } from '../../ui/time';
import { Trouble } from '../../ui/trouble';
import styles from './story.module.css';
import { Timeline } from './timeline';

const WINDOWS = [
  { value: '10000', label: '10 s around' },
  { value: '60000', label: '1 min around' },
  { value: '600000', label: '10 min around' },
  { value: '3600000', label: '1 h around' },
];
const SHOWN = [
  { value: 'all', label: 'Everything around' },
  { value: 'own', label: 'Only its own' },
];

/** The story of one record: what came before and after it, in one line of time. */
export function StoryOf({ seq }: { readonly seq: number }) {
  const [windowMs, setWindowMs] = useState('60000');
  const [shown, setShown] = useState('all');
  const { answer, askAgain } = useStory(seq, Number(windowMs));
  const status = useHistoryStatus();
  const story = answer?.ok === true ? answer.value : null;
  const subject = story?.events.find(({ role }) => role === 'subject');
  return (
    <>
      <ScreenHead title="Story" note={`of record ${formatCount(seq)}`}>
        <Choice name="Shown" choices={SHOWN} value={shown} onChange={setShown} />
        <NativeSelect
          aria-label="How far around"
          size="xs"
          value={windowMs}
          onChange={({ currentTarget: { value } }) => setWindowMs(value)}
          data={WINDOWS}
        />
        <Button size="compact-sm" variant="default" onClick={askAgain}>
          Read again
        </Button>
        <a href={hrefOf('story')}>Find another</a>
      </ScreenHead>
      <HistoryStanding status={status} />
      {answer === null && <Empty>Reading…</Empty>}
      {answer?.ok === false && (
        <Trouble title="This story cannot be told" action={<a href={hrefOf('story')}>Find another record</a>}>
          {answer.message}
        </Trouble>
      )}
      {story !== null && subject !== undefined && <Told story={story} subject={subject} isOwnOnly={shown === 'own'} />}
    </>
  );
}

interface ToldProps {
  readonly story: StoryView;
  readonly subject: StoryEventView;
  readonly isOwnOnly: boolean;
}

function Told({ story, subject, isOwnOnly }: ToldProps) {
  const events = isOwnOnly ? story.events.filter(({ role }) => role !== 'around') : story.events;
  return (
    <>
      <p className={styles.subject}>
        <strong>{subject.words}</strong>
        <span title={formatUtcWords(subject.at)}>
          {subject.kind}, {formatUtcWords(subject.at).slice(0, 10)} {formatClock(subject.at)}
          {subject.orderId !== '' && `, order ${subject.orderId}`}
        </span>
        {subject.kind === 'order.decided' && <a href={hrefOf('decisions', subject.seq)}>Its checks</a>}
        <a href={hrefOf('journal', subject.seq)}>In the journal</a>
      </p>
      <Timeline events={events} subject={subject} />
      {!isOwnOnly && (story.isCutBefore || story.isCutAfter) && (
        <p className={styles.cut}>
          More happened in this time {cutWords(story)}: only the nearest are shown. Choose a shorter time around it, or
          search by time.
        </p>
      )}
    </>
  );
}

const cutWords = ({ isCutBefore, isCutAfter }: StoryView): string =>
  isCutBefore && isCutAfter ? 'before and after' : isCutBefore ? 'before' : 'after';

function useStory(seq: number, windowMs: number) {
  const [answer, setAnswer] = useState<Answer<StoryView> | null>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    let isOver = false;
    void call('history.story', { seq, windowMs }).then((told) => {
      if (!isOver) setAnswer(told);
    });
    return () => {
      isOver = true;
    };
  }, [seq, windowMs, round]);
  return { answer, askAgain: useCallback(() => setRound((before) => before + 1), []) };
}
