import { LIMIT_TEXT_MAX } from '#shared/contract/bounds';
import { type Decimal, decimal, parseDecimal } from '#shared/model/decimal';
import { type LimitDefinition, type LimitId, limitDefinition } from '#shared/model/limits';
import { err, ok, type Result } from '#shared/model/result';
import type { StoredEntry, StoredHours, StoredValue } from '#shared/model/stored-limits';
import { isZone, WEEKDAYS, type Weekday } from '#shared/model/zoned-time';

/*
 * Limits as an operator types and reads them: `500`, `limit, post-only`, `mon-fri 08:00-18:00; sat 10:00-14:00 Europe/Berlin`.
 * Read strictly: whatever could be meant in two ways is refused, in a sentence for its field.
 */

/** Digits after the point: what decisions show of a decimal, and of a number that is no decimal. */
const DECIMALS = { decimal: 8, number: 4 } as const;

type Read = Result<StoredValue, string>;

/** What a limit's value is called in text, without its unit. */
export function valueText(value: StoredValue): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if ('zone' in value) return hoursText(value);
  return value.join(', ');
}

/** An entry in text; one that is not watched says so. */
export const entryText = (entry: StoredEntry): string =>
  entry.notWatched === undefined ? valueText(entry.value) : 'not watched';

/** The value that a text stands for; otherwise why it stands for none, in a sentence. */
export function parseLimitText(limitId: LimitId, text: string): Read {
  const trimmed = text.trim();
  const definition = limitDefinition(limitId);
  if (trimmed === '') return err('Nothing is written here. Write a value, or take the limit away at this level.');
  if (trimmed.length > LIMIT_TEXT_MAX) return err(`This is longer than ${LIMIT_TEXT_MAX} characters.`);
  switch (definition.kind) {
    case 'decimal':
    case 'number':
      return parseNumber(definition, trimmed);
    case 'symbols':
      return parseSymbols(trimmed);
    case 'words':
      return parseWords(definition, trimmed);
    case 'hours':
      return parseHours(trimmed);
    default:
      return definition.kind satisfies never;
  }
}

const NUMBER = /^([+-]?\d+(?:\.(\d+))?)\s*([^\d\s.,].*)?$/u;

