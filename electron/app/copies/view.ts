import type { JournalCopies, VerificationView, VerifyReportView } from '#shared/contract/journal';
import type { JournalKeeper, SealsFound, VerificationRun, VerifyReport } from '../../domains/journal/index';
import type { SealKeys } from './seal-keys';

/** The mirror and the verification as a window is told. */
export const copiesView = (
  { mirror, verification }: JournalKeeper,
  sealKeys: Pick<SealKeys, 'given'>,
): JournalCopies => ({
  mirror,
  verification: verification === undefined ? null : verificationView(verification),
  sealKeys: sealKeys.given.length,
});

const verificationView = ({ outcome, ...run }: VerificationRun): VerificationView => ({
  ...run,
  report: outcome === null ? null : reportView(outcome.report),
  isOther: outcome?.continuation === 'other',
});

function reportView(report: VerifyReport): VerifyReportView {
  const seals = report.seals === null ? null : sealsView(report.seals);
  if (!report.intact) return { ...report, seals };
  const { records, fromSeq, head, ms, anchor } = report;
  return { intact: true, records, fromSeq, headSeq: head.seq, headHash: head.hash, ms, anchor, seals };
}

const sealsView = ({ right, unchecked, others, why }: SealsFound): NonNullable<VerifyReportView['seals']> => ({
  right,
  unchecked,
  others: others.length,
  why,
});
