import { afterEach, expect, test } from 'vitest';
import { decimal } from '#shared/model/decimal';
import { fakeLauncher, HandClock } from '../support/bot-fake';
import { BotWorld, runningBot, SYMBOL } from '../support/bot-world';

let world: BotWorld;
afterEach(() => world.end());

async function running() {
  const found = await runningBot();
  world = found.world;
  return found;
}

/** Lets whatever waits on promises go on, moving the clock a little each time, until `isSo`. */
const passUntil = (clock: HandClock, what: string, isSo: () => boolean) => {
  const timer = setInterval(() => clock.pass(10), 1);
  return world.until(what, isSo).finally(() => clearInterval(timer));
};

const order = (name: string) =>
  world.accept({
    botId: 'bot-1',
    accountId: 'sub-1',
    botOrderId: name,
    symbol: SYMBOL,
    side: 'buy',
    type: 'limit',
    quantity: decimal('0.001'),
    price: decimal('40000'),
    stopPrice: undefined,
    timeInForce: 'GTC',
    reduceOnly: false,
  });

test('a bot that falls silent is killed, its orders are cancelled, and it is started again', async () => {
  const { bot, clock, started } = await running();
  order('left');
  clock.pass(1_400);
  expect(bot.isAlive).toBe(true);
  clock.pass(1_000);
  expect(bot.isAlive).toBe(false);
  await passUntil(clock, 'it is started again', () => started.length === 2);
  expect(world.working).toEqual([]);
  expect(world.status.lastExit).toContain('hung: no message for 1.5 s');
  expect(world.records('bot.orders-cancelled')[0]?.data).toMatchObject({ cancelled: ['left'] });
});

test('a bot is not taken for hung because the console itself was held up', async () => {
  const { bot, clock } = await running();
  clock.jump(10_000);
  clock.pass(1);
  expect(bot.isAlive).toBe(true);
  bot.say('{"jsonrpc":"2.0","method":"heartbeat"}');
  clock.pass(1_000);
  expect(bot.isAlive).toBe(true);
});

test('a bot that never says hello is ended', async () => {
  const clock = new HandClock();
  const { launcher, started } = fakeLauncher();
  world = new BotWorld({ program: { kind: 'command', command: 'fake', args: [] } }, {}, { launcher, clock });
  world.bots.start();
  await world.until('it is started', () => started.length === 1);
  clock.pass(20_001);
  expect(started[0]?.isAlive).toBe(false);
  await world.until('the crash is known', () => world.status.lastExit?.includes('no hello') === true);
});

test('a bot that crashes again and again is left to its operator, who can start it anew', async () => {
  const { clock, started } = await running();
  for (let crash = 1; crash <= 5; crash += 1) {
    await passUntil(clock, `start ${crash}`, () => started.length === crash && world.status.state !== 'backing-off');
    started[crash - 1]?.exit('exited with code 1');
  }
  await passUntil(clock, 'it has failed', () => world.status.state === 'failed');
  expect(world.status.reason).toBe('crashed 5 times within 60 s; the last time: exited with code 1');
  clock.pass(60_000);
  expect(started).toHaveLength(5);
  expect(world.bots.startBot('bot-1')).toEqual({ ok: true, value: undefined });
  await world.until('it is started', () => started.length === 6);
});

test('an order whose bot dies on the way is followed, and cancelled before the bot is started again', async () => {
  const { bot, clock, started } = await running();
  let arrive: () => void = () => undefined;
  world.submit = (intent) =>
    new Promise((resolve) => {
      arrive = () => resolve(world.accept(intent));
    });
  const params = { botOrderId: 'late', symbol: SYMBOL, side: 'buy', type: 'limit', quantity: '0.001', price: '40000' };
  bot.ask(7, 'order.place', params);
  bot.exit('ended by SIGKILL');
  await world.until('the crash is known', () => world.records('bot.crashed').length === 1);
  clock.pass(500);
  expect(started).toHaveLength(1);
  arrive();
  await passUntil(clock, 'it is started again', () => started.length === 2);
  expect(world.orders).toHaveLength(1);
  expect(world.orders[0]?.state).toBe('cancelled');
});

