import { Button } from '@mantine/core';
import { useState } from 'react';
import type { KeepJob } from '../../../../shared/contract/keep';
import { call } from '../../../mirror/api';
import { formatBytes } from '../../../ui/format';
import styles from './keep.module.css';

/** What is being made, how far it is, and the way to end it. */
export function JobLine({ job }: { readonly job: KeepJob }) {
  const [failure, setFailure] = useState('');
  const cancel = async () => {
    const answer = await call('keep.cancel', {});
    setFailure(answer.ok ? '' : answer.message);
  };
  const far = job.total > 0 ? ` ${formatBytes(job.done)} of ${formatBytes(job.total)}` : '…';
  return (
    <div className={styles.job} role="status" aria-label="Being made">
      <span>
        {job.isCancelling ? 'Cancelling' : sentence(job.doing)}
        {job.isCancelling ? '…' : far} {failure}
      </span>
      <progress aria-label={job.doing} {...(job.total > 0 ? { value: job.done, max: job.total } : {})} />
      <Button size="compact-sm" variant="default" disabled={job.isCancelling} onClick={() => void cancel()}>
        Cancel
      </Button>
    </div>
  );
}

const sentence = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
