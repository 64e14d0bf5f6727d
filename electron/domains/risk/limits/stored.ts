import { z } from 'zod';
import { type Decimal, parseDecimal } from '#shared/model/decimal';
import { isInLimitRange, type LimitEntry, type LimitSet } from '#shared/model/limit-values';
import {
  LIMIT_IDS,
  LIMIT_LEVELS,
  LIMIT_TABLE_VERSION,
  type LimitId,
  type LimitLevel,
  limitDefinition,
} from '#shared/model/limits';
import type { StoredEntry, StoredHours, StoredLimitSet, StoredValue } from '#shared/model/stored-limits';
import { isZone, type OperatingHours, WEEKDAYS } from '#shared/model/zoned-time';
import { EMPTY_TREE, type LimitOverride, type LimitTree } from './tree';

/** Unified symbol: `BTC/USDT`, or `BTC/USDT:USDT` for a perpetual settled in USDT. */
export const symbolText = z.string().regex(/^[A-Z0-9]{1,20}\/[A-Z0-9]{1,20}(:[A-Z0-9]{1,20})?$/);
const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/);
const clockText = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time like 08:30');
const sentence = z.string().trim().min(1).max(300);

const storedHours: z.ZodType<StoredHours> = z.strictObject({
  zone: z.string().refine(isZone, 'must be a zone like Europe/Berlin'),
  windows: z
    .array(
      z.strictObject({
        days: z.array(z.enum(WEEKDAYS)).min(1).max(7),
        from: clockText,
        to: clockText.or(z.literal('24:00')),
      }),
    )
    .min(1)
    .max(20),
});

/** Schema of one limit's value, with the range the table gives it. */
function valueSchema(limitId: LimitId): z.ZodType<StoredValue> {
  const { kind, least = '0', most = '', words = [] } = limitDefinition(limitId);
  switch (kind) {
    case 'decimal':
      return z
        .string()
        .refine(
          (text) => parseDecimal(text) !== undefined && isInLimitRange(limitId, Number(text)),
          `must be a decimal in quotes, ${least} to ${most}`,
        );
    case 'number':
      return z.number().refine((value) => isInLimitRange(limitId, value), `must be a number, ${least} to ${most}`);
    case 'symbols':
      return z.array(symbolText).min(1).max(500);
    case 'words':
      return z.array(z.enum(words as readonly [string, ...string[]])).min(1);
    case 'hours':
      return storedHours;
    default:
      return kind satisfies never;
  }
}

function entrySchema(limitId: LimitId): z.ZodType<StoredEntry> {
  const { mayResize, mayBeUnwatched } = limitDefinition(limitId);
  const value = valueSchema(limitId);
  const watched = z.strictObject(
    mayResize === true ? { value, onBreach: z.enum(['deny', 'resize']).optional() } : { value },
  );
  const schema = mayBeUnwatched === true ? z.union([watched, z.strictObject({ notWatched: sentence })]) : watched;
  return schema as unknown as z.ZodType<StoredEntry>;
}

const ENTRIES = new Map(LIMIT_IDS.map((each) => [each, entrySchema(each)]));

/** What may be set at one level: only limits that the table has at that level. */
export function limitSetSchema(level: LimitLevel): z.ZodType<StoredLimitSet> {
  const ids = LIMIT_IDS.filter((each) => limitDefinition(each).levels.includes(level));
  const shape = Object.fromEntries(ids.map((each) => [each, ENTRIES.get(each)?.optional() ?? z.never()]));
  return z.strictObject(shape) as unknown as z.ZodType<StoredLimitSet>;
}

const HOUR_MS = 3_600_000;
/** R12: an override that lasts longer than this is not temporary. */
export const LONGEST_OVERRIDE_MS = 7 * 24 * HOUR_MS;

