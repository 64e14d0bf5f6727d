import { z } from 'zod';
import { parseDecimal } from '#shared/model/decimal';
import type { BotLimits } from '#shared/model/limits';
import { botConfig } from '../domains/bots/index';

const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/);
const symbol = z.string().regex(/^[A-Z0-9]{1,20}\/[A-Z0-9]{1,20}$/);
const money = z.string().refine((text) => (parseDecimal(text) ?? -1n) > 0n, 'must be a decimal above zero, in quotes');

/** Limits of one bot as stored. Every one may be missing: then the gate refuses, it never takes a default. */
const limits = z.strictObject({
  symbolAllowlist: z.array(symbol).min(1).max(50).optional(),
  maxOrderNotional: money.optional(),
  maxPositionNotional: money.optional(),
  priceCollarBps: z.number().int().min(1).max(10_000).optional(),
  referenceMaxAgeMs: z.number().int().min(100).max(60_000).optional(),
});

const account = z.strictObject({
  id,
  exchange: z.literal('binance'),
  environment: z.literal('paper'),
  /** What a new paper account starts with, decimal text by asset. */
  paperBalances: z.record(z.string(), money),
});

/** Everything in settings.json. No secrets, ever: those live in the keychain. */
export const settingsSchema = z
  .strictObject({
    version: z.literal(1),
    paper: z.strictObject({ seed: z.number().int().nonnegative() }),
    accounts: z.array(account).min(1).max(20),
    bots: z.array(z.strictObject({ ...botConfig.shape, limits })).max(50),
  })
  .superRefine((settings, context) => {
    const accountIds = settings.accounts.map((each) => each.id);
    const issue = (message: string): void => context.addIssue({ code: 'custom', message });
    if (new Set(accountIds).size !== accountIds.length) issue('two accounts have the same id');
    if (new Set(settings.bots.map((bot) => bot.id)).size !== settings.bots.length) issue('two bots have the same id');
    const taken = new Set<string>();
    for (const bot of settings.bots) {
      if (!accountIds.includes(bot.accountId))
        issue(`bot ${bot.id} names an account that does not exist: ${bot.accountId}`);
      // K10: one bot per account, so that what an account does has one author.
      if (taken.has(bot.accountId)) issue(`two bots share the account ${bot.accountId}`);
      taken.add(bot.accountId);
    }
  });
export type Settings = z.infer<typeof settingsSchema>;

/** A bot's limits in exact numbers. */
export function limitsOf(stored: z.infer<typeof limits>): BotLimits {
  return {
    symbolAllowlist: stored.symbolAllowlist,
    maxOrderNotional: stored.maxOrderNotional === undefined ? undefined : parseDecimal(stored.maxOrderNotional),
    maxPositionNotional:
      stored.maxPositionNotional === undefined ? undefined : parseDecimal(stored.maxPositionNotional),
    priceCollarBps: stored.priceCollarBps,
    referenceMaxAgeMs: stored.referenceMaxAgeMs,
  };
}

const gridBot = (number: number, market: string, spacingBps: number): Settings['bots'][number] => ({
  id: `grid-${number}`,
  program: { kind: 'builtin', name: 'grid' },
  accountId: `sub-${number}`,
  symbols: [market],
  params: { symbol: market, levelsPerSide: 8, spacingBps, orderNotional: '250' },
  autoStart: true,
  limits: {
    symbolAllowlist: [market],
    maxOrderNotional: '1000',
    maxPositionNotional: '6000',
    priceCollarBps: 100,
    referenceMaxAgeMs: 3_000,
  },
});

/** The paper desk of a first run (U1): three grid bots, each on its own subaccount with 10,000 USDT of paper money. */
export function firstRunSettings(): Settings {
  return {
    version: 1,
    paper: { seed: 20_261_122 },
    accounts: [1, 2, 3].map((number) => ({
      id: `sub-${number}`,
      exchange: 'binance',
      environment: 'paper',
      paperBalances: { USDT: '10000' },
    })),
    bots: [gridBot(1, 'BTC/USDT', 12), gridBot(2, 'ETH/USDT', 18), gridBot(3, 'SOL/USDT', 26)],
  };
}

export type LoadedSettings = { readonly settings: Settings; readonly notice: string | undefined };

/** What is stored, or the first-run desk with a notice why. Damaged or unknown settings are never half-used. */
export function readSettings(
  stored: unknown,
  setAside: string | undefined,
): LoadedSettings & { readonly isNew: boolean } {
  if (stored === undefined) return { settings: firstRunSettings(), notice: setAside, isNew: true };
  const parsed = settingsSchema.safeParse(stored);
  if (parsed.success) return { settings: parsed.data, notice: undefined, isNew: false };
  const why = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  return { settings: firstRunSettings(), notice: `The settings are not valid (${why.slice(0, 600)}).`, isNew: true };
}
