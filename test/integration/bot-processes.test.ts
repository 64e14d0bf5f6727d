import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { BotTimings } from '../../electron/domains/bots';
import { BotWorld, ROOT } from '../support/bot-world';
import { isAlive } from '../support/is-alive';

let world: BotWorld;
afterEach(() => world.end());

const python = (mode: string, timings: Partial<BotTimings> = {}): BotWorld =>
  new BotWorld(
    { program: { kind: 'command', command: 'python3', args: [join(ROOT, 'test/support/raw_bot.py'), mode] } },
    timings,
  );

test('a bot written in another language trades, and finds what it saved after its restart', async () => {
  world = python('trade');
  world.bots.start();
  await world.until('its order rests', () => world.working.length === 1 && world.status.ordersPlaced === 1);
  expect(world.status).toMatchObject({
    state: 'running',
    program: 'raw-python 0.1',
    ordersPlaced: 1,
    messageErrors: 0,
  });
  world.moveTo('48999');
  await world.until('it has heard of its fill', () => world.logged('info filled'));
  await world.bots.restartBot('bot-1');
  await world.until('it knows what it saved', () => world.logged('saved state: {"filled":'));
});

test('a bot that floods is answered sparingly, stopped for good, and never grows the console', async () => {
  world = python('flood');
  world.bots.start();
  await world.until('it runs', () => world.status.state === 'running');
  const before = process.memoryUsage().heapUsed;
  await world.until('it has failed', () => world.status.state === 'failed');
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(64 * 1024 * 1024);
  expect(world.status.restarts).toBe(0);
  expect(world.records('bot.gave-up')).toHaveLength(1);
});

test('a bot that writes without ever ending a line costs no memory and is ended as hung', async () => {
  world = python('endless');
  world.bots.start();
  await world.until('it runs', () => world.status.state === 'running');
  const before = process.memoryUsage().heapUsed;
  await world.until('it is ended', () => world.records('bot.crashed').length === 1);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(64 * 1024 * 1024);
  expect(world.status.messageErrors).toBe(1);
  expect(world.status.lastExit).toContain('hung');
});

test('a bot that lies about its id is told so, and the lie is in the journal', async () => {
  world = python('lie');
  world.bots.start();
  await world.until('it is told', () => world.logged('error -32004'));
  expect(world.orders).toEqual([]);
  expect(world.records('bot.lied')).toHaveLength(1);
});

test('a bot that dies right after its order leaves no working order', async () => {
  world = python('die', { maxCrashes: 2 });
  const arrivals: Array<() => void> = [];
  world.submit = (intent) => new Promise((resolve) => arrivals.push(() => resolve(world.accept(intent))));
  world.bots.start();
  await world.until(
    'it is dead and its order on the way',
    () => world.records('bot.crashed').length === 1 && arrivals.length === 1,
  );
  arrivals[0]?.();
  await world.until('its order is cancelled', () => world.orders[0]?.state === 'cancelled');
  await world.until('it is started again', () => arrivals.length === 2);
  arrivals[1]?.();
  await world.until(
    'it has failed',
    () => world.status.state === 'failed' && world.working.length === 0 && world.orders.length === 2,
  );
});

test('a bot that hangs is killed, and started again', async () => {
  world = python('hang', { silentMs: 500 });
  world.bots.start();
  await world.until('it runs', () => world.status.state === 'running');
  const pid = world.status.pid ?? 0;
  await world.until('another one runs', () => world.status.state === 'running' && world.status.pid !== pid);
  expect(isAlive(pid)).toBe(false);
  expect(world.status.lastExit).toContain('hung: no message for 0.5 s');
});

test('what a bot has started ends with it', async () => {
  world = python('child');
  world.bots.start();
  const childOf = (): number =>
    Number(
      world
        .logTexts()
        .join('\n')
        .match(/info child (\d+)/)?.[1] ?? 0,
    );
  await world.until('its child runs', () => childOf() > 0 && isAlive(childOf()));
  await world.bots.stopBot('bot-1');
  await world.until('its child is gone', () => !isAlive(childOf()));
});

test('a bot sees nothing of the console’s environment and works in a folder of its own', async () => {
  process.env.HOLDFAST_TEST_SECRET = 'never to be seen';
  const look = 'console.error("names:", ...Object.keys(process.env)); console.error("folder:", process.cwd())';
  world = new BotWorld({ program: { kind: 'command', command: process.execPath, args: ['-e', look] } });
  world.bots.start();
  await world.until('it has looked around', () => world.logged('folder: '));
  const log = world.logTexts().join('\n');
  const names = log.match(/names: (.*)/)?.[1]?.split(' ') ?? [];
  expect(names.filter((name) => !['HOME', 'PATH', 'TZ', 'LANG', 'LC_ALL'].includes(name))).toEqual([]);
  expect(log).toContain(`folder: ${join(world.folder, 'bot-1')}`);
});

test('a program that is not there is said so and left to the operator', async () => {
  world = new BotWorld({ program: { kind: 'command', command: 'no-such-program-here', args: [] } });
  world.bots.start();
  await world.until('it has failed', () => world.status.state === 'failed');
  expect(world.status.lastExit).toMatch(/could not be started: .*ENOENT/);
});