const override = z
  .strictObject({
    id,
    level: z.enum(LIMIT_LEVELS),
    /** The account, bot …; `*` for the portfolio. */
    key: z.string().min(1).max(64),
    limit: z.enum(LIMIT_IDS as readonly [LimitId, ...LimitId[]]),
    entry: z.unknown(),
    reason: sentence,
    /** UTC milliseconds. */
    createdAt: z.number().int().nonnegative(),
    expiresAt: z.number().int().positive(),
  })
  .superRefine((each, context) => {
    const issue = (message: string): void =>
      context.addIssue({ code: 'custom', message: `override ${each.id} ${message}` });
    if (!limitDefinition(each.limit).levels.includes(each.level))
      issue(`cannot set ${each.limit} at level ${each.level}`);
    const lastsMs = each.expiresAt - each.createdAt;
    if (!(lastsMs > 0 && lastsMs <= LONGEST_OVERRIDE_MS)) issue('must expire within 7 days');
    const parsed = ENTRIES.get(each.limit)?.safeParse(each.entry);
    if (parsed?.success !== true) issue(`has no valid value for ${each.limit}`);
  });

/** All limits as stored in the settings. */
export const storedLimits = z.strictObject({
  version: z.literal(LIMIT_TABLE_VERSION),
  portfolio: limitSetSchema('portfolio'),
  exchanges: z.record(id, limitSetSchema('exchange')),
  accounts: z.record(id, limitSetSchema('account')),
  bots: z.record(id, limitSetSchema('bot')),
  symbols: z.record(symbolText, limitSetSchema('symbol')),
  overrides: z.array(override).max(200),
});
export type StoredLimits = z.infer<typeof storedLimits>;

const minutesOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

const hoursOf = ({ zone, windows }: StoredHours): OperatingHours => ({
  zone,
  windows: windows.map(({ days, from, to }) => ({ days, fromMinute: minutesOf(from), toMinute: minutesOf(to) })),
});

/** A stored value in exact form. It was validated before; a decimal that is none stays out, so that it refuses. */
export function parseEntry(limitId: LimitId, stored: StoredEntry): LimitEntry | undefined {
  if (stored.notWatched !== undefined) return { isWatched: false, reason: stored.notWatched };
  const value = parseValue(limitId, stored.value);
  if (value === undefined) return undefined;
  return { isWatched: true, value, onBreach: stored.onBreach ?? 'deny' };
}

function parseValue(
  limitId: LimitId,
  value: StoredValue,
): Decimal | number | ReadonlySet<string> | readonly OperatingHours[] | undefined {
  const { kind } = limitDefinition(limitId);
  if (kind === 'decimal') return typeof value === 'string' ? parseDecimal(value) : undefined;
  if (kind === 'number') return typeof value === 'number' ? value : undefined;
  if (kind === 'hours') return typeof value === 'object' && 'zone' in value ? [hoursOf(value)] : undefined;
  return Array.isArray(value) ? new Set(value as readonly string[]) : undefined;
}

/** A stored set in exact form. */
export function parseLimitSet(stored: StoredLimitSet): LimitSet {
  const entries = LIMIT_IDS.flatMap((limitId) => {
    const entry = stored[limitId];
    const parsed = entry === undefined ? undefined : parseEntry(limitId, entry);
    return parsed === undefined ? [] : [[limitId, parsed] as const];
  });
  return Object.fromEntries(entries) as LimitSet;
}

const parseSets = (sets: Readonly<Record<string, StoredLimitSet>>): ReadonlyMap<string, LimitSet> =>
  new Map(Object.entries(sets).map(([key, set]) => [key, parseLimitSet(set)]));

/** All stored limits in exact form, ready to be resolved. */
export function parseLimits(stored: StoredLimits): LimitTree {
  const overrides = stored.overrides.flatMap((each): LimitOverride[] => {
    const entry = parseEntry(each.limit, each.entry as StoredEntry);
    return entry === undefined ? [] : [{ ...each, entry }];
  });
  return {
    ...EMPTY_TREE,
    portfolio: parseLimitSet(stored.portfolio),
    exchanges: parseSets(stored.exchanges),
    accounts: parseSets(stored.accounts),
    bots: parseSets(stored.bots),
    symbols: parseSets(stored.symbols),
    overrides,
  };
}
