import type { LimitLevel } from '../../../shared/model/limits';
import { LIMIT_IDS, type LimitId, limitDefinition } from '../../../shared/model/limits';
import { formatExact, formatFixed, MISSING } from '../../ui/format';

/** Limits as an operator looks for them; the guide's checks have the same headings. */
const LAST_OF: readonly (readonly [string, LimitId])[] = [
  ['May it trade at all?', 'operating-hours'],
  ['Is it too large?', 'max-leverage'],
  ['Is the price sane?', 'reference-jump'],
  ['Can the market take it?', 'min-top-depth'],
  ['Is it too often?', 'stacked-orders'],
  ['Is too much lost?', 'worst-case-move'],
  ['Is the market too wild?', 'max-volatility'],
];

export interface LimitGroup {
  readonly title: string;
  readonly ids: readonly LimitId[];
}

/** All limits, in the order of the table, under their headings. */
export const GROUPS: readonly LimitGroup[] = LAST_OF.map(([title, last], index) => {
  const before = index === 0 ? -1 : LIMIT_IDS.indexOf(LAST_OF[index - 1]?.[1] as LimitId);
  return { title, ids: LIMIT_IDS.slice(before + 1, LIMIT_IDS.indexOf(last) + 1) };
});

/** The unit in words: the market's own assets where one is looked at. */
export function unitOf(limitId: LimitId, symbol = ''): string {
  const { unit } = limitDefinition(limitId);
  const [pair = ''] = symbol.split(':');
  const [base = '', quote = ''] = pair.split('/');
  if (unit === 'quote') return quote || 'USDT';
  if (unit === 'base') return base || 'base asset';
  return unit;
}

/** `6000` → `6,000 USDT`; lists and hours as they are. */
export function inWords(limitId: LimitId, text: string, symbol = ''): string {
  const shown = formatExact(text);
  const unit = unitOf(limitId, symbol);
  return `${shown === MISSING ? text : shown}${unit === '' ? '' : ` ${unit}`}`;
}

const LEVEL_NAMES: Readonly<Record<LimitLevel, string>> = {
  portfolio: 'Portfolio',
  exchange: 'Exchange',
  account: 'Account',
  bot: 'Bot',
  symbol: 'Symbol',
};
export const levelName = (level: LimitLevel): string => LEVEL_NAMES[level];

/** `bot grid-1`; the portfolio has no name of its own. */
export const scopeName = (level: LimitLevel, key: string): string =>
  level === 'portfolio' ? 'portfolio' : `${level} ${key}`;

/** What a limit may be, in a sentence. */
export function rangeOf(limitId: LimitId): string {
  const { kind, least, most, words, tighter, isWhole } = limitDefinition(limitId);
  if (kind === 'symbols') return 'Symbols like BTC/USDT, with commas. The shorter list is the tighter one.';
  if (kind === 'words') return `Any of ${words?.join(', ')}. The shorter list is the tighter one.`;
  if (kind === 'hours') return 'Hours like mon-fri 08:00-18:00; sat 10:00-14:00 Europe/Berlin.';
  const unit = unitOf(limitId);
  const range = `${formatExact(least ?? null)} to ${formatExact(most ?? null)}${unit === '' ? '' : ` ${unit}`}`;
  return `${range}${isWhole === true ? ', whole numbers' : ''}. ${tighter === 'lower' ? 'Lower' : 'Higher'} is tighter.`;
}

/** Time left: `1 h 58 min`, `42 s`. */
export function formatLeft(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** What is used: in whole units from 100 on, with two decimals below; more says nothing at a glance. */
export function usedInShort(used: string): string {
  if (Math.abs(Number(used)) >= 100) return formatFixed(used, 0);
  const [whole = '', fraction = ''] = used.split('.');
  return formatExact(fraction === '' ? whole : `${whole}.${fraction.slice(0, 2)}`);
}
