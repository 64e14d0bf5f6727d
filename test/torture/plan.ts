/** What can be killed: the composition itself, each process it keeps, and one of its bots. */
export const VICTIMS = ['main', 'exchange', 'guard', 'journal', 'paper', 'bot'] as const;
export type Victim = (typeof VICTIMS)[number];

/**
 * When: while orders come and go, around a press of halt (up to 40 ms before it, or after it), while the console comes up,
 * or while it ends.
 */
export const MOMENTS = ['trading', 'halting', 'starting', 'stopping'] as const;
export type Moment = (typeof MOMENTS)[number];

/** One kill. The same seed and index is the same plan; what the processes do in that millisecond is theirs. */
export interface Kill {
  readonly index: number;
  readonly victim: Victim;
  readonly moment: Moment;
  /** Milliseconds after the moment began; while halting below zero is before the press. */
  readonly afterMs: number;
}

/** Latest milliseconds after which a kill comes. A console is up after some 3 s, and ends within one. */
const SPAN_MS: Readonly<Record<Moment, number>> = { trading: 300, halting: 80, starting: 4_000, stopping: 800 };
const HALTING_EARLIEST_MS = -40;

/** mulberry32: small, fast, and good enough to spread kills. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The kill of this number in a long run: each victim and moment by chance, the costly moments more seldom. */
export function killOf(seed: number, index: number): Kill {
  const random = randomFrom(seed * 7_919 + index);
  for (let skipped = 0; skipped < 8; skipped += 1) random();
  const victim = VICTIMS[Math.floor(random() * VICTIMS.length)] ?? 'main';
  const at = random();
  const moment = at < 0.4 ? 'trading' : at < 0.8 ? 'halting' : at < 0.9 ? 'starting' : 'stopping';
  return { index, victim, moment, afterMs: timeOf(moment, random()) };
}

/** Each victim once, half of them around a press; the console itself last, so that one restart is enough. */
export function shortPlan(seed: number): readonly Kill[] {
  const random = randomFrom(seed);
  const parts = VICTIMS.filter((victim) => victim !== 'main')
    .map((victim) => ({ victim, at: random() }))
    .sort((one, other) => one.at - other.at);
  return [...parts, { victim: 'main' as const }].map(({ victim }, index) => {
    const moment = index % 2 === 0 ? 'trading' : 'halting';
    return { index, victim, moment, afterMs: timeOf(moment, random()) };
  });
}

function timeOf(moment: Moment, fraction: number): number {
  const from = moment === 'halting' ? HALTING_EARLIEST_MS : 0;
  return Math.round(from + fraction * (SPAN_MS[moment] - from));
}
