import { afterEach, expect, test } from 'vitest';
import { BOT_PROTOCOL_LIMITS as limits } from '#shared/bot-protocol';
import { type FakeBotProcess, fakeLauncher, HandClock } from '../support/bot-fake';
import { BotWorld, SYMBOL } from '../support/bot-world';

let world: BotWorld;
afterEach(() => world.end());

/** A bot that has said hello, and the clock it lives by. */
async function talking(): Promise<{ bot: FakeBotProcess; clock: HandClock }> {
  const { bot, clock } = await started();
  bot.hello();
  await world.until('it runs', () => bot.answer(1) !== undefined);
  return { bot, clock };
}

async function started(): Promise<{ bot: FakeBotProcess; clock: HandClock; all: FakeBotProcess[] }> {
  const clock = new HandClock();
  const { launcher, started: all } = fakeLauncher();
  world = new BotWorld({ program: { kind: 'command', command: 'fake', args: [] } }, {}, { launcher, clock });
  world.bots.start();
  await world.until('it is started', () => all.length === 1);
  return { bot: all[0] as FakeBotProcess, clock, all };
}

const ORDER = { botOrderId: 'a-1', symbol: SYMBOL, side: 'buy', type: 'limit', quantity: '0.001', price: '49000' };
const place = (id: number, change: Record<string, unknown> = {}) => ({
  jsonrpc: '2.0',
  id,
  method: 'order.place',
  params: { ...ORDER, ...change },
});

test('hello tells a bot all it needs: who it is, its markets, its settings, and what stands at the exchange', async () => {
  const { bot } = await talking();
  const hello = bot.answer(1);
  expect(hello).toMatchObject({
    kind: 'result',
    result: {
      protocol: 1,
      botId: 'bot-1',
      accountId: 'sub-1',
      environment: 'paper',
      markets: [{ symbol: SYMBOL, tickSize: '0.01' }],
      tradingState: { state: 'ACTIVE' },
      workingSet: { orders: [], balances: [{ asset: 'BTC' }, { asset: 'USDT', free: '10000' }] },
      savedState: null,
    },
  });
});

test.each([
  ['not JSON', '{"jsonrpc":', -32700],
  ['NaN for a number', '{"jsonrpc":"2.0","id":7,"method":"order.place","params":{"quantity":NaN}}', -32700],
  ['a batch', '[{"jsonrpc":"2.0","id":7,"method":"heartbeat"}]', -32600],
  ['brackets without end', '['.repeat(60_000), -32700],
  ['brackets in brackets', `${'['.repeat(30_000)}${']'.repeat(30_000)}`, -32600],
  [
    'a key that reaches the prototype',
    '{"jsonrpc":"2.0","id":7,"method":"heartbeat","params":{"__proto__":{"x":1}}}',
    -32600,
  ],
  [
    'the same, escaped',
    '{"jsonrpc":"2.0","id":7,"method":"state.save","params":{"state":{"\\u005f_proto__":1}}}',
    -32600,
  ],
  ['another JSON-RPC version', '{"jsonrpc":"1.0","id":7,"method":"heartbeat"}', -32600],
  ['a null id', '{"jsonrpc":"2.0","id":null,"method":"heartbeat"}', -32600],
  ['an order without an id', JSON.stringify({ ...place(7), id: undefined }), -32600],
  ['a field too many around the request', JSON.stringify({ ...place(7), extra: 1 }), -32600],
  ['a method nobody knows', '{"jsonrpc":"2.0","id":7,"method":"toString"}', -32601],
  ['a field too many in an order', JSON.stringify(place(7, { leverage: 5 })), -32602],
  ['a number where text belongs', JSON.stringify(place(7, { quantity: 1 })), -32602],
  ['a quantity of zero', JSON.stringify(place(7, { quantity: '0' })), -32602],
  ['a negative price', JSON.stringify(place(7, { price: '-1' })), -32602],
  ['a price with an exponent', JSON.stringify(place(7, { price: '1e5' })), -32602],
  ['a limit order without a price', JSON.stringify(place(7, { price: undefined })), -32602],
  ['a market order with a price', JSON.stringify(place(7, { type: 'market' })), -32602],
  [
    'a log line of five thousand bytes',
    JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'log', params: { level: 'info', message: 'é'.repeat(5_000) } }),
    -32602,
  ],
  [
    'a second hello',
    '{"jsonrpc":"2.0","id":7,"method":"hello","params":{"protocol":1,"name":"x","version":"1"}}',
    -32600,
  ],
])('%s is answered with an error and the bot goes on', async (_what, line, code) => {
  const { bot } = await talking();
  bot.say(line);
  await world.until('it is answered', () => bot.errors().length === 1);
  expect(bot.errors()).toEqual([code]);
  expect(world.orders).toEqual([]);
  bot.say(place(8));
  await world.until('the next order is accepted', () => bot.answer(8)?.kind === 'result');
});

