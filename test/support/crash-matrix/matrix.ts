import assert from 'node:assert/strict';
import { type Fault, FaultyFiles } from '../faulty-files';
import { expectNothingLost, journalSessions, restart, runSession } from './journal-sessions';
import { expectMirrored, mirrorSessions, runMirror } from './mirror-session';
import { type Depth, survivals } from './survivals';

/** A session on a disk; resolves with the check of what a disk holds after it. */
interface Session {
  readonly name: string;
  readonly before: ReadonlyMap<string, Buffer>;
  run(files: FaultyFiles): Promise<(disk: FaultyFiles, what: string) => Promise<void>>;
  /** Only the start on a disk: where the machine may stop again. */
  readonly restart?: (files: FaultyFiles) => Promise<unknown>;
}

export interface MatrixPart {
  readonly name: string;
  /** Goes through all its cases and resolves with how many; throws at the first in which something does not hold. */
  run(): Promise<number>;
}

const crashAt = (at: number): Fault => ({ kind: 'crash', at });

/** The ways in which a disk fails without the machine stopping. */
const FAILURES: ReadonlyArray<readonly [string, (at: number) => Fault]> = [
  ['an I/O error', (at) => ({ kind: 'error', at, code: 'EIO' })],
  ['a full disk', (at) => ({ kind: 'error', at, code: 'ENOSPC' })],
  ['a disk that fills up in the middle of a write', (at) => ({ kind: 'half-write', at, code: 'ENOSPC' })],
  ['a write that takes half', (at) => ({ kind: 'short-write', at })],
  ['a failed sync that made everything durable', (at) => ({ kind: 'failed-sync', at, lands: 'everything' })],
  ['a failed sync that made the first write durable', (at) => ({ kind: 'failed-sync', at, lands: 'first-write' })],
];

/** The whole of it. `quick`: a cut that takes a few seconds, the same each time. */
export async function crashMatrix(depth: Depth): Promise<readonly MatrixPart[]> {
  const sessions: readonly Session[] = [
    ...(await journalSessions()).map((session) => ({
      name: session.name,
      before: session.before,
      run: async (files: FaultyFiles) => {
        const acknowledged = await runSession(session, files);
        return (disk: FaultyFiles, what: string) => expectNothingLost(disk, acknowledged, what);
      },
      restart,
    })),
    ...(await mirrorSessions()).map((session) => ({
      name: session.name,
      before: session.before,
      run: async (files: FaultyFiles) => {
        const copied = await runMirror(session, files);
        return (disk: FaultyFiles, what: string) => expectMirrored(session, disk, copied, what);
      },
    })),
  ];
  return sessions.flatMap((session) => [
    { name: `${session.name}: the machine stops`, run: () => stops(session, depth) },
    { name: `${session.name}: the disk fails`, run: () => failures(session, depth) },
    ...(session.restart === undefined
      ? []
      : [{ name: `${session.name}: it stops again in the repair`, run: () => stopsAgain(session, depth) }]),
    ...(depth === 'full'
      ? [{ name: `${session.name}: it fails, then stops`, run: () => failsThenStops(session) }]
      : []),
  ]);
}

const diskOf = (session: Session, fault?: Fault): FaultyFiles => new FaultyFiles(fault, session.before);

/** How many operations a session takes when nothing goes wrong. */
async function operationsOf(session: Session): Promise<number> {
  const files = diskOf(session);
  await session.run(files);
  return files.operations;
}

async function stops(session: Session, depth: Depth): Promise<number> {
  let cases = 0;
  const total = await operationsOf(session);
  for (let at = 1; at <= total; at += 1) {
    const files = diskOf(session, crashAt(at));
    const check = await session.run(files);
    assert.ok(files.crashed, `${session.name}: operation ${at} is never come to`);
    for (const survival of survivals(files, depth)) {
      await check(files.afterCrash(survival), `stopped at ${at} (${files.log.at(-1)}), ${JSON.stringify(survival)}`);
      cases += 1;
    }
  }
  return cases;
}

/** Any operation fails; it heals, and then the power goes. No file is used on after a sync of it failed. */
async function failures(session: Session, depth: Depth): Promise<number> {
  let cases = 0;
  const total = await operationsOf(session);
  for (const [name, faultAt] of FAILURES) {
    for (let at = 1; at <= total; at += depth === 'full' ? 1 : 3) {
      const files = diskOf(session, faultAt(at));
      const check = await session.run(files);
      const what = `${name} at ${at} (${files.log[at - 1]})`;
      assert.deepEqual(files.misuses, [], what);
      for (const survival of ['synced-only', 'everything'] as const) {
        await check(files.afterCrash(survival), `${what}, ${survival}`);
        cases += 1;
      }
    }
  }
  return cases;
}

async function stopsAgain(session: Session, depth: Depth): Promise<number> {
  let cases = 0;
  const total = await operationsOf(session);
  const step = depth === 'full' ? 1 : 13;
  for (let at = 1; at <= total; at += step) {
    const first = diskOf(session, crashAt(at));
    const check = await session.run(first);
    const half = { lastWriteBytes: first.lastWriteBytes >> 1 };
    const repaired = first.afterCrash(half);
    await session.restart?.(repaired);
    for (let again = 1; again <= repaired.operations; again += depth === 'full' ? 1 : 2) {
      const second = first.afterCrash(half);
      second.fault = crashAt(again);
      await session.restart?.(second);
      for (const survival of ['synced-only', 'everything', { lastWriteBytes: second.lastWriteBytes >> 1 }] as const) {
        const what = `stopped at ${at}, then at ${again} of the repair (${second.log.at(-1)}), ${JSON.stringify(survival)}`;
        await check(second.afterCrash(survival), what);
        cases += 1;
      }
    }
  }
  return cases;
}

/** A sync or a write fails, and while that is being put right the machine stops. */
async function failsThenStops(session: Session): Promise<number> {
  let cases = 0;
  const total = await operationsOf(session);
  for (const [name, faultAt] of FAILURES) {
    for (let at = 1; at <= total; at += 1) {
      const whole = diskOf(session, faultAt(at));
      await session.run(whole);
      for (let then = at + 1; then <= Math.min(whole.operations, at + 24); then += 1) {
        const files = diskOf(session, faultAt(at));
        files.crashAt = then;
        const check = await session.run(files);
        assert.deepEqual(files.misuses, []);
        for (const survival of survivals(files, 'quick')) {
          const what = `${name} at ${at}, stopped at ${then} (${files.log.at(-1)}), ${JSON.stringify(survival)}`;
          await check(files.afterCrash(survival), what);
          cases += 1;
        }
      }
    }
  }
  return cases;
}
