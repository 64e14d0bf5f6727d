import type { JournalCopies, VerificationView, VerifyReportView } from '#shared/contract/journal';
import type { JournalKeeper, VerificationRun, VerifyReport } from '../../domains/journal/index';

/** The mirror and the verification as a window is told. */
export const copiesView = ({ mirror, verification }: JournalKeeper): JournalCopies => ({
  mirror,
  verification: verification === undefined ? null : verificationView(verification),
});

const verificationView = ({ outcome, ...run }: VerificationRun): VerificationView => ({
  ...run,
  report: outcome === null ? null : reportView(outcome.report),
  isOther: outcome?.continuation === 'other',
});

function reportView(report: VerifyReport): VerifyReportView {
  if (!report.intact) return report;
  const { records, fromSeq, head, ms, anchor } = report;
  return { intact: true, records, fromSeq, headSeq: head.seq, headHash: head.hash, ms, anchor };
}
