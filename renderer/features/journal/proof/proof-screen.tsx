import { Button } from '@mantine/core';
import { type ReactNode, useCallback, useState } from 'react';
import type { CheckpointView, ProofView } from '../../../../shared/contract/proof';
import { headPhrase } from '../../../../shared/model/head-phrase';
import { call } from '../../../mirror/api';
import { usePolled } from '../../../mirror/polled';
import { Since } from '../../../ui/age';
import { CopyButton } from '../../../ui/copy-button';
import { Empty } from '../../../ui/empty';
import { formatCount } from '../../../ui/format';
import { BadIcon, GoodIcon } from '../../../ui/icons';
import { Panel } from '../../../ui/panel';
import { ScreenHead } from '../../../ui/screen-head';
import { Hash } from '../hash';
import styles from './proof.module.css';
import { ProveRecord } from './prove-record';
import { QrCode } from './qr';

const read = () => call('proof.read', {});

/** What proves that the journal is what it was: the last checkpoint, the head to keep elsewhere, the key, and the proof of one record. */
export function ProofScreen({ choice }: { readonly choice: ReactNode }) {
  const { view, problem, refresh } = usePolled(read);
  return (
    <>
      <ScreenHead title="Journal" note={<Standing view={view} problem={problem} />}>
        {choice}
      </ScreenHead>
      {view === null ? (
        <Empty>{problem === '' ? 'Reading what proves the journal…' : problem}</Empty>
      ) : (
        <div className={styles.screen}>
          <div className={styles.top}>
            <Keep view={view} />
            <LastCheckpoint view={view} onMade={refresh} />
          </div>
          <ProveRecord />
          <Limits />
        </div>
      )}
    </>
  );
}

function Standing({ view, problem }: { readonly view: ProofView | null; readonly problem: string }) {
  if (problem !== '') return problem;
  const last = view?.last;
  if (last === null || last === undefined) return 'No checkpoint was made in this run yet.';
  return (
    <>
      Checkpoint of {formatCount(last.size)} records, <Since at={last.at} /> ago,{' '}
      {last.signedBy === null ? 'not signed' : 'signed'}
    </>
  );
}

/** The head, to be kept where nobody who sits at this machine can change it. */
function Keep({ view }: { readonly view: ProofView }) {
  const { last, journalId, publicKey } = view;
  if (last === null)
    return (
      <Panel title="Keep this elsewhere">
        <Empty>The first checkpoint is made as soon as the journal is written. {view.problem}</Empty>
      </Panel>
    );
  const head = `${last.size}:${last.head}`;
  const phrase = headPhrase(last.size, last.head);
  return (
    <Panel
      title="Keep this elsewhere"
      note={`head of record ${formatCount(last.size)}`}
      className={styles.sheet}
      actions={
        <>
          <Button size="compact-sm" variant="default" onClick={() => window.print()}>
            Print
          </Button>
          <CopyButton text={head} name="head" />
        </>
      }
    >
      <div className={styles.keep}>
        <QrCode text={`holdfast journal ${journalId} head ${head}`} name={`QR code of the head ${head}`} />
        <dl className={styles.facts}>
          <dt>Phrase</dt>
          <dd className={styles.phrase}>{phrase}</dd>
          <dt>Hash</dt>
          <dd>
            <Hash hash={last.head} />
          </dd>
          <dt>Public key</dt>
          <dd>{publicKey === null ? <NoKey unsigned={view.unsigned} /> : <PublicKey publicKey={publicKey} />}</dd>
        </dl>
      </div>
      <p className={styles.note}>
        On paper, or sent to somebody: whoever has the phrase can prove that no record up to {formatCount(last.size)}{' '}
        was changed, added, moved or removed since. The newest one covers all older ones.
      </p>
    </Panel>
  );
}

const NoKey = ({ unsigned }: Pick<ProofView, 'unsigned'>) => (
  <span className={styles.dim}>
    {unsigned === 'no-vault' ? 'There is none before a vault is set up.' : 'Unlock the vault to see it.'}
  </span>
);

function PublicKey({ publicKey }: { readonly publicKey: string }) {
  return (
    <span className={styles.key}>
      <Hash hash={publicKey} /> <CopyButton text={publicKey} name="public key" />
    </span>
  );
}

function LastCheckpoint({ view, onMade }: { readonly view: ProofView; readonly onMade: () => void }) {
  const [isMaking, setIsMaking] = useState(false);
  const [failed, setFailed] = useState('');
  const make = useCallback(async () => {
    setIsMaking(true);
    const made = await call('proof.checkpoint', {});
    setFailed(made.ok ? '' : made.message);
    setIsMaking(false);
    onMade();
  }, [onMade]);
  const { last, lastSigned, problem } = view;
  return (
    <Panel
      title="Last checkpoint"
      actions={
        <Button size="compact-sm" loading={isMaking} onClick={() => void make()}>
          Make one now
        </Button>
      }
    >
      <div className={styles.body}>
        {(failed !== '' || problem !== '') && (
          <p className={styles.bad} role="alert">
            <BadIcon /> The last try failed. {failed === '' ? problem : failed}
          </p>
        )}
        {last !== null && <Facts of={last} />}
        <SignedUpTo last={last} lastSigned={lastSigned} unsigned={view.unsigned} />
        <p className={styles.note}>One is made each minute while records come, at start, stop, unlock and each halt.</p>
      </div>
    </Panel>
  );
}

function Facts({ of }: { readonly of: CheckpointView }) {
  return (
    <dl className={styles.facts}>
      <dt>Record</dt>
      <dd>
        {formatCount(of.seq)}, <Since at={of.at} /> ago, {WHY[of.why] ?? of.why}
      </dd>
      <dt>Covers</dt>
      <dd>{formatCount(of.size)} records</dd>
      <dt>Signed</dt>
      <dd>
        {of.signedBy === null ? (
          'no'
        ) : (
          <span className={styles.good}>
            <GoodIcon /> yes
          </span>
        )}
      </dd>
      <dt>Sealed</dt>
      <dd>
        {of.sealStep === null
          ? 'no: a seal begins when the vault is unlocked'
          : `yes, step ${formatCount(of.sealStep)}`}
      </dd>
    </dl>
  );
}

const WHY: Readonly<Record<string, string>> = {
  start: 'at start',
  interval: 'the minute was over',
  halt: 'at a halt',
  unlocked: 'the vault was unlocked',
  asked: 'as you asked',
  stop: 'at the end',
};

function SignedUpTo({ last, lastSigned, unsigned }: Pick<ProofView, 'last' | 'lastSigned' | 'unsigned'>) {
  if (unsigned === null) return null;
  const why =
    unsigned === 'locked'
      ? 'The vault is locked, so checkpoints are not signed. Unlock it: the next one covers them.'
      : 'There is no vault yet to keep a signing key. Set one up on the Vault page.';
  const upTo =
    lastSigned === null
      ? ''
      : ` Signed up to record ${formatCount(lastSigned.size)}; ${formatCount(Math.max(0, (last?.size ?? lastSigned.size) - lastSigned.size))} since are not.`;
  return (
    <p className={styles.warn}>
      {why}
      {upTo}
    </p>
  );
}

function Limits() {
  return (
    <Panel title="What this cannot prove">
      <ul className={styles.limits}>
        <li>
          Whoever can use this machine while the vault is unlocked can write false records from then on, and sign them.
        </li>
        <li>Without a head kept elsewhere, nobody can tell that the whole journal was written anew.</li>
        <li>Times are this machine’s own. A journal proves an order of events, not what o’clock it was.</li>
      </ul>
    </Panel>
  );
}
