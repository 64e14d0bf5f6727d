import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { LABEL_MAX, MOST_ACCOUNTS } from '#shared/contract/bounds';
import { EXCHANGE_IDS, isMarginExchange } from '#shared/model/account';
import { whyNotOffered } from '#shared/model/account-places';
import { parseDecimal } from '#shared/model/decimal';
import { COLLAR_BPS, DEADLINE_SECONDS } from '#shared/model/flatten';
import { isContractSymbol } from '#shared/model/market';
import type { StoredLimitSet } from '#shared/model/stored-limits';
import { NO_STORED_TRIGGERS, storedTriggers } from '#shared/model/stored-triggers';
import { isZone } from '#shared/model/zoned-time';
import { botConfig } from '../domains/bots/index';
import { storedLimits } from '../domains/risk/index';
import { sharedSymbols } from './accounts/places';
import { fromVersion1, MIGRATION_NOTICE, paperPortfolioLimits } from './settings-migration';

const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/);
const money = z.string().refine((text) => (parseDecimal(text) ?? -1n) > 0n, 'must be a decimal above zero, in quotes');

/** What is set at the exchange for each symbol that the account's bot trades. Binance USD-M allows 1 to 125, less for large positions. */
const margin = z.strictObject({ leverage: z.number().int().min(1).max(125), mode: z.enum(['cross', 'isolated']) });

const closeOnHalt = z.strictObject({
  collarBps: z.number().int().min(COLLAR_BPS.min).max(COLLAR_BPS.max),
  sliceQuote: money,
  deadlineSeconds: z.number().int().min(DEADLINE_SECONDS.min).max(DEADLINE_SECONDS.max),
});

/** What every account has, whatever its environment. */
const ofAnyAccount = {
  id,
  /** `binance` is spot, `binanceusdm` perpetuals on margin. */
  exchange: z.enum(EXCHANGE_IDS),
  /** While a halt covers the account its trade key is not lent to the exchange worker (H2); missing: it is. */
  lockKeyOnHalt: z.boolean().optional(),
  /** Only on perpetuals; left as it is at the exchange where it is missing. */
  margin: margin.optional(),
  /** Whether, and how, positions are closed once a halt over the whole account is verified; missing: they stay. */
  closeOnHalt: closeOnHalt.optional(),
};

/** K10: one subaccount at one exchange in one environment. */
const account = z.discriminatedUnion('environment', [
  z.strictObject({
    ...ofAnyAccount,
    environment: z.literal('paper'),
    /** What a new paper account starts with, decimal text by asset; on perpetuals its wallet, in USDT alone. */
    paperBalances: z.record(z.string(), money),
  }),
  z.strictObject({
    ...ofAnyAccount,
    environment: z.enum(['testnet', 'live']),
    /** What the subaccount is called at the exchange, for the operator alone. */
    label: z.string().max(LABEL_MAX).optional(),
  }),
]);

/** Folders that an operator may add to the leak scan. */
export const MOST_LEAK_FOLDERS = 30;

/** Everything in settings.json. No secrets, ever: those live in the keychain. */
export const settingsSchema = z
  .strictObject({
    version: z.literal(2),
    paper: z.strictObject({ seed: z.number().int().nonnegative() }),
    accounts: z.array(account).min(1).max(MOST_ACCOUNTS),
    bots: z
      .array(z.strictObject({ ...botConfig.shape, stage: z.enum(['draft', 'paper', 'limited-live', 'live']) }))
      .max(50),
    /** IANA zone in which the trading day ends at midnight. */
    tradingDayZone: z.string().refine(isZone, 'must be a zone like Europe/Berlin'),
    /** Minutes after a halt before which nothing HALTED is resumed; missing: at once. */
    resumeCoolDownMinutes: z.number().int().min(0).max(1_440).optional(),
    /**
     * Seconds without a sign of the console after which the guard takes it for dead and cancels everything; missing: 1.5. Orders of a console
     * that hangs stand that much longer.
     */
    guardSilenceSeconds: z.number().min(1).max(10).optional(),
    /** Minutes without a key or pointer in the whole system before the vault locks; missing: 15. */
    autoLockMinutes: z.number().int().min(1).max(1_440).optional(),
    /** The folder that holds the journal's mirror; missing: none is kept. */
    journalMirror: z.string().min(1).max(4_096).optional(),
    /** Folders that the operator added to the leak scan, absolute paths; missing: none. */
    leakFolders: z
      .array(z.string().max(4_096).refine(isAbsolute, 'must be an absolute path'))
      .max(MOST_LEAK_FOLDERS)
      .optional(),
    /** Where backups go; missing: into the data folder. */
    backupFolder: z.string().min(1).max(4_096).optional(),
    /** Every one may be missing: then the gate refuses, it never takes a default. */
    limits: storedLimits,
    /** Those set otherwise than the standard; settings from before there were triggers have none. */
    triggers: storedTriggers.default(NO_STORED_TRIGGERS),
  })
  .superRefine((settings, context) => {
    const accountIds = settings.accounts.map((each) => each.id);
    const issue = (message: string): void => context.addIssue({ code: 'custom', message });
    if (new Set(accountIds).size !== accountIds.length) issue('two accounts have the same id');
    if (new Set(settings.bots.map((bot) => bot.id)).size !== settings.bots.length) issue('two bots have the same id');
    for (const each of settings.accounts) {
      const notOffered = whyNotOffered(each);
      if (notOffered !== undefined) issue(`account ${each.id}: ${notOffered}`);
      if (each.environment === 'live' && each.closeOnHalt !== undefined)
        issue(`account ${each.id} is live: nothing is placed there yet, so no position can be closed under a halt`);
      const balances = each.environment === 'paper' ? Object.keys(each.paperBalances) : [];
      if (isMarginExchange(each.exchange) && balances.some((asset) => asset !== 'USDT'))
        issue(`account ${each.id} holds its margin in USDT: no other asset can stand in paperBalances`);
      if (!isMarginExchange(each.exchange) && each.margin !== undefined)
        issue(`account ${each.id} is a spot account: it has no margin settings`);
    }
    const taken = new Set<string>();
    for (const bot of settings.bots) {
      if (!accountIds.includes(bot.accountId))
        issue(`bot ${bot.id} names an account that does not exist: ${bot.accountId}`);
      // K10: one bot per account, so that what an account does has one author.
      if (taken.has(bot.accountId)) issue(`two bots share the account ${bot.accountId}`);
      taken.add(bot.accountId);
      const at = settings.accounts.find((each) => each.id === bot.accountId)?.exchange ?? 'binance';
      for (const symbol of bot.symbols)
        if (isContractSymbol(symbol) !== isMarginExchange(at))
          issue(`bot ${bot.id} cannot trade ${symbol} on the account ${bot.accountId}, which is at ${at}`);
    }
    for (const { symbol, bots } of sharedSymbols(settings))
      issue(`${symbol} is traded by ${bots.join(' and ')} in two environments: a symbol has one price on a desk`);
    for (const botId of Object.keys(settings.limits.bots))
      if (!settings.bots.some((bot) => bot.id === botId))
        issue(`limits are set for a bot that does not exist: ${botId}`);
    for (const accountId of Object.keys(settings.limits.accounts))
      if (!accountIds.includes(accountId)) issue(`limits are set for an account that does not exist: ${accountId}`);
  });
