import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../electron/domains/paper/command';
import { startPaperExchange } from '../../electron/domains/paper/index';
import { systemClock } from '../../electron/platform/clock';

const parsed = (...args: string[]) => {
  const command = parseCommand(args);
  if (!command.ok || command.value === 'help') throw new Error('not a command');
  return command.value;
};

describe('the paper exchange’s command line', () => {
  it('gives each account a key of its own, 64 characters, new each time', () => {
    const { options, json } = parsed('--accounts', '3', '--json');
    const texts = options.accounts.flatMap(({ apiKey, secret }) => [apiKey, secret]);
    expect([json, new Set(texts).size, texts.every((text) => text.length === 64)]).toEqual([true, 6, true]);
    expect(parsed('--accounts', '3').options.accounts[0]?.secret).not.toBe(options.accounts[0]?.secret);
  });

  it('takes values after a space or an equals sign', () => {
    const { options } = parsed(
      '--seed=9',
      '--balance',
      'USDT=5,BTC=0.5',
      '--orders-per-10s',
      '7',
      '--csv',
      'a.csv',
      '--speed',
      '60',
    );
    expect(options).toMatchObject({
      seed: 9,
      speed: 60,
      limits: { ordersPer10s: 7 },
      recording: { file: 'a.csv', symbol: 'BTC/USDT' },
    });
    expect(options.accounts[0]?.balances).toEqual({ USDT: '5', BTC: '0.5' });
  });

  it('can be another exchange, with keys of its form', () => {
    const first = (name: string) => parsed('--exchange', name).options.accounts[0];
    expect(Buffer.from(first('kraken')?.secret ?? '', 'base64')).toHaveLength(64);
    expect(first('okx')?.passphrase).toMatch(/^[\w-]{24}$/);
    expect(first('bybit')).not.toHaveProperty('passphrase');
    expect([first('binance')?.futuresBalances, first('bybit')?.futuresBalances]).toEqual([
      { USDT: '10000' },
      undefined,
    ]);
  });

  it.each([
    ['an exchange that is not there', ['--exchange', 'mtgox'], '--exchange is mtgox'],
    ['an option of another exchange', ['--exchange', 'okx', '--weight', '5'], '--weight is for binance alone'],
    ['an unknown option', ['--turbo'], 'Unknown option --turbo'],
    ['a missing value', ['--seed'], '--seed needs a value'],
    ['a port that is none', ['--port', '99999'], '--port is 99999'],
    ['a speed of nothing', ['--speed', '0'], '--speed is 0'],
    ['a balance that is none', ['--balance', 'lots'], '--balance has "lots"'],
    ['a market without a recording', ['--symbol', 'BTC/USDT'], 'there is no --csv'],
  ])('says what is wrong with %s, in one sentence', (_what, args, words) => {
    const command = parseCommand(args);
    expect(command.ok ? '' : command.error).toContain(words);
    expect(command.ok ? '' : command.error).toContain('nothing was started');
  });

  it.each([
    ['a recording that is not there', ['--csv', '/nowhere.csv'], 'bad-recording', 'cannot read /nowhere.csv'],
    [
      'a market that is not there',
      ['--csv', '/nowhere.csv', '--symbol', 'ABC/USDT'],
      'bad-recording',
      'no market ABC/USDT',
    ],
    [
      'a ledger that cannot be written',
      ['--state', '/nowhere/at/all.jsonl'],
      'state-unusable',
      'cannot keep its ledger',
    ],
  ])('does not start with %s', async (_what, args, code, words) => {
    const started = await startPaperExchange(parsed(...args).options, systemClock, () => undefined);
    expect(started.ok ? undefined : started.error.code).toBe(code);
    expect(started.ok ? '' : started.error.message).toContain(words);
  });
});
