import { Button, NativeSelect } from '@mantine/core';
import { type ReactNode, useMemo, useState } from 'react';
import type { JournalRecordView } from '../../../shared/contract/views';
import { summarise } from '../../../shared/model/record-words';
import { hrefOf } from '../../app/routes';
import { useDesk } from '../../mirror/store';
import { Empty } from '../../ui/empty';
import { formatCount } from '../../ui/format';
import { type ListColumn, LiveList } from '../../ui/live-list';
import { LocalTime } from '../../ui/local-time';
import { ScreenHead } from '../../ui/screen-head';
import { Head } from './head';
import { RecordDetail } from './record-detail';
import styles from './records.module.css';
import { useTail } from './use-tail';
import { Verify } from './verify';

interface Props {
  /** The record to open at; null: the newest. */
  readonly around: number | null;
  /** Stands in the title line, before the filter. */
  readonly choice: ReactNode;
}

/** The records themselves, as they grow; whether they are whole; and their head, to be kept elsewhere. */
export function Records({ around, choice }: Props) {
  const tail = useTail(around);
  const [type, setType] = useState('');
  const types = useMemo(() => [...new Set(tail.records.map((record) => record.type))].sort(), [tail.records]);
  const rows = useMemo(
    () => tail.records.filter((record) => type === '' || record.type === type).reverse(),
    [tail.records, type],
  );
  return (
    <>
      <ScreenHead title="Journal" note={<Standing />}>
        {choice}
        <NativeSelect
          aria-label="Record type"
          size="xs"
          value={type}
          onChange={(event) => setType(event.currentTarget.value)}
          data={[{ value: '', label: 'All record types' }, ...types]}
        />
      </ScreenHead>
      <SetAside />
      <div className={styles.top}>
        <Head />
        <Verify />
      </div>
      {around !== null && (
        <p className={styles.around}>
          Around record {formatCount(around)}. New records are not shown here.{' '}
          <a href={hrefOf('journal')}>Back to the newest</a>
        </p>
      )}
      <div className={styles.frame}>
        <LiveList
          openAt={around}
          name="Records"
          rows={rows}
          columns={COLUMNS}
          className={styles.columns}
          openName={({ seq, type: kind }) => `Record ${seq}, ${kind}`}
          detail={(record) => <RecordDetail record={record} />}
          empty={<Empty>{emptyWords(tail.isLoading, tail.problem, type)}</Empty>}
          more={
            tail.hasOlder && (
              <p className={styles.more}>
                <Button size="compact-sm" variant="default" loading={tail.isLoading} onClick={tail.loadOlder}>
                  Load 200 older
                </Button>{' '}
                {tail.problem}
              </p>
            )
          }
        />
      </div>
    </>
  );
}

const COLUMNS: readonly ListColumn<JournalRecordView>[] = [
  { name: 'Record', cell: ({ seq }) => formatCount(seq) },
  { name: 'Time', cell: ({ time }) => <LocalTime at={Date.parse(time)} /> },
  { name: 'Type', cell: ({ type }) => type },
  { name: 'What', cell: ({ type, data }) => <span className={styles.data}>{summarise(type, data)}</span> },
];

function Standing() {
  const headSeq = useDesk((desk) => desk.journal.headSeq);
  const healthy = useDesk((desk) => desk.journal.healthy);
  const message = useDesk((desk) => desk.journal.message);
  return <>{healthy ? `${formatCount(headSeq)} records, each chained to the one before` : message}</>;
}

function SetAside() {
  const setAside = useDesk((desk) => desk.journal.setAside);
  if (setAside === '') return null;
  return (
    <p className={styles.setAside}>
      <strong>A damaged end was set aside at this start.</strong> {setAside}
    </p>
  );
}

function emptyWords(isLoading: boolean, problem: string, type: string): string {
  if (problem !== '') return `The journal could not be read: ${problem}`;
  if (isLoading) return 'Reading the end of the journal…';
  return type === '' ? 'Nothing is on record yet.' : 'No record of this type among those loaded.';
}
