import type { JournalRecordView } from '../../../shared/contract/views';
import styles from './record-detail.module.css';

/** One record in full: its data laid out, and its hash. */
export function RecordDetail({ record }: { readonly record: JournalRecordView }) {
  return (
    <>
      <pre className={styles.data}>{laidOut(record.data)}</pre>
      <p className={styles.hash}>
        {record.time} · hash {record.hash}
      </p>
    </>
  );
}

/** JSON over several lines; a text that was cut is shown as it is. */
function laidOut(data: string): string {
  try {
    return JSON.stringify(JSON.parse(data), null, 2);
  } catch {
    return data;
  }
}
