import { add, sub, ZERO } from '#shared/model/decimal';
import type { Scopes } from '../snapshot';
import { AS_PERCENT, type CheckDefinition, decimalUpTo, fractionUpTo, numberUpTo } from './check';

type ScopeName = keyof Scopes<unknown>;
const OF: Readonly<Record<ScopeName, string>> = { bot: 'the bot', account: 'the account', portfolio: 'the portfolio' };

/**
 * R7. What could breach is refused before it does: the day's loss, realised and unrealised with fees and funding, plus what
 * this order and all exposure could lose in the worst move that the operator counts ahead.
 * Source: SEC 15c3-5(c)(1)(i); RTS 6 art. 15(4).
 */
const dailyLoss = (scope: ScopeName, limitId: `daily-loss-${ScopeName}`): CheckDefinition => ({
  id: limitId,
  name: `Daily loss of ${OF[scope]}`,
  unit: 'quote',
  limitId,
  yieldsToExits: true,
  sentence: (observed, limit) =>
    `If all working orders filled and prices then moved against it, ${OF[scope]} would be ${observed} down on the day; its limit is ${limit}.`,
  evaluate: (facts) => {
    const limit = facts.limits[limitId];
    const loss = facts.watched?.loss[scope];
    const ahead = facts.lossAhead[scope];
    const worst = loss === undefined || ahead === undefined ? undefined : add(loss.dayLoss, ahead);
    // Without a move to count ahead nothing is refused before the breach: missing, as if this limit were.
    return decimalUpTo(facts.limits['worst-case-move'] === undefined ? undefined : limit, worst);
  },
});

/** R7. The same, measured from the highest equity so far, in percent of it. Source: as for the daily loss. */
const drawdown = (scope: ScopeName, limitId: `drawdown-${ScopeName}`): CheckDefinition => ({
  id: limitId,
  name: `Drawdown of ${OF[scope]}`,
  unit: '%',
  limitId,
  yieldsToExits: true,
  sentence: (observed, limit) =>
    `If all working orders filled and prices then moved against it, ${OF[scope]} would be ${observed} % below its peak; its limit is ${limit} %.`,
  evaluate: (facts) => {
    const limit = facts.limits[limitId];
    const loss = facts.watched?.loss[scope];
    const ahead = facts.lossAhead[scope];
    const worst = loss === undefined || ahead === undefined ? undefined : add(sub(loss.peak, loss.equity), ahead);
    const held = facts.limits['worst-case-move'] === undefined ? undefined : limit;
    return fractionUpTo(held, worst, loss?.peak ?? ZERO, AS_PERCENT);
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
  dailyLoss('bot', 'daily-loss-bot'),
  dailyLoss('account', 'daily-loss-account'),
  dailyLoss('portfolio', 'daily-loss-portfolio'),
  drawdown('bot', 'drawdown-bot'),
  drawdown('account', 'drawdown-account'),
  drawdown('portfolio', 'drawdown-portfolio'),
  lossStreak,
];
