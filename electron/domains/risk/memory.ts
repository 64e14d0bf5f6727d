import { z } from 'zod';
import { type Decimal, formatDecimal, parseDecimal } from '#shared/model/decimal';
import type { UtcMs } from '#shared/model/time';
import type { LossMemory, LossScope } from './meters/loss-scope';
import type { AccountState, PortfolioState } from './meters/states';
import { TradingDay } from './meters/trading-day';

const decimalText = z
  .string()
  .refine((text) => parseDecimal(text) !== undefined)
  .transform((text) => parseDecimal(text) as Decimal);
const loss = z.strictObject({
  dayProfit: decimalText,
  peak: decimalText.optional(),
  lossStreak: z.number().int().nonnegative(),
});

/** What of the meters outlives a restart: losses of the day, peaks, streaks, and who is cut off. */
export const riskMemory = z.strictObject({
  version: z.literal(1),
  zone: z.string(),
  /** Local date of the trading day the losses belong to. */
  date: z.string(),
  portfolio: loss,
  accounts: z.record(z.string(), loss),
  /** By `account/bot`. */
  bots: z.record(z.string(), z.strictObject({ loss, isCutOff: z.boolean() })),
});

interface Parts {
  readonly portfolio: PortfolioState;
  readonly accounts: ReadonlyMap<string, AccountState>;
  readonly day: TradingDay;
}

const textOf = ({ memory }: LossScope): Record<keyof LossMemory, string | number | undefined> => ({
  dayProfit: formatDecimal(memory.dayProfit),
  peak: memory.peak === undefined ? undefined : formatDecimal(memory.peak),
  lossStreak: memory.lossStreak,
});

/** What is to be kept, as JSON text. */
export function remember({ portfolio, accounts, day }: Parts): string {
  const bots = [...accounts].flatMap(([accountId, account]) =>
    account.botIds().map((botId) => {
      const { loss: ofBot, repeats } = account.bot(botId);
      return [`${accountId}/${botId}`, { loss: textOf(ofBot), isCutOff: repeats.isCutOff }] as const;
    }),
  );
  return JSON.stringify({
    version: 1,
    zone: day.zone,
    date: day.date,
    portfolio: textOf(portfolio.loss),
    accounts: Object.fromEntries([...accounts].map(([accountId, account]) => [accountId, textOf(account.loss)])),
    bots: Object.fromEntries(bots),
  });
}

/**
 * Takes up what was kept; to be called before anything is fed. Returns why it could not be read; losses then count from now on,
 * which the operator has to be told. Losses of an earlier trading day, or of a day in another zone, are yesterday's.
 */
export function recall(
  text: string,
  parts: Parts,
  account: (accountId: string) => AccountState,
  now: UtcMs,
): string | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'it is not JSON';
  }
  const parsed = riskMemory.safeParse(json);
  if (!parsed.success)
    return parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  const { zone, date, portfolio, accounts, bots } = parsed.data;
  const isSameDay = date === new TradingDay(zone, now).date;
  const memoryOf = ({ dayProfit, peak, lossStreak }: z.infer<typeof loss>): LossMemory => ({
    dayProfit,
    peak,
    lossStreak,
  });
  // A peak of other accounts' money is none of these: an account that was added or removed is neither gain nor loss.
  const before = Object.keys(accounts);
  const isSameMoney = before.length === parts.accounts.size && before.every((id) => parts.accounts.has(id));
  const ofPortfolio = memoryOf(portfolio);
  parts.portfolio.loss.recall(isSameMoney ? ofPortfolio : { ...ofPortfolio, peak: undefined }, isSameDay);
  // What is kept of accounts that are no longer here is let go.
  const isHere = (accountId: string): boolean => parts.accounts.has(accountId);
  for (const [accountId, kept] of Object.entries(accounts))
    if (isHere(accountId)) account(accountId).loss.recall(memoryOf(kept), isSameDay);
  for (const [key, kept] of Object.entries(bots)) {
    const [accountId = '', botId = ''] = key.split('/');
    if (!isHere(accountId)) continue;
    const bot = account(accountId).bot(botId);
    bot.loss.recall(memoryOf(kept.loss), isSameDay);
    if (kept.isCutOff) bot.repeats.cutOff();
  }
  return undefined;
}
