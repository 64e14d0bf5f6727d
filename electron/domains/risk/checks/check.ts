import { type Decimal, formatDecimal } from '#shared/model/decimal';
import type { ResolvedLimit, ResolvedLimits } from '#shared/model/limit-values';
import type { LimitId } from '#shared/model/limits';
import type { Facts } from '../facts';
import type { Portion } from '../portion';

/** A number that is divided only when somebody reads it: the order path compares without dividing. */
export interface Fraction {
  readonly part: bigint;
  readonly whole: bigint;
  /** 1, 100 for percent, 10,000 for basis points. */
  readonly times: bigint;
}

/** A number or word as seen; turned into text only when it is recorded, to keep the order path short. */
export type Seen = Decimal | number | string | ReadonlySet<string> | Fraction;

/** What one check found, still in numbers. `limit` null: the limit is missing, which fails. */
export interface Finding {
  readonly passed: boolean;
  readonly observed: Seen;
  readonly limit: Seen | null;
  /** Largest quantity that would pass, where the operator lets the limit resize; undefined: refuse. */
  readonly fits: Decimal | undefined;
}

/** One check: a small pure function with its plain name, its unit and its sentence for the operator. */
export interface CheckDefinition {
  /** Stable, kebab-case; the name of its page in docs/guide/checks. */
  readonly id: string;
  readonly name: string;
  /** `quote`, `base` are replaced by the market's assets when recorded. */
  readonly unit: 'quote' | 'base' | 'bps' | '%' | '×' | 'ms' | 'orders' | 'messages' | 'trades' | '';
  /** The limit it holds the order against; undefined where the market or a rule decides. */
  readonly limitId?: LimitId;
  /** R10: a risk-reducing exit passes although this fails. */
  readonly yieldsToExits?: true;
  /** What to tell when it fails. */
  readonly sentence: (observed: string, limit: string) => string;
  readonly evaluate: (facts: Facts) => Finding;
}

/** Reads one limit. Checks made for several scopes are given theirs: looking it up by a name that varies costs more. */
export type LimitOf<K extends LimitId> = (limits: ResolvedLimits) => ResolvedLimits[K];

export const NOT_KNOWN = 'not known';
export const NOT_WATCHED = 'not watched';

/** Every finding is made here, so that all have one shape; what is always the same is made once and never changed. */
export function found(passed: boolean, observed: Seen, limit: Seen | null, fits?: Decimal): Finding {
  return { passed, observed, limit, fits };
}

type NumberLimit = Pick<ResolvedLimit<'reference-max-age'>, 'value'> | undefined;
type DecimalLimit = Pick<ResolvedLimit<'max-position'>, 'value' | 'onBreach'> | undefined;

/** Missing refuses, not watched passes, not known refuses; undefined: there is a number to compare with. */
function withoutNumber(
  limit: { readonly value: unknown } | undefined,
  observed: Seen | undefined,
): Finding | undefined {
  if (limit === undefined) return found(false, observed ?? NOT_KNOWN, null);
  if (limit.value === undefined) return found(true, observed ?? NOT_KNOWN, NOT_WATCHED);
  if (observed === undefined) return found(false, NOT_KNOWN, limit.value as Seen);
  return undefined;
}

/** Passes up to the limit. */
export function decimalUpTo(limit: DecimalLimit, observed: Decimal | undefined): Finding {
  if (limit === undefined || limit.value === undefined || observed === undefined)
    return withoutNumber(limit, observed) as Finding;
  return found(observed <= limit.value, observed, limit.value);
}

/** Passes from the limit on. */
export function decimalFrom(limit: DecimalLimit, observed: Decimal | undefined): Finding {
  if (limit === undefined || limit.value === undefined || observed === undefined)
    return withoutNumber(limit, observed) as Finding;
  return found(observed >= limit.value, observed, limit.value);
}

/** Passes up to the limit; something that is not a number refuses. */
export function numberUpTo(limit: NumberLimit, observed: number | undefined): Finding {
  if (limit === undefined || limit.value === undefined || observed === undefined)
    return withoutNumber(limit, observed) as Finding;
  return found(observed <= limit.value, observed, limit.value);
}

/** How many times a fraction is taken, and the same at the scale of decimals. */
interface Times {
  readonly times: bigint;
  readonly scaled: bigint;
}
export const ONCE: Times = { times: 1n, scaled: 10n ** 18n };
export const AS_PERCENT: Times = { times: 100n, scaled: 10n ** 20n };
export const AS_BPS: Times = { times: 10_000n, scaled: 10n ** 22n };

/** Passes while `part` / `whole` is up to the limit; `whole` above zero. Compared exactly, without dividing. */
export function fractionUpTo(
  limit: DecimalLimit,
  part: bigint | undefined,
  whole: bigint,
  { times, scaled }: Times,
): Finding {
  const observed = part === undefined || whole <= 0n ? undefined : { part, whole, times };
  if (limit === undefined || limit.value === undefined || part === undefined || observed === undefined)
    return withoutNumber(limit, observed) as Finding;
  return found(part * scaled <= limit.value * whole, observed, limit.value);
}

/** The same as `fractionUpTo`, of a whole that seldom changes: compared without multiplying. */
export function portionUpTo(
  limit: DecimalLimit,
  part: bigint | undefined,
  whole: bigint,
  portion: Portion | undefined,
  by: Times,
): Finding {
  if (limit?.value === undefined || part === undefined || whole <= 0n || portion === undefined)
    return fractionUpTo(limit, part, whole, by);
  return found(part <= portion.most(limit.value, by.scaled), { part, whole, times: by.times }, limit.value);
}

/** A failed finding of a limit that may resize, with the largest quantity that would pass. */
export function orResize(limit: DecimalLimit, finding: Finding, fits: () => Decimal): Finding {
  if (limit?.onBreach !== 'resize' || limit.value === undefined || finding.observed === NOT_KNOWN) return finding;
  return found(false, finding.observed, finding.limit, fits());
}

/** Text of something seen: decimals cut at 8 places, since that is what exchanges carry. */
export function seenText(value: Seen): string {
  if (typeof value === 'bigint') return cut(formatDecimal(value));
  if (typeof value === 'number') return String(Math.round(value * 10_000) / 10_000);
  if (typeof value === 'string') return value;
  if (value instanceof Set) return [...value].join(' ');
  const { part, whole, times } = value as Fraction;
  return cut(formatDecimal(((part * times * 10n ** 18n) / whole) as Decimal));
}

function cut(text: string): string {
  const point = text.indexOf('.');
  return point < 0 ? text : text.slice(0, point + 9).replace(/\.?0+$/, '');
}
