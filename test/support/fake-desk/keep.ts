import type {
  ArchiveView,
  KeepJob,
  KeepView,
  MadeArchive,
  MadeBackup,
  SavedEvidence,
} from '../../../shared/contract/keep';
import type { DeskState } from '../fake-desk';

const HOME = '/home/operator/.config/Holdfast';
const MINUTE_MS = 60_000;

export const fakeEvidence = (at: number): SavedEvidence => ({
  file: `${HOME}/evidence/evidence-20261122T141500120Z.zip`,
  sha256: '91c3'.repeat(16),
  manifestSha256: '5f2a'.repeat(16),
  bytes: 4_218_412,
  orders: 0,
  records: 128_004,
  savedAt: at,
  notes: [],
});

export const fakeBackup = (madeAt: number): MadeBackup => ({
  file: '/media/operator/safe/holdfast-20261122T031500044Z.backup',
  madeAt,
  by: 'ada',
  bytes: 612_441_090,
  files: 18,
  proof: { proved: true, at: madeAt + 9_000, records: 1_204_118, headSeq: 1_204_118, headHash: '7e05'.repeat(16) },
});

export const fakeArchived = (): MadeArchive => ({
  folder: '/media/operator/safe/holdfast-archive-k3v9x2',
  segments: 4,
  bytes: 268_461_002,
  throughSeq: 612_004,
  recordSeq: 1_204_120,
  notRemoved: '',
});

function fakeArchive(state: DeskState, at: number): ArchiveView {
  const isNew = state === 'empty' || state === 'first-run';
  return {
    folder: isNew ? null : '/media/operator/safe',
    isOnJournalDisk: false,
    here: isNew
      ? { segments: 1, bytes: 4_218_412, fromSeq: 1, since: at - 90 * MINUTE_MS }
      : { segments: 9, bytes: 604_110_310, fromSeq: 612_005, since: at - 91 * 24 * 60 * MINUTE_MS },
    archived: isNew
      ? null
      : {
          segments: 9,
          throughSeq: 612_004,
          folders: ['/media/operator/safe/holdfast-archive-k3v9x2'],
          isAtHand: state !== 'error',
        },
    problem: '',
  };
}

const copying = (at: number): KeepJob => ({
  work: 'backup',
  doing: 'writing the backup',
  done: 218_000_000,
  total: 612_000_000,
  startedAt: at - 2_000,
  isCancelling: false,
});

/** What is kept, in whatever state a test or a picture wants. */
export function fakeKeep(state: DeskState, at: number): KeepView {
  const isNew = state === 'empty' || state === 'first-run';
  const isBad = state === 'error';
  return {
    job: state === 'reducing' ? copying(at) : null,
    evidenceFolder: `${HOME}/evidence`,
    lastEvidence: isNew
      ? null
      : { ...fakeEvidence(at), notes: isBad ? ['sub-2: Binance did not answer within 15 seconds.'] : [] },
    backupFolder: isNew ? `${HOME}/backups` : '/media/operator/safe',
    isBackupOnJournalDisk: isNew,
    archive: fakeArchive(state, at),
    lastBackup: isNew
      ? null
      : isBad
        ? {
            ...fakeBackup(at - 11 * MINUTE_MS),
            proof: {
              proved: false,
              why: 'Piece 7 of the backup was changed: it is not what was sealed. Nothing was restored; use another copy.',
            },
          }
        : fakeBackup(at - 11 * 60 * MINUTE_MS),
  };
}
