import type { Event } from '#shared/contract/index';
import type { Clock } from '#shared/model/time';
import { createJournalKeeper, type Journal, type JournalKeeper, type MirrorStatus } from '../../domains/journal/index';
import type { Launch } from '../../platform/process/wire';
import type { Health } from '../health';
import type { Recorder } from '../recorder';
import type { Settings } from '../settings';
import { mirrorLight, verifiedRecord } from './records';
import { SealKeys, type SealKeysPorts } from './seal-keys';
import { copiesView } from './view';

export interface CopiesOptions {
  readonly launchers: { readonly journalKeeper: Launch };
  readonly clock: Clock;
  readonly journal: Journal;
  readonly recorder: Recorder;
  readonly health: Health;
  readonly dataFolder: string;
  /** The journal's folder. */
  readonly directory: string;
  readonly settings: Pick<Settings, 'journalMirror'>;
  /** Throws when settings cannot be written. */
  readonly save: (part: Pick<Settings, 'journalMirror'>) => void;
  readonly log: (line: string) => void;
  /** The vault, for the keys of the seals it began. */
  readonly vault: SealKeysPorts['vault'];
  readonly clipboard?: SealKeysPorts['clipboard'];
  readonly chooseFile?: SealKeysPorts['chooseFile'];
  /** Opens the system's dialog for a folder: its absolute path, undefined when nothing was chosen. */
  readonly chooseFolder?: (title?: string) => Promise<string | undefined>;
  readonly onJournalCopies?: (copies: Event<'journal.copies-changed'>) => void;
}

/** The journal's mirror and its verification as they are wired into the console. */
export interface Copies {
  readonly keeper: JournalKeeper;
  readonly sealKeys: SealKeys;
  readonly chooseFolder: CopiesOptions['chooseFolder'];
  /** Keeps the mirror there, or gives it up (null); throws, with everything as it was, when the settings cannot be written. */
  keepMirror(folder: string | null, sharesDisk: boolean | null): void;
  view(): Event<'journal.copies-changed'>;
  /** Begins to follow the journal, and verifies what came since the last verification. */
  start(): void;
  stop(): Promise<void>;
}

/** Pushed at most this often, milliseconds. */
const PUSH_EVERY_MS = 200;

export function createCopies(options: CopiesOptions): Copies {
  const { clock, journal, recorder, health } = options;
  let isPushDue = false;
  let cameBefore = false;
  let stopFollowing: () => void = () => undefined;
  const push = (): void => {
    if (isPushDue) return;
    isPushDue = true;
    clock.after(PUSH_EVERY_MS, () => {
      isPushDue = false;
      options.onJournalCopies?.(view());
    });
  };
  const light = (): void => {
    const now = mirrorLight(keeper.mirror, keeper.verification);
    if (now === undefined) health.clear('journal-copies');
    else health.set('journal-copies', now.level, now.message);
    push();
  };
  /** Its loss and its return go on record, once each. */
  let onRecord = '';
  const recordMirror = ({ state, folder, problem, seq }: MirrorStatus): void => {
    const now = problem?.code ?? (state === 'current' ? 'kept' : onRecord);
    if (now === onRecord) return;
    onRecord = now;
    if (problem === null) recorder.record('mirror.kept', { folder, seq });
    else recorder.record('mirror.lost', { folder, code: problem.code, message: problem.message });
  };
  const sealKeys = new SealKeys({ ...options, onChange: push });
  const keeper: JournalKeeper = createJournalKeeper({
    launch: options.launchers.journalKeeper,
    clock,
    directory: options.directory,
    dataFolder: options.dataFolder,
    mirrorFolder: options.settings.journalMirror ?? null,
    onMirror: (status) => {
      recordMirror(status);
      light();
    },
    onMirrorSetAside: (aside) => recorder.record('mirror.tail-set-aside', { folder: keeper.mirror.folder, ...aside }),
    onVerification: (run) => {
      const data = verifiedRecord(run);
      if (data !== undefined) recorder.record('journal.verified', data);
      light();
    },
    sealKey: (id) => sealKeys.of(id),
    onOutput: (line) => options.log(`journal keeper: ${line}`),
  });
  const view = () => copiesView(keeper, sealKeys);
  const follow = (): void => {
    const { head, isHealthy, journalId } = journal.status;
    // What a journal that cannot be written was found to end with need not be on the disk.
    if (head === undefined || journalId === undefined || !isHealthy) return;
    keeper.told({ journalId, head });
    if (cameBefore) return;
    cameBefore = true;
    keeper.verify('recent');
  };
  return {
    keeper,
    sealKeys,
    chooseFolder: options.chooseFolder,
    keepMirror: (folder, sharesDisk) => {
      options.save({ journalMirror: folder ?? undefined });
      const before = keeper.mirror.folder;
      onRecord = '';
      keeper.setMirror(folder);
      recorder.record(folder === null ? 'mirror.given-up' : 'mirror.chosen', {
        by: 'operator',
        folder: folder ?? before,
        ...(sharesDisk === null ? {} : { sharesDisk }),
      });
    },
    view,
    start: () => {
      stopFollowing = journal.onChange(follow);
      light();
      follow();
    },
    stop: async () => {
      stopFollowing();
      await keeper.stop();
    },
  };
}
