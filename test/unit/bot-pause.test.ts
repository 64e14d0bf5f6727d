import { afterEach, expect, test } from 'vitest';
import type { FakeBotProcess } from '../support/bot-fake';
import { type BotWorld, runningBot, SYMBOL } from '../support/bot-world';

let world: BotWorld;
afterEach(() => world.end());

async function running() {
  const found = await runningBot();
  world = found.world;
  return found;
}

const place = (bot: FakeBotProcess, id: number, botOrderId: string): void =>
  bot.ask(id, 'order.place', {
    botOrderId,
    symbol: SYMBOL,
    side: 'buy',
    type: 'limit',
    quantity: '0.001',
    price: '40000',
    timeInForce: 'GTC',
  });
const states = (bot: FakeBotProcess) => bot.notices('trading-state').map((notice) => notice.params);

test('a paused bot keeps its process and its orders, is refused new ones in words, may cancel, and goes on', async () => {
  const { bot, started } = await running();
  place(bot, 2, 'before');
  await world.until('it is answered', () => bot.answer(2)?.kind === 'result');

  await world.bots.pauseBot('bot-1', 'operator', 'The operator paused it.');
  expect(world.status).toMatchObject({ state: 'running', paused: 'The operator paused it.' });
  expect(states(bot).at(-1)).toEqual({ state: 'ACTIVE', reason: '', blocked: 'The operator paused it.' });
  place(bot, 3, 'during');
  await world.until('it is answered', () => bot.answer(3) !== undefined);
  expect(bot.answer(3)).toMatchObject({
    kind: 'error',
    code: -32013,
    data: { reason: 'The operator paused it. Nothing was sent.' },
  });
  expect(world.working).toHaveLength(1);
  bot.ask(4, 'order.cancel', { botOrderId: 'before' });
  await world.until('it is cancelled', () => world.working.length === 0);
  expect(started).toHaveLength(1);
  expect(bot.isAlive).toBe(true);

  expect(world.bots.goOn('bot-1', 'operator')).toMatchObject({ ok: true });
  expect(states(bot).at(-1)).toEqual({ state: 'ACTIVE', reason: '' });
  place(bot, 5, 'after');
  await world.until('it is answered', () => bot.answer(5)?.kind === 'result');
  expect(world.bots.goOn('bot-1', 'operator')).toMatchObject({ ok: false, error: 'wrong-state' });
  expect(world.records('bot.paused')[0]?.data).toMatchObject({ botId: 'bot-1', by: 'operator' });
  expect(world.records('bot.went-on')).toHaveLength(1);
});

test('a swap of keys waits for what is on its way, and its end does not end the pause of the operator', async () => {
  const { bot, started } = await running();
  let answer: () => void = () => undefined;
  const { submit } = world;
  world.submit = async (intent) => {
    await new Promise<void>((sent) => {
      answer = sent;
    });
    return submit(intent);
  };
  place(bot, 2, 'on-its-way');
  let isStill = false;
  const paused = world.bots.pauseBot('bot-1', 'keys', 'The key of its account is being replaced.').then(() => {
    isStill = true;
  });
  await world.bots.pauseBot('other', 'keys', 'Nobody.');
  expect(isStill).toBe(false);
  answer();
  await paused;
  expect(world.working).toHaveLength(1);

  world.submit = submit;
  await world.bots.pauseBot('bot-1', 'operator', 'The operator paused it.');
  // Started again meanwhile, it is paused from its first word on.
  const restarted = world.bots.restartBot('bot-1');
  bot.exit('exited with code 0');
  await restarted;
  await world.until('it is started again', () => started.length === 2);
  expect(world.working).toHaveLength(1);
  const next = started[1] as FakeBotProcess;
  next.hello();
  await world.until('it runs', () => world.status.state === 'running');
  world.bots.goOn('bot-1', 'keys');
  place(next, 3, 'too-early');
  await world.until('it is answered', () => next.answer(3) !== undefined);
  expect(next.answer(3)).toMatchObject({
    kind: 'error',
    data: { reason: 'The operator paused it. Nothing was sent.' },
  });

  // Stopped by the operator and started, it trades.
  const stopped = world.bots.stopBot('bot-1');
  next.exit('exited with code 0');
  await stopped;
  expect(world.status).toMatchObject({ state: 'stopped', paused: '' });
});
