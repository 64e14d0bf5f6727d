import { type Decimal, decimal, isMultipleOf, parseDecimal, ZERO } from '#shared/model/decimal';
import {
  duplicateParam,
  emptyParam,
  illegalCharacters,
  invalidData,
  missing,
  type Rejection,
  tooPrecise,
} from '../engine/rejections';

const SYMBOL = /^[A-Z0-9-_.]{1,20}$/;
const AMOUNT = /^([0-9]{1,20})(\.[0-9]{1,20})?$/;
const CLIENT_ID = /^[a-zA-Z0-9-_]{1,36}$/;
const WHOLE = /^[0-9]{1,19}$/;
const EIGHT_PLACES = decimal('0.00000001');

/** Splits `a=1&b=2`; the first name that comes twice is told. */
export function parsePairs(encoded: string, into: Map<string, string>): Rejection | undefined {
  let refused: Rejection | undefined;
  for (const pair of encoded.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    if (into.has(name)) refused ??= duplicateParam(name);
    into.set(name, equals < 0 ? '' : decode(pair.slice(equals + 1)));
  }
  return refused;
}

function decode(text: string): string {
  if (!text.includes('%') && !text.includes('+')) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/**
 * Reads a request's parameters. Readers return a harmless default on bad input and remember the first refusal in
 * `refused`: a handler reads all it needs, then asks once.
 */
export class Params {
  refused: Rejection | undefined;
  readonly #values: ReadonlyMap<string, string>;

  constructor(values: ReadonlyMap<string, string>) {
    this.#values = values;
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  optional(name: string): string | undefined {
    const value = this.#values.get(name);
    if (value === '') this.#refuse(emptyParam(name));
    return value === '' ? undefined : value;
  }

  required(name: string): string {
    const value = this.#values.get(name);
    if (value === undefined || value === '') this.#refuse(missing(name));
    return value ?? '';
  }

  symbol(): string {
    return this.#matching('symbol', this.required('symbol'), SYMBOL);
  }

  optionalSymbol(): string | undefined {
    const value = this.optional('symbol');
    return value === undefined ? undefined : this.#matching('symbol', value, SYMBOL);
  }

  /** `symbols=["BTCUSDT","ETHUSDT"]`. */
  symbols(): readonly string[] | undefined {
    const value = this.optional('symbols');
    if (value === undefined) return undefined;
    try {
      const list: unknown = JSON.parse(value);
      if (Array.isArray(list) && list.length > 0 && list.every((item) => typeof item === 'string' && SYMBOL.test(item)))
        return list as string[];
    } catch {
      // Refused below, like any other text that is not a list of symbols.
    }
    this.#refuse(illegalCharacters('symbols', '^\\[("[A-Z0-9-_.]{1,20}"(,"[A-Z0-9-_.]{1,20}"){0,}){0,1}\\]$'));
    return undefined;
  }

  /** An amount above or equal to zero with at most 8 decimals; zero when absent. */
  amount(name: string): Decimal {
    const value = this.optional(name);
    if (value === undefined) return ZERO;
    const parsed = AMOUNT.test(value) ? parseDecimal(value) : undefined;
    if (parsed === undefined)
      this.#refuse(AMOUNT.test(value) ? tooPrecise(name) : illegalCharacters(name, '^([0-9]{1,20})(\\.[0-9]{1,20})?$'));
    else if (!isMultipleOf(parsed, EIGHT_PLACES)) this.#refuse(tooPrecise(name));
    return parsed ?? ZERO;
  }

  clientId(name: string): string | undefined {
    const value = this.optional(name);
    return value === undefined ? undefined : this.#matching(name, value, CLIENT_ID);
  }

  whole(name: string): number | undefined {
    const value = this.optional(name);
    if (value === undefined) return undefined;
    const parsed = WHOLE.test(value) ? Number(value) : Number.NaN;
    if (Number.isSafeInteger(parsed)) return parsed;
    this.#refuse(WHOLE.test(value) ? invalidData(name) : illegalCharacters(name, '^[0-9]{1,20}$'));
    return undefined;
  }

  /** `true` or `false`, in any case; false when absent. */
  flag(name: string): boolean {
    const value = this.optional(name)?.toLowerCase();
    if (value !== undefined && value !== 'true' && value !== 'false') this.#refuse(invalidData(name));
    return value === 'true';
  }

  /** `[1,2]` or `["a","b"]` as text; undefined when absent. */
  list(name: string): readonly string[] | undefined {
    const value = this.optional(name);
    if (value === undefined) return undefined;
    try {
      const items: unknown = JSON.parse(value);
      if (Array.isArray(items) && items.every((item) => typeof item === 'string' || typeof item === 'number'))
        return items.map(String);
    } catch {
      // Refused below, like any other text that is not a list.
    }
    this.#refuse(invalidData(name));
    return undefined;
  }

  /** A row count, cut to `most` as Binance does. */
  limit(usual: number, most: number): number {
    const value = this.whole('limit');
    if (value === undefined) return usual;
    if (value === 0) this.#refuse(invalidData('limit'));
    return Math.min(value, most);
  }

  choice<T extends string>(name: string, allowed: readonly T[], refusal: Rejection): T | undefined {
    const value = this.optional(name);
    if (value === undefined) return undefined;
    const found = allowed.find((word) => word === value);
    if (found === undefined) this.#refuse(refusal);
    return found;
  }

  /** Notes a refusal unless there is one already. */
  #refuse(rejection: Rejection): void {
    this.refused ??= rejection;
  }

  #matching(name: string, value: string, pattern: RegExp): string {
    if (value !== '' && !pattern.test(value)) this.#refuse(illegalCharacters(name, pattern.source));
    return value;
  }
}
