import { useEffect, useState } from 'react';
import type { JournalRecordView } from '../../../shared/contract/views';
import { call } from '../../mirror/api';
import { RecordDetail } from './record-detail';

/** One record by its number, read from the journal itself. */
export function RecordInFull({ seq }: { readonly seq: number }) {
  const [record, setRecord] = useState<JournalRecordView | null>(null);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    let isOver = false;
    void call('journal.tail', { limit: 1, beforeSeq: seq + 1 }).then((answer) => {
      if (isOver) return;
      const found = answer.ok ? answer.value.records.find((each) => each.seq === seq) : undefined;
      setRecord(found ?? null);
      if (found === undefined) setProblem(answer.ok ? 'The journal has no such record any more.' : answer.message);
    });
    return () => {
      isOver = true;
    };
  }, [seq]);
  if (record !== null) return <RecordDetail record={record} />;
  return <p role="status">{problem === '' ? 'Reading the record…' : `It could not be read: ${problem}`}</p>;
}
