import { type Decimal, ONE } from '#shared/model/decimal';
import type { ResolvedLimits } from '#shared/model/limit-values';
import type { LimitId } from '#shared/model/limits';
import type { ScopeLoss } from '../snapshot';
import type { AccountState, PortfolioState } from './states';

/** How much of a loss limit is used. */
export interface UsedLimit {
  readonly limitId: LimitId;
  readonly scope: 'bot' | 'account' | 'portfolio';
  /** The account, and for a bot `account/bot`; `*` for the portfolio. */
  readonly subject: string;
  /** Names this limit of this subject. */
  readonly key: string;
  /** In the limit's own unit: money lost, percent below the peak, trades. */
  readonly used: Decimal;
  readonly limit: Decimal;
}

/** One threshold of a limit, reached for the first time. */
export interface RiskWarning extends UsedLimit {
  readonly percent: number;
}

type ScopeName = UsedLimit['scope'];

function usedOf(
  scope: ScopeName,
  subject: string,
  loss: ScopeLoss | undefined,
  limits: ResolvedLimits | undefined,
): UsedLimit[] {
  if (loss === undefined || limits === undefined) return [];
  const row = (limitId: LimitId, used: Decimal, limit: Decimal | undefined): UsedLimit[] =>
    limit === undefined ? [] : [{ limitId, scope, subject, key: `${limitId}/${subject}`, used, limit }];
  const percent =
    loss.peak > 0n ? ((((loss.peak - loss.equity) * 100n * ONE) / loss.peak) as Decimal) : (0n as Decimal);
  const streak = limits['loss-streak']?.value;
  return [
    ...row(`daily-loss-${scope}`, loss.dayLoss, limits[`daily-loss-${scope}`]?.value),
    ...row(`drawdown-${scope}`, percent, limits[`drawdown-${scope}`]?.value),
    ...(scope === 'bot' && streak !== undefined ? row('loss-streak', times(loss.lossStreak), times(streak)) : []),
  ];
}

const times = (count: number): Decimal => (Number.isSafeInteger(count) ? BigInt(count) * ONE : 0n) as Decimal;

/** All loss limits and how much of each is used, for the warnings and for the screens. */
export function usedLimits(
  portfolio: PortfolioState,
  accounts: ReadonlyMap<string, AccountState>,
  limitsOf: (accountId: string, botId: string) => ResolvedLimits,
): UsedLimit[] {
  const used: UsedLimit[] = [];
  let ofPortfolio: ResolvedLimits | undefined;
  for (const [accountId, account] of accounts) {
    let ofAccount: ResolvedLimits | undefined;
    for (const botId of account.botIds()) {
      ofAccount = limitsOf(accountId, botId);
      used.push(...usedOf('bot', `${accountId}/${botId}`, account.bot(botId).loss.current, ofAccount));
    }
    used.push(...usedOf('account', accountId, account.loss.current, ofAccount));
    ofPortfolio ??= ofAccount;
  }
  used.push(...usedOf('portfolio', '*', portfolio.loss.current, ofPortfolio));
  return used;
}
