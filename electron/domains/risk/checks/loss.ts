import { ZERO } from '#shared/model/decimal';
import { OF_ACCOUNT, OF_BOT, OF_PORTFOLIO, type Scope } from '../snapshot';
import { AS_PERCENT, type CheckDefinition, decimalUpTo, type LimitOf, numberUpTo, portionUpTo } from './check';

type DailyLossLimit = 'daily-loss-bot' | 'daily-loss-account' | 'daily-loss-portfolio';
type DrawdownLimit = 'drawdown-bot' | 'drawdown-account' | 'drawdown-portfolio';

/**
 * R7. What could breach is refused before it does: the day's loss, realised and unrealised with fees and funding, plus what
 * this order and all exposure could lose in the worst move that the operator counts ahead.
 * Source: SEC 15c3-5(c)(1)(i); RTS 6 art. 15(4).
 */
const dailyLoss = <K extends DailyLossLimit>(limitId: K, limitOf: LimitOf<K>, scope: Scope): CheckDefinition => ({
  id: limitId,
  name: `Daily loss of ${scope.words}`,
  unit: 'quote',
  limitId,
  yieldsToExits: true,
  sentence: (observed, limit) =>
    `If all working orders filled and prices then moved against it, ${scope.words} would be ${observed} down on the day; its limit is ${limit}.`,
  evaluate: (facts) => {
    const limit = limitOf(facts.limits);
    const worst = scope.of(facts.scopes.dayLossAhead);
    // Without a move to count ahead nothing is refused before the breach: missing, as if this limit were.
    return decimalUpTo(facts.limits['worst-case-move'] === undefined ? undefined : limit, worst);
  },
});

/** R7. The same, measured from the highest equity so far, in percent of it. Source: as for the daily loss. */
const drawdown = <K extends DrawdownLimit>(limitId: K, limitOf: LimitOf<K>, scope: Scope): CheckDefinition => ({
  id: limitId,
  name: `Drawdown of ${scope.words}`,
  unit: '%',
  limitId,
  yieldsToExits: true,
  sentence: (observed, limit) =>
    `If all working orders filled and prices then moved against it, ${scope.words} would be ${observed} % below its peak; its limit is ${limit} %.`,
  evaluate: (facts) => {
    const limit = limitOf(facts.limits);
    const loss = facts.watched === undefined ? undefined : scope.of(facts.watched.loss);
    const worst = scope.of(facts.scopes.belowPeakAhead);
    const held = facts.limits['worst-case-move'] === undefined ? undefined : limit;
    return portionUpTo(held, worst, loss?.peak ?? ZERO, loss?.ofPeak, AS_PERCENT);
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
  dailyLoss('daily-loss-bot', (limits) => limits['daily-loss-bot'], OF_BOT),
  dailyLoss('daily-loss-account', (limits) => limits['daily-loss-account'], OF_ACCOUNT),
  dailyLoss('daily-loss-portfolio', (limits) => limits['daily-loss-portfolio'], OF_PORTFOLIO),
  drawdown('drawdown-bot', (limits) => limits['drawdown-bot'], OF_BOT),
  drawdown('drawdown-account', (limits) => limits['drawdown-account'], OF_ACCOUNT),
  drawdown('drawdown-portfolio', (limits) => limits['drawdown-portfolio'], OF_PORTFOLIO),
  lossStreak,
];
