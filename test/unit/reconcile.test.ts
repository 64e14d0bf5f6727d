import { describe, expect, it } from 'vitest';
import { decimal } from '#shared/model/decimal';
import { reconcileCovered, unattendedBots } from '../../electron/app/clearance-checks';
import type { BotStatus } from '../../electron/domains/bots/index';
import type { ExchangeOrder, ExchangeSnapshot } from '../../electron/domains/exchange/index';
import { AccountBook } from '../../electron/domains/execution/account-book';
import { VirtualClock } from '../support/virtual-clock';

const balance = (asset: string, free: string, locked = '0') => ({
  asset,
  free: decimal(free),
  locked: decimal(locked),
});
const order = (clientOrderId: string, symbol = 'BTC/USDT') =>
  ({ accountId: 'sub-1', symbol, clientOrderId, exchangeOrderId: `x-${clientOrderId}`, side: 'buy' }) as ExchangeOrder;
const told = (over: Partial<ExchangeSnapshot> = {}): ExchangeSnapshot => ({
  accountId: 'sub-1',
  at: 1,
  balances: [balance('USDT', '100.5')],
  openOrders: [],
  fills: [],
  margin: undefined,
  ...over,
});

function world(answers: readonly (ExchangeSnapshot | string)[]) {
  const clock = new VirtualClock();
  const account = new AccountBook('sub-1');
  account.setBalances(new Map([['USDT', balance('USDT', '100.5')]]), 1);
  account.settleBaseline();
  const working = new Set<object>();
  let asked = 0;
  const look = async (symbols?: readonly string[]) => {
    const found = reconcileCovered(
      {
        clock,
        accounts: [{ id: 'sub-1', exchange: 'binance', environment: 'paper' }],
        symbols: ['BTC/USDT'],
        execution: { book: { account: () => account, workingOrders: working } } as never,
        exchange: {
          snapshot: async () => {
            const answer = answers[Math.min(asked++, answers.length - 1)] as ExchangeSnapshot | string;
            return typeof answer === 'string'
              ? { ok: false, error: { code: 'unreachable', message: answer } as never }
              : { ok: true, value: answer };
          },
        },
      },
      { accountIds: ['sub-1'], symbols },
    );
    await clock.advance(1_000);
    return found;
  };
  return { look, working, asked: () => asked };
}

describe('Book against exchange', () => {
  it('the same to the last digit is clean, with one look', async () => {
    const { look, asked } = world([told()]);
    expect(await look()).toEqual([]);
    expect(asked()).toBe(1);
  });

  it('what was only a moment behind is clean at the second look', async () => {
    const { look } = world([told({ balances: [balance('USDT', '90')] }), told()]);
    expect(await look()).toEqual([]);
  });

  it('names each balance with both numbers, also one that the exchange leaves out', async () => {
    const { look } = world([told({ balances: [balance('BTC', '0.1'), balance('BNB', '1', '2')] })]);
    expect(await look()).toEqual([
      'Account sub-1: BTC is 0 in the book and 0.1 at the exchange.',
      'Account sub-1: BNB is 0 in the book and 3 at the exchange.',
      'Account sub-1: USDT is 100.5 in the book and 0 at the exchange.',
    ]);
  });

  it('names orders that only one of them knows', async () => {
    const { look, working } = world([told({ openOrders: [order('theirs')] })]);
    working.add({
      clientOrderId: 'ours',
      exchangeOrderId: undefined,
      state: 'unknown',
      intent: { accountId: 'sub-1', symbol: 'BTC/USDT', side: 'sell' },
    });
    expect(await look()).toEqual([
      'Account sub-1: the book holds order ours (sell BTC/USDT) as unknown, and the exchange does not list it.',
      'Account sub-1: the exchange lists order theirs (buy BTC/USDT), and the book does not know it.',
    ]);
  });

  it('names a position that differs', async () => {
    const position = { symbol: 'BTC/USDT:USDT', quantity: decimal('-0.2') } as never;
    const { look } = world([told({ margin: { positions: [position], leverages: [], incomes: [] } })]);
    expect(await look()).toEqual([
      'Account sub-1: position in BTC/USDT:USDT is 0 in the book and -0.2 at the exchange.',
    ]);
  });

  it('of one symbol leaves the account’s money out, which moves on', async () => {
    const { look } = world([told({ balances: [], openOrders: [order('a', 'ETH/USDT')] })]);
    expect(await look(['BTC/USDT'])).toEqual([]);
  });

  it('says when the exchange could not be asked: that is no agreement', async () => {
    const { look } = world(['no answer within 10 s']);
    expect(await look()).toEqual(['Account sub-1 could not be read at the exchange: no answer within 10 s']);
  });
});

it('a bot’s process that nobody hears, or that should be gone, is named; one that runs or is gone is not', () => {
  const bot = (botId: string, over: Partial<BotStatus>) =>
    ({ botId, accountId: 'sub-1', pid: 7, ...over }) as BotStatus;
  const statuses = [
    bot('well', { state: 'running', lastHeardMs: 200 }),
    bot('gone', { state: 'failed', pid: undefined }),
    bot('deaf', { state: 'running', lastHeardMs: 9_000 }),
    bot('left', { state: 'failed', lastHeardMs: undefined }),
    bot('else', { state: 'failed', accountId: 'sub-2' }),
  ];
  expect(unattendedBots(statuses, { accountIds: ['sub-1'], symbols: undefined })).toEqual([
    'Bot deaf runs as process 7 and has not been heard for 9 seconds: restart or stop it.',
    'Bot left is failed, as process 7: wait until it runs or is gone, or stop it.',
  ]);
});
