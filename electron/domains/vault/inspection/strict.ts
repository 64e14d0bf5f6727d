import type { KeyReading, KeyRight } from '#shared/model/keys';
import { InspectionStop, type RightName } from './adapter';

export type Fields = Readonly<Record<string, unknown>>;

const unreadable = (where: string): InspectionStop => new InspectionStop('unreadable', where);

/** An object, or the inspection ends: what is not there is never taken for "no". `where` is the field's name in the answer. */
export function fieldsIn(value: unknown, where: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unreadable(where);
  return value as Fields;
}

export function listIn(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) throw unreadable(where);
  return value;
}

export function textIn(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw unreadable(name);
  return value;
}

export function flagIn(fields: Fields, name: string): boolean {
  const value = fields[name];
  if (typeof value !== 'boolean') throw unreadable(name);
  return value;
}

export function textsIn(fields: Fields, name: string): readonly string[] {
  return listIn(fields[name], name).map((each) => {
    if (typeof each !== 'string') throw unreadable(name);
    return each;
  });
}

/** A number, written as one or as text. */
export function numberIn(fields: Fields, name: string): number {
  const value = fields[name];
  const number = typeof value === 'number' ? value : typeof value === 'string' && value !== '' ? Number(value) : NaN;
  if (!Number.isFinite(number)) throw unreadable(name);
  return number;
}

/** An id, written as a number or as text. */
export function idIn(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === 'string' && value !== '') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  throw unreadable(name);
}

/** A note for people: null when it is empty or not told. */
export const labelIn = (fields: Fields, name: string): string | null => {
  const value = fields[name];
  return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 100) : null;
};

/** A time that an exchange may leave out: UTC milliseconds, null for none, 0 and 1970. */
export function timeIn(fields: Fields, name: string, unit: 'ms' | 's' = 'ms'): number | null {
  const value = fields[name];
  if (value === undefined || value === null || value === '' || value === 0 || value === '0') return null;
  if (typeof value === 'string' && /\d{4}-\d\d-\d\d/.test(value)) {
    const at = Date.parse(value);
    if (Number.isNaN(at)) throw unreadable(name);
    return at === 0 ? null : at;
  }
  const number = Number(value);
  if (!Number.isFinite(number) || number < 0) throw unreadable(name);
  return number * (unit === 's' ? 1_000 : 1);
}

/** Comma-separated words, without the empty ones. */
export const wordsOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');

const RIGHT_LIKE =
  /perm|enable|allow|^can|right|scope|role|withdraw|transfer|trad|wallet|write|manage|access|^is[A-Z]/i;
/** A right that is written this way is plainly not given when it is false. */
const GRANT_LIKE = /^(enable|permits?|allow|can|is)[A-Z_]/;

/**
 * Fields that look like rights and that this version does not know. One that is plainly not given (`enableX: false`) grants nothing
 * and passes, so that an exchange may grow; every other is a refusal.
 */
export function unknownRights(fields: Fields, known: readonly string[]): readonly string[] {
  return Object.entries(fields)
    .filter(([name]) => !known.includes(name))
    .filter(([name, value]) => typeof value === 'boolean' || RIGHT_LIKE.test(name))
    .filter(([name, value]) => !(value === false && GRANT_LIKE.test(name)))
    .map(([name]) => name);
}

/** What one permission word gives: rights, a market that may be traded, or something that neither purpose needs. */
export type Grant = RightName | 'extra' | 'nothing';

/** Collects rights word by word. A word that no table knows is kept for the refusal. */
export class Grants {
  readonly #words: Record<Grant, string[]> = {
    read: [],
    trade: [],
    withdraw: [],
    transfer: [],
    manage: [],
    extra: [],
    nothing: [],
  };
  readonly #unknown: string[] = [];
  readonly #markets: string[] = [];

  give(grants: Grant | readonly Grant[], word: string, market?: string): void {
    for (const grant of typeof grants === 'string' ? [grants] : grants) this.#words[grant].push(word);
    if (market !== undefined && !this.#markets.includes(market)) this.#markets.push(market);
  }

  unknown(...words: readonly string[]): void {
    this.#unknown.push(...words);
  }

  /** Gives what a table says of a word, or keeps it as unknown. */
  take(word: string, table: Readonly<Record<string, Grant | readonly Grant[]>>, isMarket = true): void {
    const grants = Object.hasOwn(table, word) ? table[word] : undefined;
    if (grants === undefined) this.unknown(word);
    else this.give(grants, word, isMarket && (grants === 'trade' || grants.includes('trade')) ? word : undefined);
  }

  right(name: RightName): KeyRight {
    return this.#words[name].length > 0 ? 'yes' : 'no';
  }

  get rights(): KeyReading['rights'] {
    return {
      read: this.right('read'),
      trade: this.right('trade'),
      withdraw: this.right('withdraw'),
      transfer: this.right('transfer'),
      manage: this.right('manage'),
    };
  }

  get markets(): readonly string[] {
    return this.#markets;
  }

  get unknownWords(): readonly string[] {
    return this.#unknown.map((word) => word.slice(0, 60));
  }

  get words(): Partial<Record<RightName, readonly string[]>> {
    return this.#words;
  }

  get extras(): readonly string[] {
    return this.#words.extra;
  }
}

/** Addresses as an exchange lists them; none, or one that lets all in, means open. */
export function ipFrom(addresses: readonly string[]): KeyReading['ip'] {
  const listed = addresses.map((address) => address.trim()).filter((address) => address !== '');
  const isOpen = listed.length === 0 || listed.some((address) => OPEN.has(address));
  return { kind: isOpen ? 'open' : 'restricted', addresses: isOpen ? [] : listed };
}

const OPEN = new Set(['*', '0.0.0.0', '0.0.0.0/0', '::', '::/0']);

/** A reading of which nothing is known beyond what `told` holds. */
export function readingOf(told: Partial<KeyReading>): KeyReading {
  return {
    rights: { read: 'unknown', trade: 'unknown', withdraw: 'unknown', transfer: 'unknown', manage: 'unknown' },
    markets: [],
    ip: { kind: 'unknown', addresses: [] },
    createdAt: null,
    expiresAt: null,
    label: null,
    account: 'unknown',
    unknownWords: [],
    ...told,
  };
}

/** What an adapter hands on when it collected grants. */
export const fromGrants = (grants: Grants, told: Partial<KeyReading>) => ({
  reading: readingOf({
    rights: grants.rights,
    markets: grants.markets,
    unknownWords: grants.unknownWords,
    ...told,
  }),
  words: grants.words,
  extras: grants.extras,
});
