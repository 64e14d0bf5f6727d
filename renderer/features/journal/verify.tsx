import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Answer, Response } from '../../../shared/contract/index';
import { call } from '../../mirror/api';
import { useNow } from '../../mirror/clock';
import { useDesk } from '../../mirror/store';
import { CopyButton } from '../../ui/copy-button';
import { formatCount } from '../../ui/format';
import { BadIcon, GoodIcon } from '../../ui/icons';
import { Panel } from '../../ui/panel';
import { formatDuration } from '../../ui/time';
import { Hash } from './hash';
import styles from './head.module.css';

type Verified = Answer<Response<'journal.verify'>>;

/** Re-reads the whole journal and checks every link of its chain. */
export function Verify() {
  const [startedAt, setStartedAt] = useState<number | null>(null);
  const [verified, setVerified] = useState<Verified | null>(null);
  const verify = async () => {
    setStartedAt(performance.now());
    setVerified(null);
    setVerified(await call('journal.verify', {}));
    setStartedAt(null);
  };
  return (
    <Panel
      title="Is it whole?"
      actions={
        <Button size="compact-sm" aria-label="Verify" disabled={startedAt !== null} onClick={() => void verify()}>
          Verify
        </Button>
      }
    >
      <output className={styles.body} aria-label="Verification">
        {startedAt !== null ? (
          <Running since={startedAt} />
        ) : verified === null ? (
          <Invitation />
        ) : (
          <Result of={verified} />
        )}
      </output>
    </Panel>
  );
}

function Invitation() {
  return <p>Verify reads every record again from the disk and checks each link of the chain.</p>;
}

function Running({ since }: { readonly since: number }) {
  useNow();
  const records = useDesk((desk) => desk.journal.headSeq);
  const seconds = Math.floor((performance.now() - since) / 1_000);
  return (
    <p>
      Checking {formatCount(records)} records… {seconds} s <progress aria-label="Verifying" />
    </p>
  );
}

function Result({ of: verified }: { readonly of: Verified }) {
  if (!verified.ok) {
    return (
      <>
        <span className={styles.bad}>
          <BadIcon /> Could not be verified
        </span>
        <p>{verified.message}</p>
      </>
    );
  }
  const result = verified.value;
  if (!result.intact) {
    return (
      <>
        <span className={styles.bad}>
          <BadIcon /> Not intact: {result.where}
        </span>
        <p>{result.reason} Nothing was changed by looking. Keep the data folder as it is, and compare with a copy.</p>
      </>
    );
  }
  return (
    <>
      <span className={styles.good}>
        <GoodIcon /> Intact: {formatCount(result.records)} records in {formatDuration(result.ms)}
      </span>{' '}
      <CopyButton text={`${result.headSeq} ${result.headHash}`} name="verified head" />
      <p>
        Head, record {formatCount(result.headSeq)}:
        <Hash hash={result.headHash} />
      </p>
    </>
  );
}
