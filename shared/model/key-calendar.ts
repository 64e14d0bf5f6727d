import { KEY_GUIDES } from './key-guides';
import type { KeyExchange, KeyStatement, KeyVerdict } from './keys';
import type { UtcMs } from './time';

export const DAY_MS = 86_400_000;
/** A key is replaced after so many days, whatever its exchange says (K5). Source: own policy; CIS and most exchanges advise 90. */
export const ROTATE_AFTER_DAYS = 90;
/** From so many days before it is due, a key is shown as due. */
export const DUE_BEFORE_DAYS = 7;

/** What is known of a key's dates. */
export interface KeyDates {
  readonly exchange: KeyExchange;
  readonly storedAt: UtcMs;
  readonly verdict: KeyVerdict;
  readonly statements: ReadonlyArray<{ readonly statement: KeyStatement }>;
}

/** `rotate`: own policy. `expires`: the exchange's own date. `lapses`: what happens there to a key without an IP list. */
export interface KeyDate {
  readonly kind: 'rotate' | 'expires' | 'lapses';
  readonly at: UtcMs;
  /** Why then, in a sentence. */
  readonly why: string;
}

/**
 * Everything that is going to happen to a key, the soonest first; never empty. A lapse for want of addresses counts where the exchange
 * said there are none, and where it does not tell and nobody stated them. An idle key lapses counted from the last time it was read
 * back here, which is a use.
 */
export function keyDates({ exchange, storedAt, verdict, statements }: KeyDates): readonly KeyDate[] {
  const { reading } = verdict;
  const made = reading?.createdAt ?? null;
  const from = made ?? storedAt;
  const dates: KeyDate[] = [
    {
      kind: 'rotate',
      at: from + ROTATE_AFTER_DAYS * DAY_MS,
      why: `Keys are replaced every ${ROTATE_AFTER_DAYS} days; this one was ${made === null ? 'taken in' : 'made'} on ${utcDay(from)}.`,
    },
  ];
  const { name, lapse } = KEY_GUIDES[exchange];
  const expiresAt = reading?.expiresAt ?? null;
  if (expiresAt !== null) dates.push({ kind: 'expires', at: expiresAt, why: `${name} says that it expires then.` });
  const ip = reading?.ip.kind ?? 'unknown';
  const isStated = statements.some(({ statement }) => statement === 'ip-restricted');
  if (lapse !== null && (ip === 'open' || (ip === 'unknown' && !isStated))) {
    const start = lapse.kind === 'flat' ? from : Math.max(storedAt, verdict.at);
    dates.push({
      kind: 'lapses',
      at: start + lapse.days * DAY_MS,
      why: `Without an IP list, ${lapse.what} at ${name} after ${lapse.days} days${lapse.kind === 'idle' ? ' without use' : ''}.`,
    });
  }
  return dates.sort((a, b) => a.at - b.at);
}

/** What happens first. */
export function nextDate(key: KeyDates): KeyDate {
  const [first] = keyDates(key);
  if (first === undefined) throw new Error('a key has at least the date of its rotation');
  return first;
}

/** Due, or nearly. */
export const isDue = (dueAt: UtcMs, now: UtcMs): boolean => dueAt - now <= DUE_BEFORE_DAYS * DAY_MS;

/** `2026-01-02`, UTC: the day by which a policy counts, whatever zone it is looked at from. */
export const utcDay = (at: UtcMs): string => new Date(at).toISOString().slice(0, 10);