function parseNumber(definition: LimitDefinition, text: string): Read {
  const { kind, least = '0', most = '', isWhole } = definition;
  if (/^[+-]?\d[\d.]*([,'\u2019\u00a0 ]\d+)+/.test(text))
    return err(
      `“${cut(text)}” has separators between its digits. Write the digits alone; the point is the decimal mark.`,
    );
  const match = NUMBER.exec(text);
  if (match === null || /^e[+-]?\d/i.test(match[3] ?? ''))
    return err(`“${cut(text)}” is not a plain number. Write it out, like 500 or 0.5.`);
  const [, digits = '', fraction = '', unit = ''] = match;
  if (unit !== '' && !UNIT_WORDS[definition.unit].includes(unit.trim().toLowerCase()))
    return err(`“${cut(unit)}” is not the unit of this limit. It is counted in ${unitName(definition)}.`);
  const places = DECIMALS[kind as keyof typeof DECIMALS];
  if (isWhole === true && fraction !== '') return err('This is a count: write a whole number.');
  if (fraction.length > places) return err(`At most ${places} digits may stand after the point.`);
  const value = parseDecimal(digits);
  const range = `${grouped(least)} to ${grouped(most)}${unitSuffix(definition)}`;
  if (value === undefined || value > decimal(most)) return err(`This is more than a limit may be: ${range}.`);
  if (value < decimal(least)) return err(`This is less than a limit may be: ${range}.`);
  const plain = plainText(digits);
  return ok(kind === 'number' ? Number(plain) : plain);
}

/** Without a plus sign, leading and trailing zeros: the same number is always written the same. */
function plainText(digits: string): string {
  const [whole = '', fraction = ''] = digits.replace(/^\+/, '').split('.');
  const kept = fraction.replace(/0+$/, '');
  return `${whole.replace(/^0+(?=\d)/, '')}${kept === '' ? '' : `.${kept}`}`;
}

const grouped = (digits: string): string => {
  const [whole = '', fraction] = digits.split('.');
  return `${whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')}${fraction === undefined ? '' : `.${fraction}`}`;
};

/** What may stand behind a number, in lower case. What a limit is counted in is never guessed. */
const UNIT_WORDS: Readonly<Record<LimitDefinition['unit'], readonly string[]>> = {
  quote: ['usdt'],
  base: [],
  bps: ['bps'],
  '%': ['%'],
  '×': ['×', 'x'],
  ms: ['ms'],
  orders: ['orders'],
  messages: ['messages'],
  trades: ['trades'],
  '': [],
};

function unitName({ unit }: LimitDefinition): string {
  if (unit === 'quote') return 'USDT';
  if (unit === 'base') return 'the coin that is traded';
  if (unit === '×') return 'times (×)';
  return unit === '' ? 'nothing' : unit;
}
const unitSuffix = (definition: LimitDefinition): string =>
  definition.unit === ''
    ? ''
    : ` ${definition.unit === '×' ? '×' : definition.unit === '%' ? '%' : unitName(definition)}`;

const SYMBOL = /^[A-Z0-9]{1,20}\/[A-Z0-9]{1,20}(:[A-Z0-9]{1,20})?$/;

function parseSymbols(text: string): Read {
  const symbols = [...new Set(text.split(/[\s,;]+/).filter((part) => part !== ''))];
  const bad = symbols.find((symbol) => !SYMBOL.test(symbol));
  if (bad !== undefined) return err(`“${cut(bad)}” is not a symbol like BTC/USDT, in capital letters.`);
  if (symbols.length === 0) return err('No symbol is listed.');
  return symbols.length > 500 ? err('At most 500 symbols may be listed.') : ok(symbols);
}

function parseWords({ words = [] }: LimitDefinition, text: string): Read {
  const found = [...new Set(text.split(/[\s,;]+/).filter((part) => part !== ''))];
  const bad = found.find((word) => !words.includes(word));
  if (bad !== undefined) return err(`“${cut(bad)}” is none of what may be listed: ${words.join(', ')}.`);
  return found.length === 0 ? err(`Nothing is listed. There are: ${words.join(', ')}.`) : ok(found);
}

const HOURS_HINT = 'Write hours like mon-fri 08:00-18:00; sat 10:00-14:00 Europe/Berlin';
const CLOCK = /^((?:[01]\d|2[0-3]):[0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d|24:00)$/;

function parseHours(text: string): Read {
  const at = text.lastIndexOf(' ');
  const zone = text.slice(at + 1);
  if (at < 0 || !isZone(zone) || CLOCK.test(zone)) return err(`“${cut(zone)}” is not a time zone. ${HOURS_HINT}.`);
  const parts = text.slice(0, at).split(';');
  const windows: Array<StoredHours['windows'][number]> = [];
  for (const part of parts) {
    const words = part
      .trim()
      .toLowerCase()
      .split(/[\s,]+/);
    const times = CLOCK.exec(words.pop() ?? '');
    const days = words.map(daysOf);
    if (times === null || days.length === 0 || days.includes(undefined))
      return err(`“${cut(part.trim())}” is not understood. ${HOURS_HINT}.`);
    const listed = new Set(days.flatMap((each) => each ?? []));
    windows.push({
      days: WEEKDAYS.filter((day) => listed.has(day)),
      from: times[1] ?? '',
      to: times[2] ?? '',
    });
  }
  return windows.length > 20 ? err('At most 20 windows may be listed.') : ok({ zone, windows });
}

function daysOf(word: string): readonly Weekday[] | undefined {
  const [first, last = first, more] = word.split('-').map((day) => WEEKDAYS.indexOf(day as Weekday));
  if (first === undefined || last === undefined || more !== undefined || first < 0 || last < first) return undefined;
  return WEEKDAYS.slice(first, last + 1);
}

function hoursText({ zone, windows }: StoredHours): string {
  return `${windows.map(({ days, from, to }) => `${daysText(days)} ${from}-${to}`).join('; ')} ${zone}`;
}

function daysText(days: readonly Weekday[]): string {
  const first = WEEKDAYS.indexOf(days[0] ?? 'mon');
  const isRun = days.length > 2 && days.every((day, index) => WEEKDAYS.indexOf(day) === first + index);
  return isRun ? `${days[0]}-${days.at(-1)}` : days.join(' ');
}

const cut = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

/** A limit's number as an exact decimal, whatever its kind; undefined for lists and hours. */
export function asDecimal(value: unknown): Decimal | undefined {
  if (typeof value === 'bigint') return value as Decimal;
  return typeof value === 'number' ? parseDecimal(String(value)) : undefined;
}
