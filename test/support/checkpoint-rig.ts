import { ok, type Result } from '#shared/model/result';
import { type CheckpointPorts, Checkpoints, type OfferedHead } from '../../electron/app/proofs/checkpoints';
import { CheckpointMaker } from '../../electron/domains/journal/checkpoint/maker';
import { proofsOf, serveProofs } from '../../electron/domains/journal/checkpoint/requests';
import { type JournalEntry, signWith } from '../../electron/domains/journal/index';
import { readTail } from '../../electron/domains/journal/tail';
import type { JournalWriter } from '../../electron/domains/journal/writer';
import { useJournalKeys } from '../../electron/domains/vault/journal-keys';
import { FaultyFiles } from './faulty-files';
import { bytesOf, entry, FOLDER, openWriter } from './journal-rig';
import { VirtualClock } from './virtual-clock';

/** The vault's secret that the journal's keys come from. */
const LIST = Buffer.alloc(32, 7);
export const SEAL_FILE = `${FOLDER}/journal-seal`;

export interface CheckpointRig {
  readonly files: FaultyFiles;
  readonly clock: VirtualClock;
  readonly writer: JournalWriter;
  readonly checkpoints: Checkpoints;
  readonly journal: CheckpointPorts['journal'];
  readonly proofs: ReturnType<typeof proofsOf>;
  readonly recorded: JournalEntry[];
  readonly offered: OfferedHead[];
  isUnlocked: boolean;
  haltIds: string[];
  add(count: number): Promise<void>;
}

/** The real writer, maker and checkpoints on a disk in memory, with no processes between them; a second one on it is a restart. */
export async function checkpointRig(
  files = new FaultyFiles(),
  options: { readonly segmentBytes?: number; readonly isUnlocked?: boolean } = {},
): Promise<CheckpointRig> {
  const clock = new VirtualClock();
  const { writer, ready } = await openWriter(files, { clock, segmentBytes: options.segmentBytes });
  const maker = new CheckpointMaker({
    files,
    clock,
    directory: FOLDER,
    journalId: ready.journalId,
    end: () => writer.end,
    sealFile: SEAL_FILE,
  });
  writer.onDurable = (records) => maker.told(records);
  const serve = serveProofs(maker, (work) => work);
  const proofs = proofsOf(async (name, params) => ok(await serve[name](params)));
  const recorded: JournalEntry[] = [];
  const offered: OfferedHead[] = [];
  const append = async (
    entries: readonly JournalEntry[],
  ): Promise<Result<{ seq: number; head: typeof writer.end.head }, never>> => {
    const written = await writer.append(bytesOf(entries));
    if (!written.ok) throw new Error(written.error.message);
    return ok({ seq: written.value.firstSeq, head: written.value.head });
  };
  const journal: CheckpointPorts['journal'] = {
    append: (each) => append([each]),
    proofs,
    tail: async (query) => ok(await readTail(files, FOLDER, writer.end, query)),
    isHealthy: () => writer.isHealthy,
    journalId: ready.journalId,
    get status() {
      return {
        isHealthy: writer.isHealthy,
        code: 'ok' as const,
        message: '',
        head: writer.end.head,
        journalId: ready.journalId,
        setAside: undefined,
        recordsSinceStart: 0,
        restarts: 0,
      };
    },
  };
  const rig: CheckpointRig = {
    files,
    clock,
    writer,
    journal,
    proofs,
    recorded,
    offered,
    isUnlocked: options.isUnlocked ?? true,
    haltIds: [],
    add: async (count) => {
      for (let index = 0; index < count; index += 1) await append([entry(index)]);
    },
    checkpoints: new Checkpoints({
      clock,
      journal,
      recorder: { record: (type, data) => void recorded.push({ type, data }) },
      vault: {
        get unsignedWhy() {
          return rig.isUnlocked ? undefined : ('locked' as const);
        },
        withJournalKeys: (use) => (rig.isUnlocked ? useJournalKeys(LIST, use) : undefined),
      },
      haltIds: () => rig.haltIds,
      offerHead: (head) => void offered.push(head),
      log: (line) => void recorded.push({ type: 'log', data: line }),
    }),
  };
  return rig;
}

/** The first key of a seal, as the vault gives it. */
export const firstSealKey = (id: string): Buffer => useJournalKeys(LIST, (keys) => Buffer.from(keys.firstSealKey(id)));

/** A signature by the vault's key. */
export const signedByVault = (bytes: Buffer) => useJournalKeys(LIST, (keys) => signWith(keys.signingSeed(), bytes));
