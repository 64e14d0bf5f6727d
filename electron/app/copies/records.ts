import type { HealthView } from '#shared/contract/views';
import type { MirrorStatus, VerificationRun } from '../../domains/journal/index';

/** What goes on record of a verification that has ended; undefined while it runs, and of one that was cancelled. */
export function verifiedRecord({ kind, phase, outcome, message }: VerificationRun): object | undefined {
  if (phase === 'failed') return { of: kind, intact: null, why: message };
  if (phase !== 'done' || outcome === null) return undefined;
  const { report, continuation } = outcome;
  const about = { of: kind, fromSeq: report.fromSeq, ...(continuation === 'other' ? { isOther: true } : {}) };
  const seals =
    report.seals === null ? {} : { seals: { right: report.seals.right, unchecked: report.seals.unchecked } };
  if (report.intact) return { ...about, intact: true, records: report.records, head: report.head, ...seals };
  const { where, reason, time, lastGood, anchor } = report;
  return { ...about, intact: false, where, reason, time, lastGood, anchor, ...seals };
}

const KEEP = 'Keep the data folder as it is. See the Journal screen, part Copies.';

/** The light of the journal's copies; undefined: no mirror is kept and no verification found anything. */
export function mirrorLight(
  { state, problem, folder }: MirrorStatus,
  verification: VerificationRun | undefined,
): Pick<HealthView, 'level' | 'message'> | undefined {
  const report = verification?.outcome?.report;
  if (verification?.phase === 'done' && report?.intact === false) {
    const what = verification.kind === 'mirror' ? 'The mirror' : 'The journal';
    return { level: 'warning', message: `${what} is not intact: ${report.where}, ${report.reason}. ${KEEP}` };
  }
  if (verification?.outcome?.continuation === 'other')
    return {
      level: 'warning',
      message: `The record that the last verification ended on is not in this journal: it was cut short, changed or replaced. ${KEEP}`,
    };
  if (state === 'off') return undefined;
  if (problem !== null) return { level: 'warning', message: problem.message };
  if (state === 'comparing') return { level: 'starting', message: 'The mirror is held against the journal.' };
  return { level: 'good', message: `Every record is copied to ${folder}.` };
}
