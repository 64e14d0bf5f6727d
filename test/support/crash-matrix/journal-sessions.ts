import assert from 'node:assert/strict';
import { readTail } from '../../../electron/domains/journal/tail';
import { verifyJournal } from '../../../electron/domains/journal/verify';
import { FaultyFiles } from '../faulty-files';
import { bytesOf, entry, FOLDER, ManualClock, openWriter, settle } from '../journal-rig';

const SEGMENT_BYTES = 700;

/** What was acknowledged, by its sequence number. */
export type Acknowledged = Map<number, unknown>;

/** One kind of session: what the disk holds before it, and what is appended in each round. */
export interface JournalSession {
  readonly name: string;
  readonly before: ReadonlyMap<string, Buffer>;
  readonly rounds: number;
  readonly batches: (round: number) => readonly (readonly unknown[])[];
}

const small = (round: number): readonly (readonly unknown[])[] => [[`${round}a`], [`${round}b`, `${round}c`]];

/** Open, groups of appends and new segments; the same on a disk whose end is half written; and records as long as checkpoints are. */
export async function journalSessions(): Promise<readonly JournalSession[]> {
  const trading: JournalSession = { name: 'trading', before: new Map(), rounds: 6, batches: small };
  const whole = new FaultyFiles();
  await runSession(trading, whole);
  const halfWritten = new Map(whole.contents());
  const last = [...halfWritten.keys()].sort().at(-1) ?? '';
  halfWritten.set(last, Buffer.concat([halfWritten.get(last) ?? Buffer.alloc(0), Buffer.from('{"hash":"00')]));
  const proof = 'p'.repeat(1_500);
  return [
    trading,
    { name: 'a half-written end', before: halfWritten, rounds: 2, batches: small },
    { name: 'checkpoints', before: new Map(), rounds: 3, batches: (round) => [[`${round}${proof}`], [`${round}b`]] },
  ];
}

/** Opens, appends in rounds over several segments, and heals what can be healed. Stops where the machine stops. */
export async function runSession(session: JournalSession, files: FaultyFiles): Promise<Acknowledged> {
  const acknowledged: Acknowledged = new Map();
  const clock = new ManualClock();
  const opened = await openWriter(files, { clock, segmentBytes: SEGMENT_BYTES }).catch((thrown: unknown) => {
    // A machine that stops, or a disk that fails before there is a journal: nothing was acknowledged.
    assert.ok(thrown instanceof Error);
    return undefined;
  });
  if (opened === undefined) return acknowledged;
  const { writer } = opened;
  for (let round = 0; round < session.rounds && !files.crashed; round += 1) {
    const batches = session.batches(round);
    const results = await Promise.all(
      batches.map((values) => writer.append(bytesOf(values.map((value) => entry(value))))),
    );
    for (const [index, result] of results.entries()) {
      if (!result.ok) continue;
      for (const [at, value] of (batches[index] ?? []).entries()) acknowledged.set(result.value.firstSeq + at, value);
    }
    clock.advance(5_000);
    await settle();
  }
  return acknowledged;
}

/** Starts on this disk and checks everything that the journal promises. Throws, with `what`, when something does not hold. */
export async function expectNothingLost(files: FaultyFiles, acknowledged: Acknowledged, what: string): Promise<void> {
  const { writer, ready } = await openWriter(files, { segmentBytes: SEGMENT_BYTES });
  const report = await verifyJournal(files, FOLDER, writer.end, () => 0);
  assert.ok(report.intact, `${what}: ${report.intact ? '' : `${report.where} ${report.reason}`}`);
  const records = await readTail(files, FOLDER, writer.end, { limit: 1_000 });
  const bySeq = new Map(records.map((record) => [record.seq, record.data as { value?: unknown }]));
  for (const [seq, value] of acknowledged)
    assert.equal(bySeq.get(seq)?.value, value, `${what}: record ${seq} was acknowledged`);

  const named = records
    .filter(({ type }) => type === 'journal.tail-set-aside')
    .map(({ data }) => data as { file: string; bytes: number });
  for (const [path, bytes] of files.contents()) {
    if (!path.endsWith('.bin')) continue;
    const naming = named.find(({ file }) => path === `${FOLDER}/${file}`);
    assert.equal(naming?.bytes, bytes.length, `${what}: ${path} is named`);
  }
  if (ready.setAside !== undefined)
    assert.ok(
      named.some(({ file }) => file === ready.setAside?.file),
      what,
    );
  const goesOn = await writer.append(bytesOf([entry('goes on')]));
  assert.ok(goesOn.ok, `${what}: it goes on`);
  await writer.close();
}

/** The bare start, for a machine that stops again during the repair. */
export const restart = (files: FaultyFiles): Promise<unknown> =>
  openWriter(files, { segmentBytes: SEGMENT_BYTES }).catch((thrown: unknown) => assert.ok(thrown instanceof Error));
