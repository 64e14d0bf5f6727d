/**
 * Risk: decides on every order, purely. `evaluate(intent, snapshot)` looks at everything known at one moment and says
 * allow, resize or deny with every check's observed value and limit. It reads no clock, touches no file, and never throws on
 * any input that the model's types allow. It never sends anything: that is execution's.
 *
 * - evaluate.ts  the verdict                              - limits/  levels, overrides, what a change loosens
 * - checks/      one small function per check, R1 to R8   - meters/  what has been: rates, repeats, exposure, loss, volatility
 * - record.ts    a decision in words, and as journaled
 * - snapshot.ts  everything a decision knows              - watch.ts all meters together, read in one look
 */
export type { CheckDefinition, Finding, Seen } from './checks/check';
export { atMarketPrice } from './conditional';
export { CHECKS, type Evaluation, evaluate } from './evaluate';
export { factsOf, isExit } from './facts';
export { type LimitChange, limitChanges, loosensAtAnyTime, needsPassphrase } from './limits/changes';
export {
  applyEdits,
  entryOf,
  isSameEntry,
  type LimitEdit,
  type LimitKeys,
  storedEntry,
  storedSets,
  withEntry,
} from './limits/edits';
export { LimitBook } from './limits/limit-book';
export { type JudgedCheck, type Rejudged, type Rejudging, rejudge } from './limits/rejudge';
export { resolveLimits } from './limits/resolve';
export { LONGEST_OVERRIDE_MS, parseLimits, type StoredLimits, storedLimits, symbolText } from './limits/stored';
export { entryText, parseLimitText, valueText } from './limits/text';
export {
  EMPTY_TREE,
  keyAt,
  type LimitOverride,
  type LimitSubject,
  type LimitTree,
  PORTFOLIO_KEY,
} from './limits/tree';
export { type LimitUse, limitUse, nothingOf } from './limits/use';
export type { PositionMoney } from './meters/loss-cell';
export type { RiskWarning, UsedLimit } from './meters/used-limits';
export { WARNING_PERCENTS } from './meters/warnings';
export { decisionOf, recorded } from './record';
export type * from './snapshot';
export { RiskWatch, type RiskWatchOptions, type WorkingQuantities } from './watch';
export { RiskWatches } from './watches';
