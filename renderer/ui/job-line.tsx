import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Answer } from '../../shared/contract/index';
import styles from './job-line.module.css';

interface Props {
  /** In words, as a sentence begins: `Writing the backup`. */
  readonly doing: string;
  /** `total` is 0 while it is not known. */
  readonly done: number;
  readonly total: number;
  readonly isCancelling: boolean;
  /** How a number of what is counted is written: `12 of 40 records`. */
  readonly far: (done: number, total: number) => string;
  readonly cancel: () => Promise<Answer<unknown>>;
}

/** What is being made, how far it is, and the way to end it. */
export function JobLine({ doing, done, total, isCancelling, far, cancel }: Props) {
  const [failure, setFailure] = useState('');
  const ask = async () => {
    const answer = await cancel();
    setFailure(answer.ok ? '' : answer.message);
  };
  return (
    <div className={styles.job} role="status" aria-label="Being made">
      <span>
        {isCancelling ? 'Cancelling…' : `${doing}${total > 0 ? `: ${far(done, total)}` : '…'}`} {failure}
      </span>
      <progress aria-label={doing} {...(total > 0 ? { value: done, max: total } : {})} />
      <Button size="compact-sm" variant="default" disabled={isCancelling} onClick={() => void ask()}>
        Cancel
      </Button>
    </div>
  );
}
