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
): readonly LimitChange[] {
  return subjects.flatMap((subject) => {
    const old = resolveLimits(before, subject, now);
    const next = resolveLimits(after, subject, now);
    return LIMIT_IDS.flatMap((limitId): LimitChange[] => {
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
