import { describe, expect, it } from 'vitest';
import { formatDecimal, ZERO } from '#shared/model/decimal';
import type { ResolvedLimits } from '#shared/model/limit-values';
import { LIMIT_IDS } from '#shared/model/limits';
import { firstRunSettings, readSettings, type Settings, settingsSchema } from '../../electron/app/settings';
import { parseLimits, resolveLimits } from '../../electron/domains/risk/index';
import { SETTINGS_VERSION_1 } from '../support/settings-version1';

/** What applies to a bot on its first symbol. */
const limitsOf = (settings: Settings, botId: string): ResolvedLimits => {
  const bot = settings.bots.find(({ id }) => id === botId);
  const subject = { exchange: 'binance', accountId: bot?.accountId ?? '', botId, symbol: bot?.symbols[0] ?? '' };
  return resolveLimits(parseLimits(settings.limits), subject, 0);
};

type Change = (settings: ReturnType<typeof mutable>) => void;

/** The first-run settings as an operator may edit them: anything can be written into the file. */
// biome-ignore lint/suspicious/noExplicitAny: hand-edited settings have no type
const mutable = (): any => structuredClone(firstRunSettings());

const INVALID: readonly (readonly [string, Change, RegExp])[] = [
  [
    'another version',
    (s) => {
      s.version = 3;
    },
    /version/,
  ],
  [
    'a key nobody knows',
    (s) => {
      s.apiKey = 'secret';
    },
    /apiKey/,
  ],
  [
    'no accounts',
    (s) => {
      s.accounts = [];
      s.bots = [];
    },
    /accounts/,
  ],
  [
    'a live account with paper money',
    (s) => {
      s.accounts[0].environment = 'live';
    },
    /accounts\.0: .*paperBalances/,
  ],
  [
    'an exchange that is not supported',
    (s) => {
      s.accounts[0].exchange = 'other';
    },
    /accounts\.0\.exchange/,
  ],
  [
    'an account id with a slash',
    (s) => {
      s.accounts[0].id = '../x';
    },
    /accounts\.0\.id/,
  ],
  [
    'two accounts of one id',
    (s) => {
      s.accounts[1].id = 'sub-1';
    },
    /two accounts have the same id/,
  ],
  [
    'paper money as a number',
    (s) => {
      s.accounts[0].paperBalances.USDT = 10_000;
    },
    /paperBalances\.USDT/,
  ],
  [
    'negative paper money',
    (s) => {
      s.accounts[0].paperBalances.USDT = '-1';
    },
    /above zero/,
  ],
  [
    'two bots of one id',
    (s) => {
      s.bots[1].id = 'grid-1';
    },
    /two bots have the same id/,
  ],
  [
    'a bot on no account',
    (s) => {
      s.bots[0].accountId = 'sub-9';
    },
    /account that does not exist: sub-9/,
  ],
  [
    'two bots on one account',
    (s) => {
      s.bots[1].accountId = 'sub-1';
    },
    /share the account sub-1/,
  ],
  [
    'a bot that is not built in',
    (s) => {
      s.bots[0].program.name = 'moon';
    },
    /bots\.0\.program/,
  ],
  [
    'a bot without markets',
    (s) => {
      s.bots[0].symbols = [];
    },
    /bots\.0\.symbols/,
  ],
  [
    'a market that is not BASE/QUOTE',
    (s) => {
      s.bots[0].symbols = ['BTCUSDT'];
    },
    /bots\.0\.symbols/,
  ],
  [
    'a limit as a number',
    (s) => {
      s.limits.bots['grid-1']['max-order-notional'] = { value: 1_000 };
    },
    /max-order-notional/,
  ],
  [
    'a limit of NaN',
    (s) => {
      s.limits.bots['grid-1']['max-order-notional'] = { value: 'NaN' };
    },
    /max-order-notional.value: must be a decimal/,
  ],
  [
    'a limit of zero',
    (s) => {
      s.limits.bots['grid-1']['max-position'] = { value: '0' };
    },
    /max-position.value: must be a decimal/,
  ],
  [
    'a limit that is endless',
    (s) => {
      s.limits.bots['grid-1']['max-position'] = { value: 'Infinity' };
    },
    /max-position.value: must be a decimal/,
  ],
  [
    'a limit misspelt',
    (s) => {
      s.limits.bots['grid-1']['max-order-notionals'] = { value: '5' };
    },
    /max-order-notionals/,
  ],
  [
    'a collar of zero',
    (s) => {
      s.limits.bots['grid-1']['price-collar'] = { value: '0' };
    },
    /price-collar/,
  ],
  [
    'a collar of half a basis point',
    (s) => {
      s.limits.bots['grid-1']['price-collar'] = { value: '0.5' };
    },
    /price-collar/,
  ],
  [
    'a collar beyond everything',
    (s) => {
      s.limits.bots['grid-1']['price-collar'] = { value: '10001' };
    },
    /price-collar/,
  ],
  [
    'prices allowed to be an hour old',
    (s) => {
      s.limits.bots['grid-1']['reference-max-age'] = { value: 3_600_000 };
    },
    /reference-max-age/,
  ],
  [
    'an empty allowlist',
    (s) => {
      s.limits.bots['grid-1']['symbol-allowlist'] = { value: [] };
    },
    /symbol-allowlist/,
  ],
  [
    'a limit of the portfolio set at a bot',
    (s) => {
      s.limits.bots['grid-1']['daily-loss-portfolio'] = { value: '5' };
    },
    /daily-loss-portfolio/,
  ],
  [
    'a limit not watched that must be',
    (s) => {
      s.limits.portfolio['max-order-notional'] = { notWatched: 'never mind' };
    },
    /max-order-notional/,
  ],
  [
    'a limit that resizes and may not',
    (s) => {
      s.limits.portfolio['price-collar'] = { value: '100', onBreach: 'resize' };
    },
    /price-collar/,
  ],
  [
    'limits of a bot that is not there',
    (s) => {
      s.limits.bots['grid-9'] = {};
    },
    /a bot that does not exist: grid-9/,
  ],
  [
    'hours in a zone that is none',
    (s) => {
      s.limits.portfolio['operating-hours'] = {
        value: { zone: 'Mars/Base', windows: [{ days: ['mon'], from: '08:00', to: '20:00' }] },
      };
    },
    /operating-hours/,
  ],
  [
    'an override that never ends',
    (s) => {
      s.limits.overrides = [
        {
          id: 'o-1',
          level: 'bot',
          key: 'grid-1',
          limit: 'max-position',
          entry: { value: '5' },
          reason: 'news',
          createdAt: 0,
          expiresAt: 9e12,
        },
      ];
    },
    /must expire within 7 days/,
  ],
  [
    'an override without a reason',
    (s) => {
      s.limits.overrides = [
        {
          id: 'o-1',
          level: 'bot',
          key: 'grid-1',
          limit: 'max-position',
          entry: { value: '5' },
          reason: ' ',
          createdAt: 0,
          expiresAt: 5,
        },
      ];
    },
    /reason/,
  ],
  [
    'a trading day in no zone',
    (s) => {
      s.tradingDayZone = 'somewhere';
    },
    /tradingDayZone/,
  ],
  [
    'a seed that is not whole',
    (s) => {
      s.paper.seed = 1.5;
    },
    /seed/,
  ],
];

