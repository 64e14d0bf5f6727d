import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { BOT_ERRORS, BOT_REQUESTS, CONSOLE_NOTICES, BOT_PROTOCOL_LIMITS as limits } from '#shared/bot-protocol';
import { type FakeBotProcess, fakeLauncher, HandClock } from '../support/bot-fake';
import { BotWorld, ROOT, SYMBOL } from '../support/bot-world';

/** `UPDATE_DOCS=1` writes the generated parts anew; otherwise a part that differs fails. */
const DOCUMENT = join(ROOT, 'docs/bot-protocol.md');

const clock = new HandClock();
let world: BotWorld;
beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'], now: clock.now() }));
afterAll(async () => {
  vi.useRealTimers();
  await world?.end();
});

function check(part: string, generated: string): void {
  const text = readFileSync(DOCUMENT, 'utf8');
  const pattern = new RegExp(`(<!-- generated: ${part} -->\n)([\\s\\S]*?)(<!-- end -->)`);
  if (process.env.UPDATE_DOCS === '1') {
    writeFileSync(
      DOCUMENT,
      text.replace(pattern, (_all, start, _old, end) => `${start}${generated}\n${end}`),
    );
  } else expect(pattern.exec(text)?.[2]).toBe(`${generated}\n`);
}

test('the document names every limit with its number', () => {
  const rows: ReadonlyArray<readonly [string, string]> = [
    ['line of a bot', `${limits.maxBotLineBytes} bytes`],
    ['line of the console (a bot must be able to read it)', `${limits.maxConsoleLineBytes} bytes`],
    ['messages of a bot', `${limits.messagesPerSecond} a second, ${limits.messageBurst} at once after a quiet spell`],
    ['requests waiting for their answer', String(limits.maxInFlight)],
    ['nesting, the message itself included', `${limits.maxDepth} levels`],
    ['`state.save`', `${limits.maxStateBytes} bytes of JSON`],
    ['`log` message', `${limits.maxLogCharacters} characters`],
    ['`hello` after the start', `within ${limits.helloWithinMs / 1_000} s`],
    [
      'a message of any kind, or the bot counts as hung',
      `every ${limits.silentMs / 1_000} s (send \`heartbeat\` each second)`,
    ],
    [
      'broken messages before the bot is stopped',
      `${limits.violationsPerMinute} within a minute; each ${limits.droppedPerViolation} dropped for their rate count as one`,
    ],
    ['answers to messages that come too fast', `${limits.rateAnswersPerSecond} a second`],
    ['`ticker` per symbol', `${limits.tickersPerSecond} a second`],
    ['`candles` in one answer', String(limits.maxCandles)],
    ['`recentFills` in hello', String(limits.maxRecentFills)],
  ];
  check(
    'limits',
    ['| what | at most |', '|---|---|', ...rows.map(([what, most]) => `| ${what} | ${most} |`)].join('\n'),
  );
});

test('the document names every error with its sentence', () => {
  const rows = Object.values(BOT_ERRORS).map(({ code, message }) => `| ${code} | ${message} |`);
  check('errors', ['| code | message |', '|---|---|', ...rows].join('\n'));
});

test('the document names every method and notification', () => {
  const text = readFileSync(DOCUMENT, 'utf8');
  for (const name of [...Object.keys(BOT_REQUESTS), ...Object.keys(CONSOLE_NOTICES)])
    expect(text).toContain(`| \`${name}\` |`);
});

test('the conversation in the document is what the console says today', async () => {
  const { launcher, started } = fakeLauncher();
  world = new BotWorld(
    { id: 'bot-1', program: { kind: 'command', command: 'fake', args: [] }, params: { size: '0.001' } },
    {},
    { launcher, clock },
  );
  world.bots.start();
  await world.until('it is started', () => started.length === 1);
  const bot = started[0] as FakeBotProcess;
  const lines: string[] = [];
  let heard = 0;
  const listen = (): void => {
    for (const line of bot.written.slice(heard)) lines.push(`con> ${line}`);
    heard = bot.written.length;
  };
  const say = async (id: number, method: string, params: unknown): Promise<void> => {
    lines.push(`bot> ${JSON.stringify({ jsonrpc: '2.0', id, method, params })}`);
    bot.ask(id, method, params);
    await world.until('it is answered', () => bot.answer(id) !== undefined);
    listen();
  };

  await say(1, 'hello', { protocol: 1, name: 'my-bot', version: '0.1' });
  const session = /"session":"(\w+)"/.exec(lines.join('\n'))?.[1] ?? '';
  const order = {
    botOrderId: `${session}-1`,
    symbol: SYMBOL,
    side: 'buy',
    type: 'limit',
    quantity: '0.001',
    price: '49950',
  };
  await say(2, 'order.place', order);
  clock.pass(1_000);
  world.moveTo('49949.5');
  listen();
  await say(3, 'state.save', { state: { bought: '0.001' } });
  world.submit = async () => ({
    kind: 'refused',
    reason: 'Order size 4995 USDT is above its limit 500 USDT.',
    checks: ['max-order-notional'],
  });
  await say(4, 'order.place', { ...order, botOrderId: `${session}-2`, quantity: '0.1' });
  await say(5, 'order.place', { ...order, botOrderId: `${session}-3`, quantity: 0.1 });
  await say(6, 'order.cancel', { botOrderId: `${session}-1` });
  world.setTrading('HALTED');
  await say(7, 'heartbeat', {});
  await say(8, 'orders.list', {});
  await world.bots.stopBot('bot-1');
  listen();
  check('transcript', ['```', ...lines, '```'].join('\n'));
});
