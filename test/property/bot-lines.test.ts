import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BOT_REQUESTS, parseBotEnvelope, parseBotParams, parseConsoleLine } from '#shared/bot-protocol';
import { fakeLauncher, HandClock } from '../support/bot-fake';
import { BotWorld, SYMBOL } from '../support/bot-world';

const clock = new HandClock();
const { launcher, started } = fakeLauncher();
let world: BotWorld;
beforeAll(() => {
  world = new BotWorld({ program: { kind: 'command', command: 'fake', args: [] } }, {}, { launcher, clock });
});
afterAll(() => world.end());

/** Envelopes that are nearly right, so that every branch behind the first check is reached. */
const nearlyRight = fc
  .record(
    {
      jsonrpc: fc.constantFrom('2.0', '2.0', '2.0', '1.0', 2),
      id: fc.oneof(fc.integer(), fc.string(), fc.constant(null), fc.double()),
      method: fc.oneof(fc.constantFrom(...Object.keys(BOT_REQUESTS), 'constructor', '__proto__'), fc.string()),
      params: fc.oneof(
        fc.record(
          {
            botOrderId: fc.oneof(fc.constant('a'), fc.string()),
            symbol: fc.constantFrom(SYMBOL, 'X', ''),
            side: fc.constantFrom('buy', 'sell', 'hold'),
            type: fc.constantFrom('limit', 'market', 'post-only', 'stop-limit', 'x'),
            quantity: fc.oneof(fc.constant('0.001'), fc.constantFrom('NaN', '-0', '1e9', '0x10'), fc.double()),
            price: fc.constantFrom('49000', '0', '', '9'.repeat(70)),
            botId: fc.constantFrom('bot-1', 'bot-2'),
          },
          { requiredKeys: [] },
        ),
        fc.jsonValue(),
      ),
      extra: fc.jsonValue(),
    },
    { requiredKeys: ['jsonrpc', 'method'] },
  )
  .map((message) => JSON.stringify(message));

const anyLine = fc.oneof(
  fc.string(),
  fc.json(),
  nearlyRight,
  fc.string({ unit: 'binary' }),
  nearlyRight.map((line) => line.slice(0, -1)),
);

test('no line a bot can write throws while it is read', () => {
  fc.assert(
    fc.property(anyLine, (line) => {
      const envelope = parseBotEnvelope(line);
      if (envelope.ok) parseBotParams(envelope.value.method, envelope.value.params);
      parseConsoleLine(line);
    }),
    { numRuns: 2_000 },
  );
});

test('whatever a bot writes, it gets at most one answer to each line and all answers are of the protocol', async () => {
  world.bots.start();
  await world.until('it is started', () => started.length === 1);
  await fc.assert(
    fc.asyncProperty(fc.array(anyLine, { maxLength: 20 }), async (lines) => {
      const bot = started.at(-1);
      if (bot === undefined) return;
      if (!bot.isAlive) return;
      bot.written.length = 0;
      clock.pass(1_000);
      for (const line of lines) bot.say(line);
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
      expect(bot.messages().filter(({ kind }) => kind !== 'notice').length).toBeLessThanOrEqual(lines.length);
    }),
    { numRuns: 150 },
  );
  expect(world.orders.every(({ intent }) => intent.botId === 'bot-1' && intent.quantity > 0n)).toBe(true);
});