test('nothing is done for a bot that has not said hello', async () => {
  const { bot } = await started();
  bot.say(place(7));
  await world.until('it is answered', () => bot.errors().length === 1);
  expect(bot.errors()).toEqual([-32006]);
  expect(world.orders).toEqual([]);
});

test('a bot of another protocol version is told which ones there are and is not started again', async () => {
  const { bot, clock } = await started();
  bot.ask(1, 'hello', { protocol: 2, name: 'new', version: '2' });
  await world.until('it is answered', () => bot.errors().length === 1);
  expect(bot.answer(1)).toMatchObject({ code: -32003, data: { supported: [1] } });
  clock.pass(1_000);
  await world.until('it has failed', () => world.status.state === 'failed');
  expect(world.status.reason).toContain('protocol version 2');
});

test.each([{ botId: 'bot-2' }, { accountId: 'sub-2' }, { botId: 7 }])(
  'a bot that lies about its id gets nothing and the lie is journaled: %o',
  async (lie) => {
    const { bot } = await talking();
    bot.say(place(7, lie));
    await world.until('it is answered', () => bot.answer(7) !== undefined);
    expect(bot.errors()).toEqual([-32004]);
    expect(world.orders).toEqual([]);
    expect(world.records('bot.lied')).toHaveLength(1);
    expect(world.records('bot.lied')[0]?.data).toMatchObject({ botId: 'bot-1', method: 'order.place' });
  },
);

test('a bot may name itself, and its order carries its own id and account whatever it says', async () => {
  const { bot } = await talking();
  bot.say(place(7, { botId: 'bot-1', accountId: 'sub-1' }));
  await world.until('it is accepted', () => bot.answer(7)?.kind === 'result');
  expect(world.orders[0]?.intent).toMatchObject({ botId: 'bot-1', accountId: 'sub-1', botOrderId: 'a-1' });
});

test.each([
  [
    'refused by the gate',
    { kind: 'refused', reason: 'Order size is above its limit.', checks: ['max-order-notional'] },
    { code: -32010, data: { checks: ['max-order-notional'] } },
  ],
  [
    'rejected by the exchange',
    { kind: 'rejected', code: '-2010', message: 'insufficient balance' },
    { code: -32011, data: { reason: '-2010: insufficient balance' } },
  ],
  ['of unknown outcome', { kind: 'unknown', clientOrderId: 'c1' }, { code: -32012, data: { clientOrderId: 'c1' } }],
] as const)('an order %s is told so, with the reason', async (_what, outcome, answer) => {
  const { bot } = await talking();
  world.submit = async () => outcome;
  bot.say(place(7));
  await world.until('it is answered', () => bot.answer(7) !== undefined);
  expect(bot.answer(7)).toMatchObject(answer);
});

test('an order refused during a halt is told to be halted', async () => {
  const { bot } = await talking();
  world.trading = { state: 'HALTED', reason: 'button', blocked: '' };
  world.submit = async () => ({ kind: 'refused', reason: 'Trading is halted.', checks: ['trading-state'] });
  bot.say(place(7));
  await world.until('it is answered', () => bot.answer(7) !== undefined);
  expect(bot.answer(7)).toMatchObject({ code: -32013 });
});

test('an order refused while orders are blocked is told to wait, and hello says why the desk is ACTIVE and takes none', async () => {
  const { bot } = await started();
  world.trading = { state: 'ACTIVE', reason: '', blocked: 'The journal is away.' };
  world.submit = async () => ({ kind: 'refused', reason: 'The journal is away.', checks: ['trading-state'] });
  bot.hello();
  await world.until('it runs', () => bot.answer(1) !== undefined);
  expect(bot.answer(1)).toMatchObject({
    result: { tradingState: { state: 'ACTIVE', reason: '', blocked: 'The journal is away.' } },
  });
  bot.say(place(7));
  await world.until('it is answered', () => bot.answer(7) !== undefined);
  expect(bot.answer(7)).toMatchObject({ code: -32013, data: { reason: 'The journal is away.' } });
});

test('an order name that is still working, or on its way, is not sent twice', async () => {
  const { bot } = await talking();
  bot.say(place(7));
  bot.say(place(8));
  await world.until('both are answered', () => bot.answer(7) !== undefined && bot.answer(8) !== undefined);
  bot.say(place(9));
  await world.until('the third is answered', () => bot.answer(9) !== undefined);
  expect(bot.errors()).toEqual([-32014, -32014]);
  expect(world.orders).toHaveLength(1);
});

test('an id that repeats while its first request waits is refused without answering the first', async () => {
  const { bot } = await talking();
  let release: () => void = () => undefined;
  world.submit = (intent) =>
    new Promise((resolve) => {
      release = () => resolve(world.accept(intent));
    });
  bot.say(place(7));
  bot.say(place(7, { botOrderId: 'a-2' }));
  expect(bot.errors()).toEqual([-32600]);
  expect(bot.answer(7)).toBeUndefined();
  release();
  await world.until('the first is answered', () => bot.answer(7)?.kind === 'result');
});

