import { isLoosening, type ResolvedLimit } from '#shared/model/limit-values';
import { LIMIT_IDS, type LimitId } from '#shared/model/limits';
import type { UtcMs } from '#shared/model/time';
import { resolveLimits } from './resolve';
import type { LimitSubject, LimitTree } from './tree';

/** One limit that applies differently to one subject after a change. */
export interface LimitChange {
  readonly limitId: LimitId;
  readonly subject: LimitSubject;
  /** What applied before and after; undefined: missing, which refuses. */
  readonly from: ResolvedLimit | undefined;
  readonly to: ResolvedLimit | undefined;
  /** Whether it lets anything through that was refused before: then the passphrase is asked for. */
  readonly isLoosening: boolean;
}

/**
 * What a change of limits does to every bot on every symbol it trades. A removal that lets a wider number apply is
 * loosening, too, since what applies is compared and not what is written. With `overrides` in the trees the same function
 * judges a temporary override.
 */
export function limitChanges(
  before: LimitTree,
  after: LimitTree,
  subjects: readonly LimitSubject[],
  now: UtcMs,
  ids: readonly LimitId[] = LIMIT_IDS,
): readonly LimitChange[] {
  return subjects.flatMap((subject) => {
    const old = resolveLimits(before, subject, now, ids);
    const next = resolveLimits(after, subject, now, ids);
    return ids.flatMap((limitId): LimitChange[] => {
      const from = old[limitId];
      const to = next[limitId];
      const loosens = isLoosening(limitId, from, to);
      const tightens = isLoosening(limitId, to, from);
      return loosens || tightens ? [{ limitId, subject, from, to, isLoosening: loosens }] : [];
    });
  });
}

/** Whether a change of limits needs the passphrase (loosening); tightening never does. */
export const needsPassphrase = (changes: readonly LimitChange[]): boolean =>
  changes.some((change) => change.isLoosening);

/**
 * Whether a change lets anything through that was refused, now or later: a number that a temporary override hides applies once
 * that has expired, so both are compared at the end of every override, too.
 */
export function loosensAtAnyTime(
  before: LimitTree,
  after: LimitTree,
  subjects: readonly LimitSubject[],
  now: UtcMs,
  ids: readonly LimitId[] = LIMIT_IDS,
): boolean {
  const ends = [...before.overrides, ...after.overrides].map(({ expiresAt }) => expiresAt).filter((at) => at > now);
  return [now, ...new Set(ends)].some((at) => needsPassphrase(limitChanges(before, after, subjects, at, ids)));
}
