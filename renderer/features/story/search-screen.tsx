import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { RECORD_GROUPS } from '#shared/model/record-groups';
import type { HistoryEventView } from '../../../shared/contract/history';
import type { Response } from '../../../shared/contract/index';
import { hrefOf } from '../../app/routes';
import { call } from '../../mirror/api';
import { Empty } from '../../ui/empty';
import { formatCount } from '../../ui/format';
import { HistoryStanding, useHistoryStatus } from '../../ui/history-standing';
import { type ListColumn, LiveList } from '../../ui/live-list';
import { LocalTime } from '../../ui/local-time';
import { ScreenHead } from '../../ui/screen-head';
import { StoryLink } from '../../ui/story-link';
import { RecordInFull } from '../journal/record-in-full';
import { ANYTHING, type StoryFilter } from './query';
import styles from './story.module.css';
import { useSearch } from './use-search';

/** Finds the record that a story is to be told about. */
export function SearchScreen() {
  const [filter, setFilter] = useState(ANYTHING);
  const [round, setRound] = useState(0);
  const status = useHistoryStatus();
  const { events, hasMore, isSearching, problem, more } = useSearch(filter, round);
  const newest = events?.[0]?.seq ?? 0;
  const hasNewer = filter === ANYTHING && !isSearching && (status?.indexed ?? 0) > newest;
  return (
    <>
      <ScreenHead title="Story" note="What happened around this? Find a record, then open its story.">
        <Button size="compact-sm" variant="default" disabled={!hasNewer} onClick={() => setRound(round + 1)}>
          Show newer
        </Button>
      </ScreenHead>
      <HistoryStanding status={status} />
      <Filters filter={filter} onChange={setFilter} />
      {problem !== '' && (
        <p className={styles.problem} role="status">
          {problem}
        </p>
      )}
      <div className={styles.frame}>
        <LiveList
          key={`${round} ${JSON.stringify(filter)}`}
          name="Found"
          rows={events ?? []}
          columns={COLUMNS}
          className={styles.columns}
          openName={({ seq, kind }) => `Record ${seq}, ${kind}`}
          detail={(event) => (
            <>
              <p className={styles.links}>
                <a href={hrefOf('story', event.seq)}>Everything around it</a> ·{' '}
                <a href={hrefOf('journal', event.seq)}>in the journal</a>
              </p>
              <RecordInFull seq={event.seq} />
            </>
          )}
          empty={<Empty>{emptyWords(events !== null, problem, filter)}</Empty>}
          more={
            hasMore && (
              <p className={styles.more}>
                <Button size="compact-sm" variant="default" loading={isSearching} onClick={more}>
                  Find 200 older
                </Button>
              </p>
            )
          }
        />
      </div>
    </>
  );
}

const COLUMNS: readonly ListColumn<HistoryEventView>[] = [
  { name: 'Record', cell: ({ seq }) => formatCount(seq) },
  { name: 'Time', cell: ({ at }) => <LocalTime at={at} /> },
  { name: 'Of', cell: ({ botId, accountId }) => botId || accountId || 'everything' },
  { name: 'Symbol', isWide: true, cell: ({ symbol }) => symbol },
  { name: 'Kind', cell: ({ kind }) => kind },
  { name: 'What', cell: ({ words }) => <span title={words}>{words}</span> },
  {
    name: 'Story',
    cell: ({ seq }) => (
      <span className={styles.above}>
        <StoryLink seq={seq} />
      </span>
    ),
  },
];

interface FiltersProps {
  readonly filter: StoryFilter;
  readonly onChange: (filter: StoryFilter) => void;
}

function Filters({ filter, onChange }: FiltersProps) {
  const [choices, setChoices] = useState<Response<'history.choices'>>({ bots: [], accounts: [], symbols: [] });
  useEffect(() => {
    let isOver = false;
    void call('history.choices', {}).then((answer) => {
      if (!isOver && answer.ok) setChoices(answer.value);
    });
    return () => {
      isOver = true;
    };
  }, []);
  const set = (change: Partial<StoryFilter>) => onChange({ ...filter, ...change });
  const time = (key: 'from' | 'to', name: string) => (
    <TextInput
      aria-label={name}
      title={`${name}, your local time`}
      type="datetime-local"
      size="xs"
      value={filter[key]}
      onChange={({ currentTarget: { value } }) => set({ [key]: value })}
    />
  );
  return (
    <search className={styles.filters} aria-label="Find">
      <TextInput
        aria-label="Words or order id"
        placeholder="Words, order id, reason…"
        size="xs"
        className={styles.find}
        maxLength={200}
        value={filter.text}
        onChange={({ currentTarget: { value } }) => set({ text: value })}
      />
      <NativeSelect
        aria-label="Bot"
        size="xs"
        value={filter.botId}
        onChange={({ currentTarget: { value } }) => set({ botId: value })}
        data={[{ value: '', label: 'All bots' }, ...choices.bots]}
      />
      <NativeSelect
        aria-label="Symbol"
        size="xs"
        value={filter.symbol}
        onChange={({ currentTarget: { value } }) => set({ symbol: value })}
        data={[{ value: '', label: 'All symbols' }, ...choices.symbols]}
      />
      <NativeSelect
        aria-label="Kind"
        size="xs"
        value={filter.group}
        onChange={({ currentTarget: { value } }) =>
          set({ group: RECORD_GROUPS.find(({ id }) => id === value)?.id ?? '' })
        }
        data={[{ value: '', label: 'All kinds' }, ...RECORD_GROUPS.map(({ id, name }) => ({ value: id, label: name }))]}
      />
      {time('from', 'From')}
      {time('to', 'To')}
      <Button size="compact-sm" variant="default" disabled={filter === ANYTHING} onClick={() => onChange(ANYTHING)}>
        Clear
      </Button>
    </search>
  );
}

function emptyWords(isAnswered: boolean, problem: string, filter: StoryFilter): string {
  if (problem !== '') return 'Nothing could be read.';
  if (!isAnswered) return 'Reading…';
  return filter === ANYTHING
    ? 'Nothing is on record yet. Each decision, order and halt appears here a second after it happened.'
    : 'No record fits. Each word must stand at the beginning of a word in it; times are your local ones.';
}
