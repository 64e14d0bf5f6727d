import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { BotWorld, SYMBOL } from '../support/bot-world';
import { builtWorker } from '../support/built-worker';
import { isAlive } from '../support/is-alive';

let world: BotWorld;
afterEach(() => world?.end());

const grid = (params: Record<string, unknown> = {}) =>
  new BotWorld(
    {
      program: { kind: 'builtin', name: 'grid' },
      params: { symbol: SYMBOL, levelsPerSide: 3, spacingBps: 10, orderNotional: '100', ...params } as never,
    },
    {},
    builtWorker('bot-host'),
  );

/** Buys at three lines below 50,000 and sells at three above, ten basis points apart. */
const FULL = ['buy 49850.29', 'buy 49900.14', 'buy 49950.04', 'sell 50050', 'sell 50100.05', 'sell 50150.15'];

test('the grid bot buys what its sell side needs and then rests on both sides within seconds', async () => {
  world = grid();
  world.bots.start();
  await world.until('six orders rest', () => world.working.length === 6);
  expect(world.ladder()).toEqual(FULL);
});

test('a buy that fills becomes a sell one line higher', async () => {
  world = grid();
  world.bots.start();
  await world.until('six orders rest', () => world.working.length === 6);
  world.moveTo('49950.01');
  await world.until('a sell rests at the centre', () => world.ladder().includes('sell 50000'));
  expect(world.ladder()).toEqual(
    ['buy 49850.29', 'buy 49900.14', 'sell 50000', 'sell 50050', 'sell 50100.05', 'sell 50150.15'].sort(),
  );
});

test('a grid bot killed by hand loses its orders, comes back, and does not double its grid', async () => {
  world = grid();
  world.bots.start();
  await world.until('six orders rest', () => world.working.length === 6);
  const pid = world.status.pid ?? 0;
  process.kill(pid, 'SIGKILL');
  await world.until('its orders are cancelled', () => world.records('bot.orders-cancelled').length === 1);
  await world.until('it rests again', () => world.status.pid !== pid && world.working.length === 6);
  expect(world.ladder()).toEqual(FULL);
  expect(isAlive(pid)).toBe(false);
  expect(world.status.restarts).toBe(1);
  expect(world.records('bot.crashed')).toHaveLength(1);
});

test('a restart by the operator keeps the working orders and places none twice', async () => {
  world = grid();
  world.bots.start();
  await world.until('six orders rest', () => world.working.length === 6);
  const placed = world.orders.length;
  expect(await world.bots.restartBot('bot-1')).toEqual({ ok: true, value: undefined });
  await world.until('it runs', () => world.status.state === 'running');
  world.moveTo('50050.02');
  await world.until('it trades on', () => world.orders.length > placed && world.working.length === 6);
  expect(world.ladder()).toEqual([
    'buy 49850.29',
    'buy 49900.14',
    'buy 49950.04',
    'buy 50000',
    'sell 50100.05',
    'sell 50150.15',
  ]);
  expect(world.orders.length).toBe(placed + 1);
});

test('a halt makes the grid bot quiet and resuming makes it rest again', async () => {
  world = grid();
  world.bots.start();
  await world.until('six orders rest', () => world.working.length === 6);
  world.setTrading('HALTED');
  for (const order of world.working) world.update(order, { state: 'cancelled' });
  const placed = world.orders.length;
  world.moveTo('50010');
  world.moveTo('50020');
  const haltedAt = performance.now();
  await world.until(
    'it has been heard since',
    () =>
      performance.now() - (world.status.lastHeardMs ?? 0) > haltedAt + 50 && (world.status.lastHeardMs ?? 1e9) < 1_000,
  );
  expect(world.orders.length).toBe(placed);
  world.setTrading('ACTIVE');
  await world.until('six orders rest', () => world.working.length === 6);
  expect(world.ladder()).toEqual(FULL);
});

test('settings that make no sense are told in a sentence and the bot waits for its operator', async () => {
  world = grid({ spacingBps: 'wide' });
  world.bots.start();
  await world.until('it has failed', () => world.status.state === 'failed');
  expect(world.status.reason).toMatch(/setting spacingBps/);
  expect(world.status.restarts).toBe(0);
});

test('stopping the bot cancels its orders and leaves no process', async () => {
  world = grid();
  world.bots.start();
  await world.until('six orders rest', () => world.working.length === 6);
  const pid = world.status.pid ?? 0;
  await world.bots.stopBot('bot-1');
  expect(world.working).toEqual([]);
  expect(isAlive(pid)).toBe(false);
  expect(world.status.state).toBe('stopped');
});

test('a built-in bot ends when its console is gone, and says so when it is asked for one there is not', async () => {
  const alone = spawn(process.execPath, [builtWorker('bot-host'), 'grid'], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(alone.stdout, 'data');
  alone.stdin.end();
  expect(await once(alone, 'exit')).toEqual([0, null]);
  const unknown = spawn(process.execPath, [builtWorker('bot-host'), 'grand'], { stdio: ['pipe', 'pipe', 'pipe'] });
  const [said] = await once(unknown.stderr, 'data');
  expect(String(said)).toBe('no built-in bot "grand"; there are: grid, momentum\n');
});
