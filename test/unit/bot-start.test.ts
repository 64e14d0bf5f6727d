import { expect, it } from 'vitest';
import { BotStart } from '../../electron/app/bot-start/bot-start';
import { MissingSymbols } from '../../electron/app/bot-start/missing-symbols';
import { blockUnguarded } from '../../electron/app/bot-start/unguarded';
import { HaltGate } from '../../electron/domains/halt/index';

const bot = (id: string, accountId: string, symbol: string, autoStart = true) => ({
  id,
  accountId,
  symbols: [symbol],
  autoStart,
});
const BOTS = [
  bot('grid', 'spot', 'BTC/USDT'),
  bot('odd', 'odd-spot', 'NOPE/USDT'),
  bot('trend', 'perp', 'BTC/USDT:USDT'),
  bot('manual', 'own', 'BTC/USDT', false),
];
const ACCOUNTS = BOTS.map(({ accountId }) => ({
  id: accountId,
  exchange: accountId === 'perp' ? ('binanceusdm' as const) : ('binance' as const),
  environment: 'paper' as const,
}));

/** A desk that comes up part by part: whatever a test adds to `is` is there. */
function rig() {
  const is = new Set<string>();
  const started: string[] = [];
  const records: Array<readonly [string, unknown]> = [];
  const recorder = { record: (type: string, data: unknown) => void records.push([type, data]) };
  let wanted = [...BOTS.flatMap(({ symbols }) => symbols), 'OTHER/USDT'];
  const missing = new MissingSymbols({
    exchanges: [
      { id: 'binance', symbols: ['BTC/USDT', 'NOPE/USDT', 'OTHER/USDT'] },
      { id: 'binanceusdm', symbols: ['BTC/USDT:USDT'] },
    ],
    bots: BOTS,
    wanted: () => wanted,
    recorder,
    onChange: () => botStart.look(),
  });
  const botStart: BotStart = new BotStart({
    bots: {
      startBot: (id) => {
        started.push(id);
        return { ok: true, value: undefined };
      },
    },
    configs: BOTS,
    accounts: ACCOUNTS,
    isGuardReady: (accountId) => is.has('guard') && !is.has(`unguarded ${accountId}`),
    isJournalHealthy: () => is.has('journal'),
    hasPrices: ({ exchange }) => is.has(exchange),
    isAccountRead: (id) => is.has(id),
    hasRules: (symbol) => is.has(symbol),
    isMissing: (symbol) => missing.has(symbol),
    recorder,
  });
  return {
    botStart,
    missing,
    started,
    records,
    comeUp: (...parts: string[]) => {
      for (const part of parts) is.add(part);
      botStart.look();
    },
    want: (symbols: string[]) => {
      wanted = symbols;
      missing.look();
    },
  };
}

const SPOT = ['binance', 'spot', 'odd-spot', 'own', 'BTC/USDT'];

it('a bot starts when its last part is ready, whichever that is, and once', () => {
  for (const last of ['guard', 'journal', 'binance', 'spot', 'BTC/USDT']) {
    const { comeUp, started, botStart } = rig();
    comeUp(...['guard', 'journal', ...SPOT].filter((part) => part !== last));
    expect(started, last).toEqual([]);
    expect(botStart.waitsFor('grid')).toMatch(/^Waits for /);
    comeUp(last);
    comeUp(last);
    expect(started, last).toEqual(['grid']);
    expect(botStart.waitsFor('grid')).toBeUndefined();
  }
});

it('an exchange that is away and an account that cannot be read hold back their own bots and no other', () => {
  const { comeUp, started, botStart } = rig();
  comeUp('guard', 'journal', ...SPOT);
  expect(started).toEqual(['grid']);
  expect(botStart.waitsFor('trend')).toBe('Waits for account perp, prices.');
  comeUp('perp', 'binanceusdm', 'BTC/USDT:USDT');
  expect(started).toEqual(['grid', 'trend']);
});

it('an account on which the guard could not cancel takes no order and starts no bot; the others do', () => {
  const { comeUp, started, botStart } = rig();
  comeUp('unguarded spot', 'guard', 'journal', ...SPOT, 'perp', 'binanceusdm', 'BTC/USDT:USDT');
  expect(started).toEqual(['trend']);
  expect(botStart.waitsFor('grid')).toBe('Waits for the guard.');

  const gate = new HaltGate();
  const look = (accountId: string) => gate.look({ exchange: 'binance', accountId, botId: '', symbol: '' });
  blockUnguarded(gate, ACCOUNTS, undefined);
  expect(look('own').state).toBe('HALTED');
  blockUnguarded(gate, ACCOUNTS, ['spot']);
  expect(look('own').state).toBe('ACTIVE');
  expect(look('spot')).toMatchObject({
    state: 'HALTED',
    reason: expect.stringContaining('cannot cancel on spot'),
    isBlock: true,
  });
  blockUnguarded(
    gate,
    ACCOUNTS,
    ACCOUNTS.map(({ id }) => id),
  );
  expect(gate.blocked).toContain('guard is not armed');
  blockUnguarded(gate, ACCOUNTS, []);
  expect(look('spot').state).toBe('ACTIVE');
});

it('a symbol that the exchange does not have is named once, holds back the bot that trades it, and is over when it is listed', () => {
  const { comeUp, started, botStart, missing, records } = rig();
  missing.onMarkets('binance', ['BTC/USDT']);
  missing.onMarkets('binance', ['BTC/USDT']);
  comeUp('guard', 'journal', ...SPOT);
  expect(started).toEqual(['grid']);
  expect(botStart.waitsFor('odd')).toBe('Waits: the exchange does not have NOPE/USDT. Correct its symbols.');
  expect(missing.sentence).toBe(
    'The exchange does not have NOPE/USDT and OTHER/USDT: orders on them are refused, and odd waits, ' +
      'until the name is corrected or taken off the list of symbols allowed (Limits).',
  );
  comeUp('NOPE/USDT');
  missing.onMarkets('binance', ['BTC/USDT', 'NOPE/USDT', 'OTHER/USDT']);
  expect(started).toEqual(['grid', 'odd']);
  expect(missing.sentence).toBeUndefined();
  expect(records.filter(([type]) => type === 'market.symbols-missing').map(([, data]) => data)).toEqual([
    { exchange: 'binance', symbols: ['NOPE/USDT', 'OTHER/USDT'], bots: ['odd'] },
    { exchange: 'binance', symbols: [], bots: [] },
  ]);
});

it('what nobody wants any more, or nobody was asked for yet, is not missed', () => {
  const { missing, want } = rig();
  missing.onMarkets('binance', ['BTC/USDT', 'NOPE/USDT']);
  expect(missing.sentence).toContain('have OTHER/USDT: orders on it are refused, until');
  want(['BTC/USDT']);
  expect(missing.sentence).toBeUndefined();
  expect(missing.has('BTC/USDT:USDT')).toBe(false);
});

it('a bot that the operator stops while it waits is not started behind their back', () => {
  const { comeUp, started, botStart } = rig();
  botStart.leave('grid');
  comeUp('guard', 'journal', ...SPOT);
  expect(started).toEqual([]);
  expect(botStart.waitsFor('grid')).toBeUndefined();
});
