import type { KeyRow } from '../../../shared/contract/keys';
import { utcDay } from '../../../shared/model/key-calendar';
import { KEY_GUIDES, PURPOSE_WORDS } from '../../../shared/model/key-guides';
import type { KeyStatement } from '../../../shared/model/keys';
import { MISSING } from '../../ui/format';
import type { LIGHT_ICONS } from '../../ui/lights';

const DAY_MS = 86_400_000;

/** `Binance sub-1, trade`. */
export const nameOf = ({ exchange, accountId, purpose }: Pick<KeyRow, 'exchange' | 'accountId' | 'purpose'>): string =>
  `${KEY_GUIDES[exchange].name} ${accountId}, ${PURPOSE_WORDS[purpose].name.toLowerCase()}`;

/** In a table: `in 12 d`, `3 d ago`, `today`. */
export function inDays(at: number, now: number): string {
  const days = Math.floor((at - now) / DAY_MS);
  if (at < now) return at > now - DAY_MS ? 'since today' : `${Math.floor((now - at) / DAY_MS)} d ago`;
  return days === 0 ? 'today' : `in ${days} d`;
}

/** Whole days since: `today`, `12 d`. */
export function daysSince(at: number, now: number): string {
  const days = Math.floor((now - at) / DAY_MS);
  return days <= 0 ? 'today' : `${days} d`;
}

const RIGHTS = [
  ['read', 'read'],
  ['trade', 'trade'],
  ['withdraw', 'withdraw'],
  ['transfer', 'transfer'],
  ['manage', 'change itself'],
] as const;

/** What a key may do, and where: `read, trade; spot, margin`. */
export function mayOf(row: KeyRow): string {
  const markets = row.verdict.reading?.markets ?? [];
  return [rightsOf(row), ...(markets.length === 0 ? [] : [markets.join(', ')])].join('; ');
}

/** What a key may do: `read, trade`; what is not told has a question mark. */
function rightsOf({ verdict: { reading } }: KeyRow): string {
  if (reading === null) return 'not told';
  const may = RIGHTS.filter(([right]) => reading.rights[right] !== 'no').map(
    ([right, word]) => `${word}${reading.rights[right] === 'unknown' ? '?' : ''}`,
  );
  return may.length === 0 ? 'nothing' : may.join(', ');
}

/** Each right with its answer, for a key's own page. */
export const eachRight = ({ verdict: { reading } }: KeyRow): readonly (readonly [string, string])[] =>
  RIGHTS.map(([right, word]) => [word, reading === null ? 'not told' : ANSWERS[reading.rights[right]]]);
const ANSWERS = { yes: 'yes', no: 'no', unknown: 'not told' } as const;

/** `2 addresses`, `none: any address`, `stated`, `not told`. */
export function ipOf({ verdict: { reading }, statements }: KeyRow): string {
  const kind = reading?.ip.kind ?? 'unknown';
  const count = reading?.ip.addresses.length ?? 0;
  if (kind === 'open') return 'any address';
  if (kind === 'unknown')
    return statements.some(({ statement }) => statement === 'ip-restricted') ? 'stated' : 'not told';
  return count === 0 ? 'set' : count === 1 ? '1 address' : `${count} addresses`;
}

export const dayOf = (at: number | null): string => (at === null ? MISSING : utcDay(at));

export const HEALTH = {
  good: { word: 'well', light: 'good' },
  due: { word: 'due', light: 'warning' },
  bad: { word: 'not well', light: 'bad' },
  unknown: { word: 'not known', light: 'starting' },
} as const satisfies Record<KeyRow['health'], { readonly word: string; readonly light: keyof typeof LIGHT_ICONS }>;

/** Bad first, then due, then what is not known; among equals the sooner date. */
export const byUrgency = (rows: readonly KeyRow[]): KeyRow[] =>
  [...rows].sort((a, b) => URGENCY[a.health] - URGENCY[b.health] || a.dueAt - b.dueAt);
const URGENCY: Record<KeyRow['health'], number> = { bad: 0, due: 1, unknown: 2, good: 3 };

/** A statement as the operator signs it. */
export const STATEMENT_WORDS: Readonly<Record<KeyStatement, string>> = {
  'cannot-withdraw': 'This key cannot withdraw: I have looked at its rights on the exchange’s page.',
  'ip-restricted': 'This key works only from the addresses I have listed on the exchange’s page.',
  'cannot-transfer': 'This key cannot move money between accounts: I have looked at its rights.',
  'is-subaccount': 'This key belongs to a subaccount that holds only what its bot needs.',
};

export const DATE_WORDS = { rotate: 'replace', expires: 'expires', lapses: 'lapses' } as const;
