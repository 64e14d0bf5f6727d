import { type Decimal, div, neg, sub, ZERO } from '#shared/model/decimal';
import type { Facts } from '../facts';
import { OF_ACCOUNT, OF_BOT, OF_PORTFOLIO, type Scope, type ScopeExposure } from '../snapshot';
import { type CheckDefinition, decimalUpTo, type Finding, fractionUpTo, type LimitOf, ONCE, orResize } from './check';
import { roomFor } from './size';

type GrossLimit = 'gross-exposure-bot' | 'gross-exposure-account' | 'gross-exposure-portfolio';
type NetLimit = 'net-exposure-bot' | 'net-exposure-account' | 'net-exposure-portfolio';

/** How much of the order fits under a gross limit: what the scope leaves for this bot on this symbol, at the mark. */
function fitsGross(
  { watched, isBuy }: Facts,
  exposure: ScopeExposure | undefined,
  limit: Decimal | undefined,
): Decimal {
  const cell = watched?.cell;
  if (cell === undefined || exposure === undefined || limit === undefined || cell.mark <= 0n) return ZERO;
  const room = sub(limit, sub(exposure.gross, cell.worst));
  if (room <= 0n) return ZERO;
  return roomFor(isBuy, cell.longest, neg(cell.deepestShort), div(room, cell.mark));
}

/**
 * R3. Gross exposure: the sum over symbols of the worst each position can become when working orders fill, at the mark.
 * Source: FIA 2024, maximum intraday position; SEC 15c3-5(c)(1)(i).
 */
const grossExposure = <K extends GrossLimit>(limitId: K, limitOf: LimitOf<K>, scope: Scope): CheckDefinition => ({
  id: limitId,
  name: `Gross exposure of ${scope.words}`,
  unit: 'quote',
  limitId,
  yieldsToExits: true,
  sentence: (observed, limit) =>
    `With this order ${scope.words} could stand at ${observed} gross, working orders counted; its limit is ${limit}.`,
  evaluate: (facts) => {
    const limit = limitOf(facts.limits);
    const finding = decimalUpTo(limit, scope.of(facts.scopes.grossAfter));
    if (finding.passed) return finding;
    const exposure = facts.watched === undefined ? undefined : scope.of(facts.watched.exposure);
    return orResize(limit, finding, () => fitsGross(facts, exposure, limit?.value));
  },
});

function fitsNet(facts: Facts, exposure: ScopeExposure | undefined, limit: Decimal | undefined): Decimal {
  const mark = facts.watched?.cell?.mark ?? ZERO;
  if (exposure === undefined || limit === undefined || mark <= 0n) return ZERO;
  const room = roomFor(facts.isBuy, exposure.netLong, neg(exposure.netShort), limit);
  return div(room, mark);
}

/**
 * R3. Net exposure: longs less shorts, with the worse of all working buys and all working sells filled.
 * Source: FIA 2024, maximum intraday position; SEC 15c3-5(c)(1)(i).
 */
const netExposure = <K extends NetLimit>(limitId: K, limitOf: LimitOf<K>, scope: Scope): CheckDefinition => ({
  id: limitId,
  name: `Net exposure of ${scope.words}`,
  unit: 'quote',
  limitId,
  yieldsToExits: true,
  sentence: (observed, limit) =>
    `With this order ${scope.words} could stand at ${observed} net, working orders counted; its limit is ${limit}.`,
  evaluate: (facts): Finding => {
    const limit = limitOf(facts.limits);
    const finding = decimalUpTo(limit, scope.of(facts.scopes.netAfter));
    if (finding.passed) return finding;
    const exposure = facts.watched === undefined ? undefined : scope.of(facts.watched.exposure);
    return orResize(limit, finding, () => fitsNet(facts, exposure, limit?.value));
  },
});

/** R3. Gross exposure of the account over its equity. Source: SEC 15c3-5(c)(1)(i); RTS 6 art. 15(4). */
const maxLeverage: CheckDefinition = {
  id: 'max-leverage',
  name: 'Leverage of the account',
  unit: '×',
  limitId: 'max-leverage',
  yieldsToExits: true,
  sentence: (observed, limit) =>
    `With this order the account could stand at ${observed} times its equity; its limit is ${limit}.`,
  evaluate: (facts) =>
    fractionUpTo(
      facts.limits['max-leverage'],
      facts.scopes.grossAfter.account,
      facts.watched?.loss.account?.equity ?? ZERO,
      ONCE,
    ),
};

/** R3, for bot, account and portfolio. */
export const EXPOSURE_CHECKS: readonly CheckDefinition[] = [
  grossExposure('gross-exposure-bot', (limits) => limits['gross-exposure-bot'], OF_BOT),
  grossExposure('gross-exposure-account', (limits) => limits['gross-exposure-account'], OF_ACCOUNT),
  grossExposure('gross-exposure-portfolio', (limits) => limits['gross-exposure-portfolio'], OF_PORTFOLIO),
  netExposure('net-exposure-bot', (limits) => limits['net-exposure-bot'], OF_BOT),
  netExposure('net-exposure-account', (limits) => limits['net-exposure-account'], OF_ACCOUNT),
  netExposure('net-exposure-portfolio', (limits) => limits['net-exposure-portfolio'], OF_PORTFOLIO),
  maxLeverage,
];
