import type { Random } from '../../../electron/domains/paper/engine/random';
import type { SimConsole } from './console';
import type { Disk } from './disk';
import { ACCOUNTS } from './limits';
import type { Report } from './report';
import type { VirtualTime } from './time';
import type { Venue } from './venue';
import type { Weather } from './weather';

/** What faults can reach. */
export interface FaultTargets {
  readonly time: VirtualTime;
  readonly venue: Venue;
  readonly disk: Disk;
  readonly report: Report;
  readonly note: (what: string) => void;
  /** The console of now; undefined while there is none. */
  console(): SimConsole | undefined;
  endConsole(how: 'killed' | 'power lost'): void;
}

/** One kind of fault; `plan` draws when and how hard, within `untilMs` from now. Whatever lasts ends before that. */
interface FaultKind {
  readonly name: string;
  readonly plan: (targets: FaultTargets, random: Random, untilMs: number) => void;
}

/** Sets these for a while, then sets them back. */
function forAWhile<T extends object>(
  { time, note }: FaultTargets,
  what: T,
  change: Partial<T>,
  afterMs: number,
  forMs: number,
): void {
  time.in(afterMs, () => {
    const before = Object.fromEntries(Object.keys(change).map((key) => [key, what[key as keyof T]]));
    Object.assign(what, change);
    note(`${JSON.stringify(change)} for ${forMs.toFixed(0)} ms`);
    time.in(forMs, () => void Object.assign(what, before));
  });
}

const weather = (name: string, change: (random: Random) => Partial<Weather>, mostMs: number, most = 2): FaultKind => ({
  name,
  plan: (targets, random, untilMs) => {
    const count = 1 + Math.floor(random.next() * most);
    for (let i = 0; i < count; i += 1) {
      const forMs = Math.min(random.between(0.1, 1) * mostMs, untilMs * 0.6);
      forAWhile(targets, targets.venue.weather, change(random), random.next() * (untilMs - forMs), forMs);
    }
  },
});

/** At a few moments. */
const moments = (name: string, most: number, strike: (targets: FaultTargets, random: Random) => void): FaultKind => ({
  name,
  plan: (targets, random, untilMs) => {
    const count = 1 + Math.floor(random.next() * most);
    for (let i = 0; i < count; i += 1)
      targets.time.in(random.next() * untilMs, () => {
        targets.note(name);
        targets.report.count(name);
        strike(targets, random);
      });
  },
});

const oneOf = <T>(of: readonly T[], random: Random): T => of[Math.floor(random.next() * of.length)] as T;

const lasting = (name: string, change: (random: Random) => Partial<Weather>): FaultKind =>
  weather(name, change, Number.MAX_SAFE_INTEGER, 1);

export const FAULT_KINDS: readonly FaultKind[] = [
  lasting('slow network', (random) => ({ latencyMs: [5, random.between(30, 400)] })),
  lasting('network spikes', (random) => ({ spikes: random.between(0.01, 0.1), spikeMs: random.between(200, 8_000) })),
  lasting('requests lost', (random) => ({ lostBefore: random.between(0.01, 0.2) })),
  lasting('answers lost', (random) => ({ lostAfter: random.between(0.01, 0.2) })),
  lasting('outcomes unknown', (random) => ({ unknownOutcome: random.between(0.02, 0.3) })),
  lasting('filled during cancel', (random) => ({ fillDuringCancel: random.between(0.1, 0.6) })),
  lasting('stream twice', (random) => ({ streamTwice: random.between(0.05, 0.5) })),
  lasting('stream held up', (random) => ({ streamHeldUp: random.between(0.05, 0.5) })),
  weather('429', () => ({ status: 429 }), 800),
  weather('418', () => ({ status: 418 }), 300, 1),
  weather('connections refused', () => ({ refusesConnections: true }), 2_500),
  weather('prices stand still', () => ({ prices: 'stale' }), 5_000),
  weather('prices crossed', () => ({ prices: 'crossed' }), 2_000),
  weather('prices absurd', (random) => ({ prices: random.chance(0.5) ? 'absurdly high' : 'absurdly low' }), 2_000),
  moments('price jumps', 4, ({ venue }, random) =>
    venue.jump(random.between(0.03, 0.3) * (random.chance(0.5) ? 1 : -1)),
  ),
  moments('stream cut', 3, ({ venue }, random) => venue.cutStream(oneOf(ACCOUNTS, random))),
  moments('exchange worker killed', 2, ({ console }, random) =>
    oneOf(console()?.exchangeProcesses ?? [], random)?.crash(),
  ),
  moments('journal writer killed', 2, ({ console }) => console()?.journalProcess.crash()),
  moments('guard killed', 2, ({ console }) => console()?.guardProcess.crash()),
  moments('console hangs', 1, ({ console }, random) => console()?.life.hangFor(random.between(100, 2_600))),
  moments('console killed', 1, ({ endConsole }) => endConsole('killed')),
  moments('power lost', 1, ({ endConsole }) => endConsole('power lost')),
  disk('disk full', () => ({ code: 'ENOSPC' }), 2_500),
  disk('disk read-only', () => ({ code: 'EROFS' }), 2_500),
  disk('disk slow', (random) => ({ slowestSyncMs: random.between(5, 400) }), Number.MAX_SAFE_INTEGER),
  disk('disk hangs', () => ({ slowestSyncMs: 12_000 }), 60),
  disk('short writes', (random) => ({ shortWrites: random.between(0.05, 0.5) }), Number.MAX_SAFE_INTEGER),
  moments('sync fails', 3, ({ disk: { trouble } }, random) => {
    trouble.failingSyncs += 1 + Math.floor(random.next() * 2);
  }),
];

function disk(name: string, change: (random: Random) => Partial<Disk['trouble']>, mostMs: number): FaultKind {
  return {
    name,
    plan: (targets, random, untilMs) => {
      const forMs = Math.min(random.between(0.1, 1) * mostMs, untilMs * 0.6);
      forAWhile(targets, targets.disk.trouble, change(random), random.next() * (untilMs - forMs), forMs);
    },
  };
}

/** Draws which kinds of faults this run has, and when: few together in some runs, all at once in others. Returns their names. */
export function planFaults(targets: FaultTargets, random: Random, untilMs: number): readonly string[] {
  const share = random.between(0.05, 0.5);
  const chosen = FAULT_KINDS.filter(() => random.chance(share));
  for (const { plan } of chosen) plan(targets, random, untilMs);
  return chosen.map(({ name }) => name);
}
