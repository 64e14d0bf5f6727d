import { Button } from '@mantine/core';
import { useState } from 'react';
import { useDesk } from '../../mirror/store';
import { CopyButton } from '../../ui/copy-button';
import { formatCount } from '../../ui/format';
import { Panel } from '../../ui/panel';
import { Hash } from './hash';
import styles from './head.module.css';

/** The newest record's number and hash. Written down elsewhere, it proves later that nothing before it was changed. */
export function Head() {
  const seq = useDesk((desk) => desk.journal.headSeq);
  const hash = useDesk((desk) => desk.journal.headHash);
  const [held, setHeld] = useState<{ readonly seq: number; readonly hash: string } | null>(null);
  const shown = held ?? { seq, hash };
  return (
    <Panel
      title="Head"
      note={`record ${formatCount(shown.seq)}`}
      actions={
        <>
          <Button
            size="compact-sm"
            variant="default"
            aria-pressed={held !== null}
            onClick={() => setHeld(held === null ? { seq, hash } : null)}
          >
            {held === null ? 'Hold still' : 'Follow again'}
          </Button>
          <CopyButton text={`${shown.seq} ${shown.hash}`} name="head" />
        </>
      }
    >
      <div className={styles.body}>
        <Hash hash={shown.hash} />
        <p>Keep the record number and this hash on paper: together they prove that no earlier record was changed.</p>
      </div>
    </Panel>
  );
}
