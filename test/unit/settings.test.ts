import { describe, expect, it } from 'vitest';
import { formatDecimal, ZERO } from '#shared/model/decimal';
import { firstRunSettings, limitsOf, readSettings, type Settings, settingsSchema } from '../../electron/app/settings';

type Change = (settings: ReturnType<typeof mutable>) => void;

/** The first-run settings as an operator may edit them: anything can be written into the file. */
// biome-ignore lint/suspicious/noExplicitAny: hand-edited settings have no type
const mutable = (): any => structuredClone(firstRunSettings());

const INVALID: readonly (readonly [string, Change, RegExp])[] = [
  [
    'another version',
    (s) => {
      s.version = 2;
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
    'a live account',
    (s) => {
      s.accounts[0].environment = 'live';
    },
    /accounts\.0\.environment/,
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
      s.bots[0].limits.maxOrderNotional = 1_000;
    },
    /maxOrderNotional/,
  ],
  [
    'a limit of NaN',
    (s) => {
      s.bots[0].limits.maxOrderNotional = 'NaN';
    },
    /above zero/,
  ],
  [
    'a limit of zero',
    (s) => {
      s.bots[0].limits.maxPositionNotional = '0';
    },
    /above zero/,
  ],
  [
    'a limit that is endless',
    (s) => {
      s.bots[0].limits.maxPositionNotional = 'Infinity';
    },
    /above zero/,
  ],
  [
    'a limit misspelt',
    (s) => {
      s.bots[0].limits.maxOrderNotionals = '5';
    },
    /maxOrderNotionals/,
  ],
  [
    'a collar of zero',
    (s) => {
      s.bots[0].limits.priceCollarBps = 0;
    },
    /priceCollarBps/,
  ],
  [
    'a collar of half a basis point',
    (s) => {
      s.bots[0].limits.priceCollarBps = 0.5;
    },
    /priceCollarBps/,
  ],
  [
    'a collar beyond everything',
    (s) => {
      s.bots[0].limits.priceCollarBps = 10_001;
    },
    /priceCollarBps/,
  ],
  [
    'prices allowed to be an hour old',
    (s) => {
      s.bots[0].limits.referenceMaxAgeMs = 3_600_000;
    },
    /referenceMaxAgeMs/,
  ],
  [
    'an empty allowlist',
    (s) => {
      s.bots[0].limits.symbolAllowlist = [];
    },
    /symbolAllowlist/,
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
    expect(readSettings(undefined, notice)).toEqual({ settings: firstRunSettings(), notice, isNew: true });
  });

  it('may leave limits out: each missing one stays missing and gets no default', () => {
    const stored = mutable();
    stored.bots[0].limits = {};
    const { settings, notice } = readSettings(stored, undefined);
    expect(notice).toBeUndefined();
    expect(limitsOf((settings as Settings).bots[0]?.limits ?? {})).toEqual({
      symbolAllowlist: undefined,
      maxOrderNotional: undefined,
      maxPositionNotional: undefined,
      priceCollarBps: undefined,
      referenceMaxAgeMs: undefined,
    });
  });

  it('turn limits into exact numbers', () => {
    const limits = limitsOf({ maxOrderNotional: '1000.10' });
    expect(formatDecimal(limits.maxOrderNotional ?? ZERO)).toBe('1000.1');
  });
});
