import { add, type Decimal, max, sub } from '#shared/model/decimal';
import type { ResolvedLimits } from '#shared/model/limit-values';
import type { ScopeExposure, ScopeLoss, Scopes } from './snapshot';

/*
 * What an order makes of bot, account and portfolio, in exact sums. A bot is alone on its account more often than not: both then
 * have the same numbers, and what is equal is added once. A sum of BigInts takes ten times as long as finding two of them equal.
 */

type Numbers = Scopes<Decimal | undefined>;

/** What an order makes of bot, account and portfolio, quote asset; undefined where it is not known. */
export interface ScopeSums {
  /** Gross exposure with this order counted. */
  readonly grossAfter: Numbers;
  /** Net exposure if every working order of one side filled, this one too: the worse of the two sides. */
  readonly netAfter: Numbers;
  /**
   * The day's loss, and how far equity stands below its peak, if what could still be lost were lost: this order crossing the mid, and
   * all that gross exposure moving against us by as much as the operator counts ahead (`worst-case-move`).
   */
  readonly dayLossAhead: Numbers;
  readonly belowPeakAhead: Numbers;
}

const NOTHING_KNOWN: Numbers = { bot: undefined, account: undefined, portfolio: undefined };

/** The sum, where both are known; `same` where that is the sum of the very same two. */
function sum(
  a: Decimal | undefined,
  b: Decimal | undefined,
  same?: { readonly a: Decimal | undefined; readonly b: Decimal | undefined; readonly sum: Decimal | undefined },
): Decimal | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (same !== undefined && a === same.a && b === same.b) return same.sum;
  return b === 0n ? a : add(a, b);
}

/** Each scope's gross exposure with what the order adds. */
export function grossAfter(
  exposure: Scopes<ScopeExposure | undefined> | undefined,
  added: Decimal | undefined,
): Numbers {
  if (exposure === undefined || added === undefined) return NOTHING_KNOWN;
  const [a, b] = [exposure.bot?.gross, added];
  const bot = sum(a, b);
  return {
    bot,
    account: sum(exposure.account?.gross, added, { a, b, sum: bot }),
    portfolio: sum(exposure.portfolio?.gross, added),
  };
}

/** Each scope's net exposure with the order's value on its own side: the worse of the two sides. */
export function netAfter(
  exposure: Scopes<ScopeExposure | undefined> | undefined,
  isBuy: boolean,
  valueAtMark: Decimal | undefined,
): Numbers {
  if (exposure === undefined || valueAtMark === undefined) return NOTHING_KNOWN;
  const { bot, account, portfolio } = exposure;
  const ofBot = netOf(bot, isBuy, valueAtMark);
  const isAlike = account?.netLong === bot?.netLong && account?.netShort === bot?.netShort;
  return {
    bot: ofBot,
    account: isAlike ? ofBot : netOf(account, isBuy, valueAtMark),
    portfolio: netOf(portfolio, isBuy, valueAtMark),
  };
}

function netOf(exposure: ScopeExposure | undefined, isBuy: boolean, valueAtMark: Decimal): Decimal | undefined {
  if (exposure === undefined) return undefined;
  const { netLong, netShort } = exposure;
  return isBuy ? max(add(netLong, valueAtMark), netShort) : max(netLong, add(netShort, valueAtMark));
}

/** A move is counted ahead in units of 10^-4 bps, rounded up: whole numbers of one machine word divide fast. */
const MOVE_UNIT = 10n ** 14n;
const MOVE_UNITS_IN_ALL = 10n ** 8n;

/** The move that was counted last, in those units: limits change rarely. Remembering changes no answer. */
let counted = { move: 0n, units: 0n };

function moveUnits(move: bigint): bigint {
  if (counted.move !== move) counted = { move, units: (move + MOVE_UNIT - 1n) / MOVE_UNIT };
  return counted.units;
}

/** What each scope could still lose: its gross exposure moving so far, and the order crossing the mid. */
export function lossAhead(
  { bot, account, portfolio }: Numbers,
  move: ResolvedLimits['worst-case-move'],
  crossing: Decimal,
): Numbers {
  if (move?.value === undefined) return NOTHING_KNOWN;
  const units = moveUnits(move.value);
  const ofBot = lostOf(bot, units, crossing);
  return {
    bot: ofBot,
    account: account === bot ? ofBot : lostOf(account, units, crossing),
    portfolio: lostOf(portfolio, units, crossing),
  };
}

const lostOf = (gross: Decimal | undefined, units: bigint, crossing: Decimal): Decimal | undefined =>
  gross === undefined ? undefined : sum(((gross * units) / MOVE_UNITS_IN_ALL) as Decimal, crossing);

/** The day's loss with what could still be lost. */
export function dayLossAhead(loss: Scopes<ScopeLoss | undefined> | undefined, ahead: Numbers): Numbers {
  if (loss === undefined) return NOTHING_KNOWN;
  const [a, b] = [loss.bot?.dayLoss, ahead.bot];
  const bot = sum(a, b);
  return {
    bot,
    account: sum(loss.account?.dayLoss, ahead.account, { a, b, sum: bot }),
    portfolio: sum(loss.portfolio?.dayLoss, ahead.portfolio),
  };
}

/** How far equity stands below its peak with what could still be lost. */
export function belowPeakAhead(loss: Scopes<ScopeLoss | undefined> | undefined, ahead: Numbers): Numbers {
  if (loss === undefined) return NOTHING_KNOWN;
  const { bot, account, portfolio } = loss;
  const ofBot = belowOf(bot, ahead.bot);
  const isAlike = ahead.account === ahead.bot && account?.peak === bot?.peak && account?.equity === bot?.equity;
  return {
    bot: ofBot,
    account: isAlike ? ofBot : belowOf(account, ahead.account),
    portfolio: belowOf(portfolio, ahead.portfolio),
  };
}

const belowOf = (loss: ScopeLoss | undefined, ahead: Decimal | undefined): Decimal | undefined =>
  loss === undefined || ahead === undefined ? undefined : sum(sub(loss.peak, loss.equity), ahead);
