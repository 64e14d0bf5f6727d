import type { ReactNode } from 'react';
import type { LeakRun, LeaksView } from '../../../shared/contract/leaks';
import { useNow } from '../../mirror/clock';
import { Since } from '../../ui/age';
import { formatBytes, formatCount } from '../../ui/format';
import { GoodIcon, WarningIcon } from '../../ui/icons';
import { LocalTime } from '../../ui/local-time';
import { Panel } from '../../ui/panel';
import styles from './scan-panel.module.css';
import { formatMany, formatTook, lookedAt } from './words';

/** How the scan stands: what it read, what it looks for, how it ended. */
export function ScanPanel({ view }: { readonly view: LeaksView }) {
  const { run } = view;
  return (
    <Panel title={run?.endedAt === null ? 'Scan under way' : 'Last scan'} className={styles.panel}>
      <div className={styles.body}>
        {run === null ? <NeverYet /> : run.endedAt === null ? <Running run={run} /> : <Ended run={run} />}
        {run !== null && <p className={styles.for}>{lookedFor(run)}</p>}
      </div>
    </Panel>
  );
}

function NeverYet() {
  return (
    <>
      <p>No scan since Holdfast started.</p>
      <p className={styles.for}>
        It looks for the exact text of each stored key, also base64 or URL-encoded, and for what looks like a secret:
        tokens, private keys, values named as a secret. In files, shell histories, and everything git keeps, deleted or
        not. A finding is told without the secret.
      </p>
    </>
  );
}

function Running({ run }: { readonly run: LeakRun }) {
  const tookMs = Math.max(1, useNow() - run.startedAt);
  const { files, bytes, gitObjects, keysFound, shapesFound } = run.counts;
  return (
    <>
      <dl className={styles.figures}>
        <Figure name="Files">{formatCount(files)}</Figure>
        <Figure name="Git objects">{formatCount(gitObjects)}</Figure>
        <Figure name="Read">{formatBytes(bytes)}</Figure>
        <Figure name="Time">{formatTook(tookMs)}</Figure>
        <Figure name="Your keys found">{formatCount(keysFound)}</Figure>
        <Figure name="Look like secrets">{formatCount(shapesFound)}</Figure>
      </dl>
      <p className={styles.current} title={run.current}>
        {run.phase === 'cancelling' ? 'Ending…' : run.current === '' ? 'Starting…' : run.current}
      </p>
    </>
  );
}

const Figure = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

function Ended({ run }: { readonly run: LeakRun }) {
  const { keysFound, shapesFound, unread } = run.counts;
  const found = keysFound + shapesFound;
  const isClean = run.phase === 'done' && found === 0;
  return (
    <>
      <p className={styles.verdict} data-clean={isClean || undefined} role="status">
        {isClean ? <GoodIcon /> : <WarningIcon />}
        <span>
          {found > 0 ? foundWords(run) : nothingWords(run)}
          {run.phase === 'cancelled' && ' The scan was cancelled before its end.'}
          {run.phase === 'failed' && ` ${run.message}`}
        </span>
      </p>
      <p>
        {lookedAt(run)} in {formatTook((run.endedAt ?? run.startedAt) - run.startedAt)}, ended{' '}
        <LocalTime at={run.endedAt ?? run.startedAt} /> (<Since at={run.endedAt ?? run.startedAt} /> ago):{' '}
        {run.places.join(', ')}.
      </p>
      {unread > 0 && (
        <p className={styles.unread}>
          {formatMany(unread, 'place was', 'places were')} not looked into: see the list below.
        </p>
      )}
    </>
  );
}

function nothingWords({ phase, keys }: LeakRun): string {
  const what = keys === 0 ? 'Nothing that looks like a secret was found' : 'Nothing was found';
  return phase === 'done' ? `${what}.` : `${what} in what was read.`;
}

function foundWords({ counts: { keysFound, shapesFound } }: LeakRun): string {
  if (keysFound === 0)
    return `${formatMany(shapesFound, 'text looks', 'texts look')} like a secret. None of your stored keys was found.`;
  const others =
    shapesFound === 0 ? '' : `, and ${formatMany(shapesFound, 'other text', 'other texts')} that may be secrets`;
  return `Your stored keys were found in ${formatMany(keysFound, 'place')}${others}. Rotate them now.`;
}

const lookedFor = ({ keys }: LeakRun): string =>
  keys === 0
    ? 'No stored key was looked for, since none is kept here yet: only texts that look like a secret.'
    : `${formatMany(keys, 'stored key')} by exact text, and texts that look like a secret.`;
