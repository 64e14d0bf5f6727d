import { z } from 'zod';
import { presetLimits } from '#shared/model/limit-presets';
import type { StoredEntry, StoredLimitSet } from '#shared/model/stored-limits';
import type { Settings } from './settings';

/** Limits as version 1 stored them, for each bot. */
const limitsOfVersion1 = z.strictObject({
  symbolAllowlist: z.array(z.string()).min(1).max(50).optional(),
  maxOrderNotional: z.string().optional(),
  maxPositionNotional: z.string().optional(),
  priceCollarBps: z.number().optional(),
  referenceMaxAgeMs: z.number().optional(),
});
const version1 = z.looseObject({
  version: z.literal(1),
  bots: z.array(z.looseObject({ id: z.string(), limits: limitsOfVersion1 })),
});

/** What was set for each bot in version 1 stays with each bot: a limit that was missing there still refuses. */
const OF_EACH_BOT = [
  'symbol-allowlist',
  'max-order-notional',
  'max-position',
  'price-collar',
  'reference-max-age',
] as const;

/** Said once, after settings of version 1 were brought forward. */
export const MIGRATION_NOTICE =
  'The settings were brought forward to version 2. Each bot keeps its limits. Limits that are new were set for the whole ' +
  'portfolio from the preset "Paper desk"; 24-hour volume, depth and a few others are marked as not watched. Look through them ' +
  'on the Limits page.';

/** The paper desk's limits for the portfolio, without those that each bot has for itself. */
export function paperPortfolioLimits(): StoredLimitSet {
  const rest = { ...presetLimits('paper-desk') } as Record<string, StoredEntry | undefined>;
  for (const id of OF_EACH_BOT) delete rest[id];
  return rest as StoredLimitSet;
}

function botLimits(limits: z.infer<typeof limitsOfVersion1>): StoredLimitSet {
  const entry = <T extends StoredEntry['value']>(value: T | undefined) => (value === undefined ? undefined : { value });
  const set: Readonly<Record<(typeof OF_EACH_BOT)[number], StoredEntry | undefined>> = {
    'symbol-allowlist': entry(limits.symbolAllowlist) as StoredEntry | undefined,
    'max-order-notional': entry(limits.maxOrderNotional) as StoredEntry | undefined,
    'max-position': entry(limits.maxPositionNotional) as StoredEntry | undefined,
    'price-collar': entry(limits.priceCollarBps?.toString()) as StoredEntry | undefined,
    'reference-max-age': entry(limits.referenceMaxAgeMs) as StoredEntry | undefined,
  };
  return Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined)) as StoredLimitSet;
}

/**
 * Settings of version 1 as version 2, still to be validated; undefined for anything that is not version 1. Bots were all on
 * paper accounts then, so that their stage is paper; the trading day was not set, so that it begins at midnight UTC.
 */
export function fromVersion1(stored: unknown): Omit<Settings, 'accounts' | 'paper' | 'triggers'> | undefined {
  const parsed = version1.safeParse(stored);
  if (!parsed.success) return undefined;
  const { bots, ...rest } = parsed.data;
  return {
    ...rest,
    version: 2,
    tradingDayZone: 'UTC',
    bots: bots.map(({ limits: _limits, ...bot }) => ({ ...bot, stage: 'paper' })) as unknown as Settings['bots'],
    limits: {
      version: 1,
      portfolio: paperPortfolioLimits(),
      exchanges: {},
      accounts: {},
      bots: Object.fromEntries(bots.map((bot) => [bot.id, botLimits(bot.limits)])),
      symbols: {},
      overrides: [],
    },
  };
}