test('orders that cannot be cancelled are asked for again, and the operator is told meanwhile', async () => {
  const { clock } = await running();
  order('left');
  let reachable = false;
  world.beforeCancelAll = () =>
    reachable ? Promise.resolve() : Promise.reject(new Error('the exchange cannot be reached'));
  await world.bots.stopBot('bot-1');
  expect(world.status.state).toBe('stopped');
  expect(world.status.reason).toBe('1 of its orders could not be cancelled yet: the exchange cannot be reached');
  reachable = true;
  await passUntil(clock, 'they are cancelled', () => world.working.length === 0 && world.status.reason === '');
});

test('a bot that does not finish when asked is killed after the grace time', async () => {
  const { bot, clock } = await running();
  bot.isObedient = false;
  const stopped = world.bots.stopBot('bot-1');
  expect(bot.notices('stop')).toHaveLength(1);
  clock.pass(999);
  expect(bot.isAlive).toBe(true);
  clock.pass(2);
  expect(bot.isAlive).toBe(false);
  await stopped;
  expect(world.status.state).toBe('stopped');
});

test('closing the console during a restart leaves no process behind', async () => {
  const { started } = await running();
  const restarted = world.bots.restartBot('bot-1');
  await world.bots.stop();
  expect(await restarted).toEqual({ ok: false, error: 'wrong-state' });
  expect(world.status.state).toBe('stopped');
  expect(started.every(({ isAlive }) => !isAlive)).toBe(true);
});

test('each bot is told the trading state once per change', async () => {
  const { bot } = await running();
  world.setTrading('HALTED');
  world.bots.deliver.tradingState();
  expect(bot.notices('trading-state')).toEqual([
    { method: 'trading-state', params: { state: 'HALTED', reason: 'the test says so' } },
  ]);
});

test('a block is told beside the state, and its end by leaving it out', async () => {
  const { bot } = await running();
  world.setTrading('ACTIVE', 'The journal is away.');
  world.setTrading('HALTED', 'The journal is away.');
  world.setTrading('ACTIVE');
  expect(bot.notices('trading-state').map(({ params }) => params)).toEqual([
    { state: 'ACTIVE', reason: '', blocked: 'The journal is away.' },
    { state: 'HALTED', reason: 'the test says so', blocked: 'The journal is away.' },
    { state: 'ACTIVE', reason: '' },
  ]);
});

test('a bot cannot forge lines of its log', async () => {
  const { bot } = await running();
  bot.ask(7, 'log', { level: 'info', message: 'one\n2026-01-01T00:00:00.000Z console all is well' });
  await world.until('it is logged', () => world.logged('all is well'));
  expect(world.logTexts().at(-1)).toMatch(/info one 2026-01-01/);
  bot.ask(8, 'log', { level: 'info', message: 'sold \u202e0005\u202c' });
  await world.until('it is logged', () => world.logged('sold'));
  expect(world.bots.logLines('bot-1')?.at(-1)?.text).toBe('sold  0005 ');
});

test('a log is read on from the last line known, and keeps the last five hundred', async () => {
  const { bot } = await running();
  const known = world.bots.logLines('bot-1')?.at(-1)?.seq ?? 0;
  bot.ask(7, 'log', { level: 'warn', message: 'one' });
  await world.until('it is logged', () => world.logged('one'));
  expect(world.bots.logLines('bot-1', known)).toMatchObject([{ seq: known + 1, level: 'warn', text: 'one' }]);
  expect(world.bots.logLines('bot-1', known + 1)).toEqual([]);
  expect(world.bots.logLines('bot-2')).toBeUndefined();
});
