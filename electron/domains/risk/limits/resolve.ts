import {
  type LimitEntry,
  NO_LIMITS,
  type ResolvedLimit,
  type ResolvedLimits,
  stricterValue,
} from '#shared/model/limit-values';
import { LIMIT_IDS, LIMIT_LEVELS, type LimitId, type LimitLevel, limitDefinition } from '#shared/model/limits';
import type { UtcMs } from '#shared/model/time';
import { keyAt, type LimitSubject, type LimitTree, setAt } from './tree';

/**
 * Pure: every limit as it holds for the subject at this time, with the level that set it. The tightest wins. Of `ids` only
 * those are looked at.
 */
export function resolveLimits(
  tree: LimitTree,
  subject: LimitSubject,
  now: UtcMs,
  ids: readonly LimitId[] = LIMIT_IDS,
): ResolvedLimits {
  const resolved: Record<string, ResolvedLimit | undefined> = { ...NO_LIMITS };
  for (const id of ids) {
    let winner: ResolvedLimit | undefined;
    for (const level of LIMIT_LEVELS) {
      if (!limitDefinition(id).levels.includes(level)) continue;
      const set = entryAt(tree, id, level, keyAt(subject, level), now);
      if (set !== undefined) winner = winner === undefined ? set : tighter(id, winner, set);
    }
    resolved[id] = winner;
  }
  return resolved as unknown as ResolvedLimits;
}

/** What one level sets, an override that has not expired first; of several the one made last. */
function entryAt(tree: LimitTree, id: LimitId, level: LimitLevel, key: string, now: UtcMs): ResolvedLimit | undefined {
  const holding = tree.overrides.filter(
    (each) => each.limit === id && each.level === level && each.key === key && now < each.expiresAt,
  );
  const override = holding.sort((a, b) => a.createdAt - b.createdAt).at(-1);
  const entry: LimitEntry | undefined = override?.entry ?? setAt(tree, level, key)?.[id];
  if (entry === undefined) return undefined;
  const known = resolvedEntries.get(entry);
  if (known !== undefined) return known;
  const resolved: ResolvedLimit = {
    value: entry.isWatched ? entry.value : undefined,
    onBreach: entry.isWatched ? entry.onBreach : 'deny',
    level,
    key,
    overrideId: override?.id,
    unwatchedReason: entry.isWatched ? '' : entry.reason,
  };
  resolvedEntries.set(entry, resolved);
  return resolved;
}

/** One object for what one level sets, whoever it applies to: what many bots share stays in the processor's cache. */
const resolvedEntries = new WeakMap<LimitEntry, ResolvedLimit>();

/** The tighter of two; where both say the same, the wider level's. Resizing only where both say so. */
function tighter(id: LimitId, a: ResolvedLimit, b: ResolvedLimit): ResolvedLimit {
  if (b.value === undefined) return a;
  if (a.value === undefined) return b;
  const value = stricterValue(id, a.value, b.value);
  const isOfA = isSame(value, a.value);
  const onBreach = a.onBreach === 'resize' && b.onBreach === 'resize' ? 'resize' : 'deny';
  const winner = isOfA ? a : b;
  return winner.onBreach === onBreach && isSame(value, winner.value) ? winner : { ...winner, value, onBreach };
}

function isSame(a: ResolvedLimit['value'], b: ResolvedLimit['value']): boolean {
  if (a instanceof Set && b instanceof Set) return a.size === b.size;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length;
  return a === b;
}