export type Settings = z.infer<typeof settingsSchema>;

const gridBot = (number: number, market: string, spacingBps: number): Settings['bots'][number] => ({
  id: `grid-${number}`,
  program: { kind: 'builtin', name: 'grid' },
  accountId: `sub-${number}`,
  symbols: [market],
  params: { symbol: market, levelsPerSide: 8, spacingBps, orderNotional: '250' },
  autoStart: true,
  stage: 'paper',
});

const gridLimits = (market: string): StoredLimitSet => ({
  'symbol-allowlist': { value: [market] },
  'max-order-notional': { value: '1000' },
  'max-position': { value: '6000' },
  'price-collar': { value: '100' },
  'reference-max-age': { value: 3_000 },
});

/** The paper desk of a first run (U1): three grid bots, each on its own subaccount with 10,000 USDT of paper money. */
export function firstRunSettings(): Settings {
  return {
    version: 2,
    paper: { seed: 20_261_122 },
    accounts: [1, 2, 3].map((number) => ({
      id: `sub-${number}`,
      exchange: 'binance',
      environment: 'paper',
      paperBalances: { USDT: '10000' },
    })),
    bots: [gridBot(1, 'BTC/USDT', 12), gridBot(2, 'ETH/USDT', 18), gridBot(3, 'SOL/USDT', 26)],
    tradingDayZone: 'UTC',
    limits: {
      version: 1,
      portfolio: paperPortfolioLimits(),
      exchanges: {},
      accounts: {},
      bots: { 'grid-1': gridLimits('BTC/USDT'), 'grid-2': gridLimits('ETH/USDT'), 'grid-3': gridLimits('SOL/USDT') },
      symbols: {},
      overrides: [],
    },
    triggers: NO_STORED_TRIGGERS,
  };
}

/** Why the next start would not take these settings; undefined when it would. */
export function settingsProblem(settings: Settings): string | undefined {
  const parsed = settingsSchema.safeParse(settings);
  return parsed.success ? undefined : problemIn(parsed.error);
}

const problemIn = ({ issues }: z.ZodError): string =>
  issues
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ')
    .slice(0, 600);

export interface LoadedSettings {
  readonly settings: Settings;
  /** Why the first-run desk was set up instead of what was stored; the operator has to look before trading resumes. */
  readonly notice: string | undefined;
  /** Whether the settings are to be written: set up afresh, or brought forward. */
  readonly isNew: boolean;
  /** What was brought forward from an older version; nothing is lost, and trading goes on. */
  readonly migrated: string | undefined;
}

/** What is stored, brought forward where it is older, or the first-run desk with a notice why. Damaged or unknown settings are never half-used. */
export function readSettings(stored: unknown, setAside: string | undefined): LoadedSettings {
  if (stored === undefined) return { settings: firstRunSettings(), notice: setAside, isNew: true, migrated: undefined };
  const older = fromVersion1(stored);
  const parsed = settingsSchema.safeParse(older ?? stored);
  if (parsed.success) {
    const migrated = older === undefined ? undefined : MIGRATION_NOTICE;
    return { settings: parsed.data, notice: undefined, isNew: older !== undefined, migrated };
  }
  const why = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  const notice = `The settings are not valid (${why.slice(0, 600)}).`;
  return { settings: firstRunSettings(), notice, isNew: true, migrated: undefined };
}
