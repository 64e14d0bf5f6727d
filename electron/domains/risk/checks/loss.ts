import { asLossScale, belowPeak, type Facts, grossAfter, lossIfAllGoesWrong } from '../facts';
import type { Scopes } from '../snapshot';
import { type CheckDefinition, found, NOT_KNOWN, numberUpTo } from './check';

type ScopeName = keyof Scopes<unknown>;
const OF: Readonly<Record<ScopeName, string>> = { bot: 'the bot', account: 'the account', portfolio: 'the portfolio' };
const UNIT = asLossScale((10n ** 18n) as never);

/** The loss of the day or the distance from the peak, if this order crossed the mid and everything then moved against us. */
function stressed(facts: Facts, scope: ScopeName, from: 'day' | 'peak'): bigint | undefined {
  const loss = facts.watched?.loss[scope];
  const gross = grossAfter(facts, facts.watched?.exposure[scope]);
  const move = facts.limits['worst-case-move']?.value;
  if (loss === undefined || gross === undefined || move === undefined) return undefined;
  return lossIfAllGoesWrong(facts, from === 'day' ? loss.dayLoss : belowPeak(loss), gross, move);
}

/**
 * R7. What could breach is refused before it does: the day's loss, realised and unrealised with fees and funding, plus what
 * this order and all exposure could lose in the worst move that the operator counts ahead.
 * Source: SEC 15c3-5(c)(1)(i); RTS 6 art. 15(4).
 */
const dailyLoss = (scope: ScopeName): CheckDefinition => ({
  id: `daily-loss-${scope}`,
  name: `Daily loss of ${OF[scope]}`,
  unit: 'quote',
  limitId: `daily-loss-${scope}`,
  yieldsToExits: true,
  sentence: (observed, limit) =>
    `If all working orders filled and prices then moved against it, ${OF[scope]} would be ${observed} down on the day; its limit is ${limit}.`,
  evaluate: (facts) => {
    const limit = facts.limits[`daily-loss-${scope}`]?.value;
    const worst = stressed(facts, scope, 'day');
    if (limit === undefined || facts.limits['worst-case-move'] === undefined)
      return found(false, worst === undefined ? NOT_KNOWN : { part: worst, whole: UNIT }, null);
    if (worst === undefined) return found(false, NOT_KNOWN, limit);
    return found(worst <= asLossScale(limit), { part: worst, whole: UNIT }, limit);
  },
});

/** R7. The same, measured from the highest equity so far, in percent of it. Source: as for the daily loss. */
const drawdown = (scope: ScopeName): CheckDefinition => ({
  id: `drawdown-${scope}`,
  name: `Drawdown of ${OF[scope]}`,
  unit: '%',
  limitId: `drawdown-${scope}`,
  yieldsToExits: true,
  sentence: (observed, limit) =>
    `If all working orders filled and prices then moved against it, ${OF[scope]} would be ${observed} % below its peak; its limit is ${limit} %.`,
  evaluate: (facts) => {
    const limit = facts.limits[`drawdown-${scope}`]?.value;
    const worst = stressed(facts, scope, 'peak');
    const peak = facts.watched?.loss[scope]?.peak;
    const isKnown = worst !== undefined && peak !== undefined && peak > 0n;
    const observed = isKnown ? { part: worst * 100n, whole: asLossScale(peak) } : NOT_KNOWN;
    if (limit === undefined || facts.limits['worst-case-move'] === undefined) return found(false, observed, null);
    if (!isKnown) return found(false, NOT_KNOWN, limit);
    return found(worst <= limit * peak * 100n, observed, limit);
  },
});

/** R7. A strategy that only loses has stopped working; a win ends the streak, or an operator. Source: operator's need. */
const lossStreak: CheckDefinition = {
  id: 'loss-streak',
  name: 'Losing trades in a row',
  unit: 'trades',
  limitId: 'loss-streak',
  yieldsToExits: true,
  sentence: (observed, limit) =>
    `A loss now would be number ${observed} in a row; after ${limit} the bot stops until an operator has looked at it.`,
  evaluate: ({ limits, watched }) => {
    const streak = watched?.loss.bot?.lossStreak;
    return numberUpTo(limits['loss-streak'], streak === undefined ? undefined : streak + 1);
  },
};

/** R7. Exits pass: they are how a loss is ended. */
export const LOSS_CHECKS: readonly CheckDefinition[] = [
  dailyLoss('bot'),
  dailyLoss('account'),
  dailyLoss('portfolio'),
  drawdown('bot'),
  drawdown('account'),
  drawdown('portfolio'),
  lossStreak,
];
