import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { MirrorView } from '../../../../shared/contract/journal';
import { call } from '../../../mirror/api';
import { useNow } from '../../../mirror/clock';
import { useDesk } from '../../../mirror/store';
import { formatCount, MISSING } from '../../../ui/format';
import { BadIcon, GoodIcon, StartingIcon, WarningIcon } from '../../../ui/icons';
import { Panel } from '../../../ui/panel';
import { formatAge } from '../../../ui/time';
import styles from './copies.module.css';

/** The second copy of the journal: where it is, how far it is behind, and what is wrong with it. */
export function MirrorPanel({ mirror }: { readonly mirror: MirrorView }) {
  const [failure, setFailure] = useState('');
  const [isAsking, setIsAsking] = useState(false);
  const ask = async (name: 'journal.choose-mirror' | 'journal.stop-mirror' | 'journal.retry-mirror') => {
    setIsAsking(true);
    const answer = await call(name, {});
    setIsAsking(false);
    setFailure(answer.ok ? '' : answer.message);
  };
  const isOff = mirror.state === 'off';
  return (
    <Panel
      title="Mirror"
      actions={
        <>
          {mirror.problem !== null && (
            <Button size="compact-sm" disabled={isAsking} onClick={() => void ask('journal.retry-mirror')}>
              Try again
            </Button>
          )}
          <Button
            size="compact-sm"
            variant={isOff ? 'filled' : 'default'}
            disabled={isAsking}
            onClick={() => void ask('journal.choose-mirror')}
          >
            {isOff ? 'Choose a folder…' : 'Another folder…'}
          </Button>
          {!isOff && (
            <Button
              size="compact-sm"
              variant="default"
              disabled={isAsking}
              onClick={() => void ask('journal.stop-mirror')}
            >
              Stop mirroring
            </Button>
          )}
        </>
      }
    >
      <div className={styles.body}>
        <p role="alert" className={styles.failure}>
          {failure}
        </p>
        {isOff ? <NoMirror /> : <Kept mirror={mirror} />}
      </div>
    </Panel>
  );
}

function NoMirror() {
  return (
    <p>
      No mirror is kept. A mirror is a second copy of the journal in a folder that you choose, best on another disk,
      made by a process of its own as records become durable. If this disk fails, what is on record is not lost with it.
    </p>
  );
}

function Kept({ mirror }: { readonly mirror: MirrorView }) {
  const { folder, seq, problem, sharesDisk } = mirror;
  return (
    <>
      <p className={styles.standing} role="status" aria-label="Mirror">
        <Standing mirror={mirror} />
      </p>
      {problem !== null && <p className={styles.problem}>{problem.message}</p>}
      {sharesDisk === true && (
        <p className={styles.problem}>
          This folder is on the same disk as the journal: a disk that fails takes both. Choose one on another disk.
        </p>
      )}
      <dl className={styles.facts}>
        <Fact name="Behind by">
          <Lag mirror={mirror} />
        </Fact>
        <Fact name="Last record copied">{seq === null ? MISSING : formatCount(seq)}</Fact>
        <Fact name="Folder">{folder}</Fact>
      </dl>
    </>
  );
}

function Standing({ mirror: { state, problem } }: { readonly mirror: MirrorView }) {
  switch (state) {
    case 'current':
      return (
        <span className={styles.good}>
          <GoodIcon /> Every durable record is copied, within a second or two
        </span>
      );
    case 'copying':
      return (
        <span>
          <StartingIcon /> Catching up
        </span>
      );
    case 'comparing':
      return (
        <span>
          <StartingIcon /> Comparing its end with the journal
        </span>
      );
    case 'away':
      return (
        <span className={styles.warning}>
          <WarningIcon /> Nothing is copied now; it is tried again by itself
        </span>
      );
    case 'refused':
      return (
        <span
          className={problem?.code === 'longer' || problem?.code === 'journal-damaged' ? styles.bad : styles.warning}
        >
          <BadIcon /> Left alone: nothing is copied until you decide
        </span>
      );
    case 'off':
      return null;
  }
}

/** Records, then for how long the oldest of them has waited. */
function Lag({ mirror: { seq, journalSeq, behindSince, state } }: { readonly mirror: MirrorView }) {
  const headSeq = useDesk((desk) => desk.journal.headSeq);
  const now = useNow();
  if (seq === null) return MISSING;
  const records = Math.max(0, Math.max(headSeq, journalSeq) - seq);
  if (records === 0) return '0 records';
  const words = `${formatCount(records)} ${records === 1 ? 'record' : 'records'}`;
  if (behindSince === null) return state === 'current' ? `${words}, <1 s` : words;
  return `${words}, ${formatAge(now - behindSince)}`;
}

const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
