import { utcDay } from './key-calendar';
import type { KeyReading, KeyRight, KeyVerdict } from './keys';

const DAY_MS = 86_400_000;
/** Whole days left are told by some exchanges instead of a date, so an expiry may seem to move by less than this. Milliseconds. */
const EXPIRY_SLACK_MS = 2 * DAY_MS;

/** What a verdict says when the exchange could not be asked at all: that is not the key's fault. */
export const NO_ANSWER = 'no-answer';

/** Whether the exchange was not reached, so that nothing new is known of the key. */
export const isUnanswered = ({ reading, refusals }: KeyVerdict): boolean =>
  reading === null && refusals.length > 0 && refusals.every(({ id }) => id === NO_ANSWER);

const RIGHT_WORDS: Readonly<Record<keyof KeyReading['rights'], string>> = {
  read: 'read',
  trade: 'trade',
  withdraw: 'withdraw',
  transfer: 'move money between accounts',
  manage: 'change its own rights',
};
const SAYS: Readonly<Record<KeyRight, string>> = { yes: 'yes', no: 'no', unknown: 'not told' };

/**
 * What has changed in a key since it was taken in, one sentence each; empty when nothing has. Changed is a new refusal, another
 * right, other markets, addresses, owner or expiry, for better or worse: nobody here changed it. Addresses are counted, not named.
 */
export function driftOf(kept: KeyVerdict, now: KeyVerdict): readonly string[] {
  if (isUnanswered(now)) return [];
  const before = new Set(kept.refusals.map(({ id }) => id));
  const found = now.refusals.filter(({ id }) => !before.has(id) && id !== NO_ANSWER).map(({ sentence }) => sentence);
  if (kept.reading === null || now.reading === null) {
    if (kept.reading !== null && found.length === 0) found.push('The exchange does not tell any more what it may do.');
    return found;
  }
  return [...found, ...changesOf(kept.reading, now.reading, now.at - kept.at)];
}

function changesOf(old: KeyReading, now: KeyReading, betweenMs: number): string[] {
  const found: string[] = [];
  for (const right of Object.keys(RIGHT_WORDS) as (keyof KeyReading['rights'])[]) {
    const [was, is] = [old.rights[right], now.rights[right]];
    if (was !== is) found.push(`May it ${RIGHT_WORDS[right]}? It was ${SAYS[was]}, and is ${SAYS[is]}.`);
  }
  const markets = changeOf(old.markets, now.markets);
  if (markets !== undefined) found.push(`The markets it may trade have changed: ${markets}.`);
  if (old.ip.kind !== now.ip.kind)
    found.push(`Its IP list was ${IP_WORDS[old.ip.kind]}, and is ${IP_WORDS[now.ip.kind]}.`);
  else {
    const addresses = changeOf(old.ip.addresses, now.ip.addresses);
    if (addresses !== undefined) found.push(`Its IP list has changed: ${addresses}.`);
  }
  if (old.account !== now.account)
    found.push(`It was a key of ${OWNERS[old.account]}, and is one of ${OWNERS[now.account]}.`);
  const [from, to] = [old.expiresAt, now.expiresAt];
  if (from !== to && !isSameExpiry(old, now, betweenMs))
    found.push(`Its expiry was ${dayOf(from)}, and is ${dayOf(to)}.`);
  return found;
}

/** The same date, give or take; or the same count of days, be it one from the key's making, or one that has fallen as time went by. */
function isSameExpiry(old: KeyReading, now: KeyReading, betweenMs: number): boolean {
  const [from, to] = [old.expiresAt, now.expiresAt];
  if (from === null || to === null) return false;
  if (old.daysTold === undefined || now.daysTold === undefined) return Math.abs(from - to) <= EXPIRY_SLACK_MS;
  const fallen = (old.daysTold - now.daysTold) * DAY_MS;
  return fallen === 0 || Math.abs(fallen - betweenMs) <= EXPIRY_SLACK_MS;
}

const IP_WORDS = { restricted: 'set', open: 'open to any address', unknown: 'not told' } as const;
const OWNERS = { sub: 'a subaccount', master: 'the main account', unknown: 'an account that was not told' } as const;
const dayOf = (at: number | null): string => (at === null ? 'never' : utcDay(at));

/** How many entries came and went; undefined when the lists hold the same. */
function changeOf(old: readonly string[], now: readonly string[]): string | undefined {
  const added = now.filter((each) => !old.includes(each)).length;
  const gone = old.filter((each) => !now.includes(each)).length;
  if (added === 0 && gone === 0) return undefined;
  return [added > 0 ? `${added} added` : '', gone > 0 ? `${gone} taken away` : '']
    .filter((part) => part !== '')
    .join(', ');
}
