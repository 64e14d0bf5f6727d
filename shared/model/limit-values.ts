import type { Decimal } from './decimal';
import { LIMIT_IDS, type LIMITS, type LimitId, type LimitLevel, limitDefinition, type OnBreach } from './limits';
import { recordOf } from './record-of';
import { minutesOfWeek, type OperatingHours } from './zoned-time';

interface ValueOfKind {
  readonly decimal: Decimal;
  readonly number: number;
  readonly symbols: ReadonlySet<string>;
  readonly words: ReadonlySet<string>;
  /** All of them must be open: several levels may each set their own. */
  readonly hours: readonly OperatingHours[];
}
/** The value of one limit, in exact form. */
export type LimitValue<K extends LimitId = LimitId> = ValueOfKind[(typeof LIMITS)[K]['kind']];

/** A limit as set at one level: watched with a value, or marked as not watched with the operator's reason. */
export type LimitEntry<K extends LimitId = LimitId> =
  | { readonly isWatched: true; readonly value: LimitValue<K>; readonly onBreach: OnBreach }
  | { readonly isWatched: false; readonly reason: string };

/** What is set at one level for one account, bot …; a limit that is not in it is not set there. */
export type LimitSet = { readonly [K in LimitId]?: LimitEntry<K> };

/** A limit as it holds for one bot on one symbol, and where that comes from. */
export interface ResolvedLimit<K extends LimitId = LimitId> {
  /** Undefined when not watched. */
  readonly value: LimitValue<K> | undefined;
  /** `resize` only where every level that sets the limit says so. */
  readonly onBreach: OnBreach;
  /** The level whose number applies, and which account, bot … of that level; `*` for the portfolio. */
  readonly level: LimitLevel;
  readonly key: string;
  /** Id of the temporary override it comes from. */
  readonly overrideId: string | undefined;
  /** Why it is not watched; empty when it is. */
  readonly unwatchedReason: string;
}

/** Every limit as it holds for one bot on one symbol; undefined: set nowhere, which refuses. */
export type ResolvedLimits = { readonly [K in LimitId]: ResolvedLimit<K> | undefined };

const intersection = (a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...a].filter((each) => b.has(each)));
const isSubset = (a: ReadonlySet<unknown>, b: ReadonlySet<unknown>): boolean => [...a].every((each) => b.has(each));

/** The stricter of two values of one limit: the lower, the higher, or what both allow. */
export function stricterValue<K extends LimitId>(id: K, a: LimitValue<K>, b: LimitValue<K>): LimitValue<K> {
  const { tighter } = limitDefinition(id);
  if (a instanceof Set && b instanceof Set) return intersection(a, b) as LimitValue<K>;
  if (Array.isArray(a) && Array.isArray(b)) return [...new Set([...a, ...b])] as unknown as LimitValue<K>;
  if (tighter === 'lower') return a <= b ? a : b;
  return a >= b ? a : b;
}

/** Whether going from one value to another lets anything through that was refused before. Hours of different zones: yes. */
function isLooserValue(id: LimitId, from: LimitValue, to: LimitValue): boolean {
  if (from instanceof Set && to instanceof Set) return !isSubset(to, from);
  if (Array.isArray(from) && Array.isArray(to)) return !areHoursWithin(to, from);
  return limitDefinition(id).tighter === 'lower' ? to > from : to < from;
}

/** Whether each of `outer` is implied by one of `inner` in the same zone. */
const areHoursWithin = (inner: readonly OperatingHours[], outer: readonly OperatingHours[]): boolean =>
  outer.every((wide) =>
    inner.some((narrow) => narrow.zone === wide.zone && isSubset(minutesOfWeek(narrow), minutesOfWeek(wide))),
  );

type Compared = Pick<ResolvedLimit, 'value' | 'onBreach'> | undefined;

/**
 * Whether a change of the limit that applies needs the passphrase. From missing to anything loosens, since a missing limit
 * refuses; to missing tightens, for the same reason. Not watched is the loosest; resizing is looser than refusing. Give it what
 * applies (resolved), not what one level sets: removing a level's number loosens when a wider number applies then.
 */
export function isLoosening(id: LimitId, from: Compared, to: Compared): boolean {
  if (to === undefined) return false;
  if (from === undefined) return true;
  if (from.value === undefined) return false;
  if (to.value === undefined) return true;
  return isLooserValue(id, from.value, to.value) || (from.onBreach === 'deny' && to.onBreach === 'resize');
}

/** Whether `value` is a number the table allows for the limit: finite, in range, whole where it must be. */
export function isInLimitRange(id: LimitId, value: number): boolean {
  const { least, most, isWhole } = limitDefinition(id);
  return (
    Number.isFinite(value) &&
    value >= Number(least ?? 0) &&
    value <= Number(most ?? Number.MAX_SAFE_INTEGER) &&
    (isWhole !== true || Number.isInteger(value))
  );
}

/** No limit set at all: refuses everything. Every resolved set has these keys in this order, so that reading one is fast. */
export const NO_LIMITS = recordOf(LIMIT_IDS, () => undefined) as ResolvedLimits;