test('more requests than may wait are refused until some are answered', async () => {
  const { bot, clock } = await talking();
  const waiting: Array<() => void> = [];
  world.submit = () =>
    new Promise((resolve) => waiting.push(() => resolve({ kind: 'refused', reason: 'late', checks: [] })));
  for (let id = 10; id < 10 + limits.maxInFlight; id += 1) {
    bot.say(place(id, { botOrderId: `n-${id}` }));
    clock.pass(20);
  }
  bot.say(place(999, { botOrderId: 'n-999' }));
  expect(bot.errors()).toEqual([-32005]);
  for (const answer of waiting) answer();
});

test('a flood is answered a few times a second, counted, and ends the bot', async () => {
  const { bot, clock } = await talking();
  for (let n = 0; n < limits.messageBurst + 1_000; n += 1) bot.say('{"jsonrpc":"2.0","method":"heartbeat"}');
  expect(bot.errors()).toHaveLength(limits.rateAnswersPerSecond);
  clock.pass(1_000);
  for (let n = 0; n < 100; n += 1) bot.say('{"jsonrpc":"2.0","method":"heartbeat"}');
  const last = bot
    .messages()
    .filter((message) => message.kind === 'error')
    .at(-1);
  expect(last).toMatchObject({ code: -32001 });
  for (let n = 0; n < 4_000; n += 1) bot.say('{"jsonrpc":"2.0","method":"heartbeat"}');
  await world.until('it has failed', () => world.status.state === 'failed');
  expect(bot.isAlive).toBe(false);
  expect(world.status.reason).toContain('broken or excess messages');
  expect(bot.written.length).toBeLessThan(50);
});

test('thirty broken lines a minute are forgiven, one more is not', async () => {
  const { bot, clock } = await talking();
  for (let n = 0; n < limits.violationsPerMinute; n += 1) bot.say('rubbish');
  expect(bot.isAlive).toBe(true);
  clock.jump(61_000);
  for (let n = 0; n < limits.violationsPerMinute; n += 1) bot.oversize();
  expect(bot.isAlive).toBe(true);
  bot.say('rubbish');
  expect(bot.isAlive).toBe(false);
});

test('prices are sent at most ten times a second and the newest wins', async () => {
  const { bot, clock } = await talking();
  const before = bot.notices('ticker').length;
  for (let n = 1; n <= 100; n += 1) {
    clock.pass(10);
    world.moveTo(String(50_000 + n));
  }
  clock.pass(200);
  const prices = bot.notices('ticker').slice(before);
  expect(prices.length).toBeLessThanOrEqual(11);
  expect(prices.at(-1)?.params).toMatchObject({ last: '50100' });
});

test('a bot that does not read gets no more prices, and is ended before its unread lines take memory', async () => {
  const { bot, clock } = await talking();
  bot.queued = 100_000;
  const before = bot.written.length;
  for (let n = 1; n <= 1_000; n += 1) {
    clock.pass(10);
    world.moveTo(String(50_000 + n));
    bot.say('{"jsonrpc":"2.0","method":"heartbeat"}');
    clock.pass(20);
  }
  expect(bot.written.length).toBe(before);
  bot.queued = 3_000_000;
  bot.ask(7, 'heartbeat');
  await world.until('it is ended', () => !bot.isAlive);
  expect(world.status.lastExit).toContain('does not read');
});

test('what a bot saved is handed back at its next start', async () => {
  const { bot, clock, all } = await started();
  bot.hello();
  await world.until('it runs', () => bot.answer(1) !== undefined);
  bot.ask(2, 'state.save', { state: { step: 1 } });
  bot.ask(3, 'state.save', { state: { step: 2 } });
  await world.until('both are saved', () => bot.answer(2)?.kind === 'result' && bot.answer(3)?.kind === 'result');
  bot.ask(4, 'state.save', { state: 'x'.repeat(limits.maxStateBytes) });
  await world.until('it is refused', () => bot.answer(4) !== undefined);
  expect(bot.errors()).toEqual([-32002]);
  bot.exit('exited with code 1');
  await world.until('it backs off', () => world.records('bot.crashed').length === 1);
  await Promise.resolve();
  await world.until('it is started again', () => {
    clock.pass(10);
    return all.length === 2;
  });
  const next = all[1] as FakeBotProcess;
  next.hello();
  await world.until('it runs', () => next.answer(1) !== undefined);
  expect(next.answer(1)).toMatchObject({ result: { savedState: { step: 2 } } });
});

test('what an ended process still says is not heard', async () => {
  const { bot } = await talking();
  bot.exit('ended by SIGKILL');
  bot.say(place(7));
  await world.until('the crash is known', () => world.records('bot.crashed').length === 1);
  expect(world.orders).toEqual([]);
});