describe('Settings', () => {
  it('of a first run are valid, and make three bots on three accounts', () => {
    const settings = firstRunSettings();
    expect(settingsSchema.parse(JSON.parse(JSON.stringify(settings)))).toEqual(settings);
    expect(settings.bots.map(({ accountId }) => accountId)).toEqual(['sub-1', 'sub-2', 'sub-3']);
    expect(readSettings(undefined, undefined)).toMatchObject({ notice: undefined, isNew: true });
  });

  it.each(INVALID)('with %s are refused with a sentence, and never half-used', (_what, change, why) => {
    const stored = mutable();
    change(stored);
    const { settings, notice, isNew } = readSettings(stored, undefined);
    expect(notice).toMatch(/^The settings are not valid \(.+\)\.$/s);
    expect(notice).toMatch(why);
    expect({ settings, isNew }).toEqual({ settings: firstRunSettings(), isNew: true });
  });

  it.each([null, 7, 'text', [], true])('that are %j are refused', (stored) => {
    expect(readSettings(stored, undefined).notice).toMatch(/^The settings are not valid/);
  });

  it('that could not be read come up as on a first run, with the notice where the old file is', () => {
    const notice = 'The settings file could not be read. It was kept as settings.json.damaged-1.';
    expect(readSettings(undefined, notice)).toEqual({
      settings: firstRunSettings(),
      notice,
      isNew: true,
      migrated: undefined,
    });
  });

  it('may leave limits out: each missing one stays missing and gets no default', () => {
    const stored = mutable();
    stored.limits.bots['grid-1'] = {};
    const { settings, notice } = readSettings(stored, undefined);
    expect(notice).toBeUndefined();
    const limits = limitsOf(settings, 'grid-1');
    for (const id of [
      'symbol-allowlist',
      'max-order-notional',
      'max-position',
      'price-collar',
      'reference-max-age',
    ] as const)
      expect(limits[id], id).toBeUndefined();
  });

  it('of a first run set every limit for every bot, and say of each that is not watched why', () => {
    const settings = firstRunSettings();
    for (const bot of settings.bots) {
      const limits = limitsOf(settings, bot.id);
      for (const id of LIMIT_IDS) {
        expect(limits[id], `${bot.id} ${id}`).toBeDefined();
        if (limits[id]?.value === undefined) expect(limits[id]?.unwatchedReason.length).toBeGreaterThan(10);
      }
    }
  });
});

describe('Settings of version 1', () => {
  it('are brought forward with a notice, each bot keeping its own limits', () => {
    const { settings, notice, isNew, migrated } = readSettings(SETTINGS_VERSION_1, undefined);
    expect({ notice, isNew }).toEqual({ notice: undefined, isNew: true });
    expect(migrated).toMatch(/Paper desk/);
    expect(settingsSchema.parse(JSON.parse(JSON.stringify(settings)))).toEqual(settings);
    expect(settings.bots[0]).toMatchObject({ id: 'grid-1', stage: 'paper' });
    const limits = limitsOf(settings, 'grid-1');
    expect(formatDecimal(limits['max-order-notional']?.value ?? ZERO)).toBe('1000.1');
    expect(limits['max-order-notional']).toMatchObject({ level: 'bot', key: 'grid-1' });
    expect(limits['reference-max-age']?.value).toBe(3_000);
    expect(limits['daily-loss-bot']).toMatchObject({ level: 'portfolio' });
    expect(limits['min-volume-24h']?.value).toBeUndefined();
  });

  it('keep what was missing missing: it refuses as it did', () => {
    expect(limitsOf(readSettings(SETTINGS_VERSION_1, undefined).settings, 'grid-1')['max-position']).toBeUndefined();
  });

  it('that were damaged are refused, never half-used', () => {
    const damaged = structuredClone(SETTINGS_VERSION_1);
    (damaged.bots[0] as { limits: { priceCollarBps: number } }).limits.priceCollarBps = 0;
    expect(readSettings(damaged, undefined)).toMatchObject({
      notice: expect.stringMatching(/price-collar/),
      settings: firstRunSettings(),
    });
  });
});
