import { LIMIT_LEVELS, type LimitId, type LimitLevel, limitDefinition, type OnBreach } from '#shared/model/limits';
import { err, ok, type Result } from '#shared/model/result';
import type { StoredEntry, StoredLimitSet } from '#shared/model/stored-limits';
import { limitSetSchema, type StoredLimits } from './stored';
import { parseLimitText } from './text';
import { PORTFOLIO_KEY } from './tree';

/** One limit at one level, as an operator wants it. */
export interface LimitEdit {
  readonly level: LimitLevel;
  /** The account, bot …; `*` for the portfolio. */
  readonly key: string;
  readonly limitId: LimitId;
  readonly to:
    | { readonly kind: 'value'; readonly text: string; readonly onBreach: OnBreach }
    | { readonly kind: 'not-watched'; readonly reason: string }
    /** Nothing set at this level any more; what a wider level says applies. */
    | { readonly kind: 'none' };
}

/** What limits may be set for. */
export type LimitKeys = Readonly<Record<LimitLevel, readonly string[]>>;

const FIELD = {
  portfolio: undefined,
  exchange: 'exchanges',
  account: 'accounts',
  bot: 'bots',
  symbol: 'symbols',
} as const satisfies Record<LimitLevel, keyof StoredLimits | undefined>;

/** What is stored at one level for one account, bot …; empty when nothing is. */
export function storedSet(stored: StoredLimits, level: LimitLevel, key: string): StoredLimitSet {
  const field = FIELD[level];
  if (field === undefined) return stored.portfolio;
  return Object.hasOwn(stored[field], key) ? (stored[field][key] ?? {}) : {};
}

export const storedEntry = (
  stored: StoredLimits,
  { level, key, limitId }: Pick<LimitEdit, 'level' | 'key' | 'limitId'>,
): StoredEntry | undefined => storedSet(stored, level, key)[limitId];

/** All that is set at every level, with its key. */
export const storedSets = (
  stored: StoredLimits,
): ReadonlyArray<{ readonly level: LimitLevel; readonly key: string; readonly set: StoredLimitSet }> =>
  LIMIT_LEVELS.flatMap((level) => {
    const field = FIELD[level];
    if (field === undefined) return [{ level, key: PORTFOLIO_KEY, set: stored.portfolio }];
    return Object.entries(stored[field]).map(([key, set]) => ({ level, key, set }));
  });

/** The entry that an edit asks for; undefined: none at this level. Otherwise why not, in a sentence for its field. */
export function entryOf(edit: LimitEdit, keys: LimitKeys): Result<StoredEntry | undefined, string> {
  const { level, key, limitId, to } = edit;
  const { levels, mayResize, mayBeUnwatched, name } = limitDefinition(limitId);
  if (!levels.includes(level)) return err(`${name} cannot be set for ${level === 'exchange' ? 'an' : 'a'} ${level}.`);
  if (!keys[level].includes(key)) return err(`There is no ${level} ${key}.`);
  if (to.kind === 'none') return ok(undefined);
  if (to.kind === 'not-watched') {
    const notWatched = to.reason.trim();
    if (mayBeUnwatched !== true) return err(`${name} is always watched: orders are refused without it.`);
    return notWatched === '' ? err('Say why it need not be watched; the reason goes on record.') : ok({ notWatched });
  }
  const value = parseLimitText(limitId, to.text);
  if (!value.ok) return value;
  if (to.onBreach === 'deny') return ok({ value: value.value });
  return mayResize === true
    ? ok({ value: value.value, onBreach: 'resize' })
    : err(`${name} cannot make an order smaller: it refuses.`);
}

/** Stored limits with one entry put in, or taken out; a level without any entry is not kept. */
export function withEntry(
  stored: StoredLimits,
  { level, key, limitId }: Pick<LimitEdit, 'level' | 'key' | 'limitId'>,
  entry: StoredEntry | undefined,
): StoredLimits {
  const { [limitId]: _old, ...rest } = storedSet(stored, level, key);
  const set = entry === undefined ? rest : { ...rest, [limitId]: entry };
  const field = FIELD[level];
  if (field === undefined) return { ...stored, portfolio: set };
  const { [key]: _set, ...others } = stored[field];
  return { ...stored, [field]: Object.keys(set).length === 0 ? others : { ...others, [key]: set } };
}

/** Whether two entries set the same. */
export const isSameEntry = (a: StoredEntry | undefined, b: StoredEntry | undefined): boolean =>
  JSON.stringify(normal(a)) === JSON.stringify(normal(b));

const normal = (entry: StoredEntry | undefined) =>
  entry === undefined
    ? null
    : entry.notWatched === undefined
      ? [entry.value, entry.onBreach ?? 'deny']
      : [entry.notWatched];

export interface EditedLimits {
  readonly stored: StoredLimits;
  /** For each edit why it cannot be made, in a sentence for its field; empty where it can. */
  readonly problems: readonly string[];
}

/** All edits that can be made, made. Nothing of it takes effect here. */
export function applyEdits(stored: StoredLimits, edits: readonly LimitEdit[], keys: LimitKeys): EditedLimits {
  let next = stored;
  const seen = new Set<string>();
  const problems = edits.map((edit) => {
    const cell = `${edit.level} ${edit.key} ${edit.limitId}`;
    if (seen.has(cell)) return 'This limit is changed twice at once.';
    seen.add(cell);
    const entry = entryOf(edit, keys);
    if (!entry.ok) return entry.error;
    const changed = withEntry(next, edit, entry.value);
    // The schema that the settings are read with has the last word: what it refuses could not be read at the next start.
    const read = limitSetSchema(edit.level).safeParse(storedSet(changed, edit.level, edit.key));
    if (!read.success) return `This cannot be stored: ${read.error.issues[0]?.message ?? 'it does not fit'}.`;
    next = changed;
    return '';
  });
  return { stored: next, problems };
}
