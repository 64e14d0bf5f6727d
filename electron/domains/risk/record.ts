import { formatDecimal } from '#shared/model/decimal';
import type { Check, Decision, RecordedCheck, RecordedDecision } from '#shared/model/decision';
import type { ResolvedLimit } from '#shared/model/limit-values';
import type { CheckDefinition } from './checks/check';
import { seenText } from './checks/check';
import { CHECKS, type Evaluation } from './evaluate';

/**
 * An evaluation in text, as it is journaled: every check's observed value and limit, and the sentences of those that failed.
 * Names and units stand in the table of checks and are not written again with every order. On the order path: text of a
 * limit is made once, as long as the limit holds.
 */
export function recorded(evaluation: Evaluation): RecordedDecision {
  const { verdict, quantity, findings, checks, limits, isExit } = evaluation;
  const failed: Record<string, string> = {};
  const waived: string[] = [];
  const texts = findings.map((finding, at): RecordedCheck => {
    const check = checks[at] as CheckDefinition;
    const resolved = check.limitId === undefined ? undefined : limits?.[check.limitId];
    const observed = seenText(finding.observed);
    const limit = finding.limit === null ? null : limitText(resolved, finding.limit);
    if (!finding.passed) {
      if (isExit && check.yieldsToExits === true) waived.push(check.id);
      else failed[check.id] = sentenceOf(check, observed, limit, finding.fits !== undefined, evaluation);
    }
    return resolved === undefined ? [check.id, observed, limit] : [check.id, observed, limit, textsOf(resolved).level];
  });
  const decision = { verdict, checks: texts, failed, waived };
  return verdict === 'resize' ? { ...decision, resizedQuantity: formatDecimal(quantity) } : decision;
}

function sentenceOf(
  check: CheckDefinition,
  observed: string,
  limit: string | null,
  mayResize: boolean,
  { verdict, quantity }: Evaluation,
): string {
  if (limit === null)
    return `No limit is set for ${check.name.toLowerCase()}: a missing limit refuses. Set one in the bot's limits.`;
  const sentence = check.sentence(observed, limit);
  if (!mayResize) return sentence;
  return verdict === 'resize'
    ? `${sentence} The order was made smaller: ${formatDecimal(quantity)}.`
    : `${sentence} A smaller order would fit this limit, but not the others or not the market.`;
}

interface LimitTexts {
  readonly value: string | undefined;
  /** `portfolio`, `bot grid-1`, with a remark where a temporary override set it. */
  readonly level: string;
}
const limitTexts = new WeakMap<ResolvedLimit, LimitTexts>();

function textsOf(resolved: ResolvedLimit): LimitTexts {
  const known = limitTexts.get(resolved);
  if (known !== undefined) return known;
  const { level, key, overrideId, value } = resolved;
  const where = level === 'portfolio' ? 'portfolio' : `${level} ${key}`;
  const made = {
    value: value === undefined || Array.isArray(value) ? undefined : seenText(value as Parameters<typeof seenText>[0]),
    level: overrideId === undefined ? where : `${where}, override ${overrideId}`,
  };
  limitTexts.set(resolved, made);
  return made;
}

function limitText(resolved: ResolvedLimit | undefined, limit: Parameters<typeof seenText>[0]): string {
  if (resolved !== undefined && resolved.value === limit) return textsOf(resolved).value ?? seenText(limit);
  return seenText(limit);
}

const byId: ReadonlyMap<string, CheckDefinition> = new Map(CHECKS.map((check) => [check.id, check]));
const EXIT = 'Passes because the order only makes the position smaller.';

/**
 * A recorded decision in full, with the names and units of its checks, for screens and people. `pair`: the symbol's assets.
 * A check that this version does not know is told by its id, without a unit.
 */
export function decisionOf(
  { verdict, resizedQuantity, checks, failed, waived }: RecordedDecision,
  pair: { readonly base: string; readonly quote: string },
): Decision {
  const described = checks.map(([id, observed, limit, level]): Check => {
    const definition = byId.get(id);
    const unit = definition?.unit ?? '';
    const message = failed[id];
    const check: Check = {
      id,
      name: definition?.name ?? id,
      passed: message === undefined,
      observed,
      limit,
      unit: unit === 'quote' ? pair.quote : unit === 'base' ? pair.base : unit,
      message: message ?? (waived.includes(id) ? EXIT : ''),
    };
    return level === undefined ? check : { ...check, level };
  });
  return resizedQuantity === undefined
    ? { verdict, checks: described }
    : { verdict, resizedQuantity, checks: described };
}
