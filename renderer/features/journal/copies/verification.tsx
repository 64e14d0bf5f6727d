import type { VerificationView, VerifyReportView } from '../../../../shared/contract/journal';
import { useNow } from '../../../mirror/clock';
import { CopyButton } from '../../../ui/copy-button';
import { formatBytes, formatCount } from '../../../ui/format';
import { BadIcon, GoodIcon, WarningIcon } from '../../../ui/icons';
import { LocalTime } from '../../../ui/local-time';
import { formatDuration } from '../../../ui/time';
import { Hash } from '../hash';
import styles from './copies.module.css';
import { SealsFound } from './seals-found';

/** How a verification gets on, or how it ended. */
export function Verification({ run }: { readonly run: VerificationView }) {
  if (run.phase === 'running') return <Running run={run} />;
  if (run.phase === 'cancelled')
    return <p>The verification was cancelled before its end. What it had read until then was good.</p>;
  if (run.phase === 'failed' || run.report === null) {
    return (
      <>
        <span className={styles.bad}>
          <BadIcon /> Could not be verified
        </span>
        <p>{run.message}</p>
      </>
    );
  }
  return (
    <>
      {run.report.intact ? <Intact run={run} report={run.report} /> : <NotIntact kind={run.kind} report={run.report} />}
      <SealsFound kind={run.kind} report={run.report} />
      {run.isOther && (
        <p className={styles.warning}>
          <WarningIcon /> The record that the last verification ended on is not in this journal: it was cut short,
          changed, or replaced by an older copy. Compare it with a head you kept, or with the mirror.
        </p>
      )}
    </>
  );
}

const NAMES = { full: 'every record', recent: 'what came since the last time', mirror: 'the mirror' } as const;

function Running({ run: { kind, startedAt, progress } }: { readonly run: VerificationView }) {
  const seconds = Math.max(0, Math.floor((useNow() - startedAt) / 1_000));
  const { records, bytes, totalBytes } = progress;
  return (
    <>
      <p>
        Checking {NAMES[kind]}: {formatCount(records)} records, {formatBytes(bytes)} of {formatBytes(totalBytes)},{' '}
        {seconds} s
      </p>
      <progress
        className={styles.progress}
        aria-label="Verifying"
        max={1}
        {...(totalBytes === 0 ? {} : { value: bytes / totalBytes })}
      />
    </>
  );
}

interface IntactProps {
  readonly run: VerificationView;
  readonly report: VerifyReportView & { readonly intact: true };
}

function Intact({ run: { kind, endedAt }, report }: IntactProps) {
  const { records, fromSeq, headSeq, headHash, ms } = report;
  const what = kind === 'mirror' ? 'The mirror is intact' : 'Intact';
  const from = fromSeq > 1 ? ` from ${formatCount(fromSeq)} on` : '';
  return (
    <>
      <span className={styles.good}>
        <GoodIcon /> {what}: {formatCount(records)} records{from} in {formatDuration(ms)}
      </span>{' '}
      <CopyButton text={`${headSeq} ${headHash}`} name="verified head" />
      <p>
        Ended {endedAt !== null && <LocalTime at={endedAt} />} with record {formatCount(headSeq)}:
        <Hash hash={headHash} />
      </p>
      {fromSeq > 1 && (
        <p>
          {kind === 'recent'
            ? `Records before ${formatCount(fromSeq)} were checked by an earlier verification, or are archived.`
            : `Records before ${formatCount(fromSeq)} are archived and were not seen. A record here says that they were archived, and the tree that the checkpoints state goes on from them. Connect the archive to verify both together.`}
        </p>
      )}
    </>
  );
}

interface NotIntactProps {
  readonly kind: VerificationView['kind'];
  readonly report: VerifyReportView & { readonly intact: false };
}

function NotIntact({ kind, report: { where, reason, time, lastGood, anchor } }: NotIntactProps) {
  return (
    <>
      <span className={styles.bad}>
        <BadIcon /> {kind === 'mirror' ? 'The mirror is not intact' : 'Not intact'}: {where}
      </span>
      <p>
        {reason.charAt(0).toUpperCase() + reason.slice(1)}.{' '}
        {time === null ? 'It says no time.' : <>It says it is of {utcWords(time)}.</>}{' '}
        {lastGood !== null && (
          <>
            The last good record is {formatCount(lastGood.seq)}, of {utcWords(lastGood.time)}.
          </>
        )}
      </p>
      <p>
        {anchor === null ? (
          'No checkpoint and no head you kept stands before it among the records checked.'
        ) : (
          <>
            {anchor.kind === 'head'
              ? 'The head you kept is good and stands before it'
              : anchor.isSealRight
                ? 'The last checkpoint before it, whose seal is right'
                : 'The last checkpoint before it'}
            : record {formatCount(anchor.seq)}, of {utcWords(anchor.time)}.
          </>
        )}
      </p>
      <p>Nothing was changed by looking. Keep the data folder as it is, and compare with a copy.</p>
    </>
  );
}

const utcWords = (time: string): string => time.replace('T', ' ').replace('Z', ' UTC');
