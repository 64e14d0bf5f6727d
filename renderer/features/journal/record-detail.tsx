import { Button } from '@mantine/core';
import { RECORD_PAGE_CHARS } from '#shared/contract/bounds';
import type { JournalRecordView } from '../../../shared/contract/views';
import { formatCount } from '../../ui/format';
import { StoryLink } from '../../ui/story-link';
import styles from './record-detail.module.css';
import { type RecordData, useRecordData } from './use-record-data';

/** One record in full: its data laid out, and its hash. A long one comes page by page, and says how much of it is shown. */
export function RecordDetail({ record }: { readonly record: JournalRecordView }) {
  const data = useRecordData(record);
  return (
    <>
      <pre className={styles.data}>{data.text}</pre>
      {record.isCut && <Shown data={data} />}
      <p className={styles.hash}>
        {record.time} · hash {record.hash} · <StoryLink seq={record.seq} />
      </p>
    </>
  );
}

/** How much of a long record is shown, and the button for more; nothing once all of it is. */
function Shown({ data: { text, length, isReading, problem, readMore } }: { readonly data: RecordData }) {
  if (length === undefined && isReading) return <p className={styles.more}>Reading the whole record…</p>;
  if (length === text.length) return null;
  const shown =
    length === undefined
      ? 'Only its short fields are shown.'
      : `${formatCount(text.length)} of ${formatCount(length)} characters are shown.`;
  const next =
    length === undefined
      ? 'Read the whole record'
      : `Show ${formatCount(Math.min(length - text.length, RECORD_PAGE_CHARS))} more`;
  return (
    <p className={styles.more}>
      {shown}{' '}
      <Button size="compact-xs" variant="default" loading={isReading} onClick={readMore}>
        {next}
      </Button>{' '}
      <span role="status">{problem}</span>
    </p>
  );
}
