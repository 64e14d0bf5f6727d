import { afterEach, describe, expect, it } from 'vitest';
import {
  accepted,
  assertEveryOrderWasDecided,
  assertNoneTwice,
  type Harness,
  LONG_MS,
  openConsole,
  quietSettings,
  submit,
  until,
  untilAccepted,
  untilOpen,
  untilTrading,
} from '../support/desk-console';
import { openOrders } from '../support/exchange-ledger';
import { verifyIndependently } from '../support/journal-records';

let desk: Harness | undefined;
afterEach(async () => {
  await desk?.close();
  desk = undefined;
});

interface Part {
  readonly name: string;
  readonly pid: (desk: Harness) => number | undefined;
  readonly restarts: (desk: Harness) => number;
}

const PARTS: readonly Part[] = [
  {
    name: 'the exchange worker',
    pid: ({ console }) => console.exchange.status.pid,
    restarts: ({ console }) => console.exchange.status.restarts,
  },
  {
    name: 'the journal writer',
    pid: ({ console }) => console.journal.pid,
    restarts: ({ console }) => console.journal.status.restarts,
  },
  {
    name: 'the guard',
    pid: ({ console }) => console.guard.status.pid,
    restarts: ({ console }) => console.guard.status.restarts,
  },
  {
    name: 'the paper exchange',
    pid: ({ console }) => console.paper.status.pid,
    restarts: ({ console }) => console.paper.status.restarts,
  },
];

describe('A part of the console is killed', () => {
  it.each(PARTS)(
    '$name: no order is accepted while it is away, it comes back, and orders go out again',
    async ({ pid, restarts }) => {
      desk = await openConsole({ settings: quietSettings() });
      const { dataFolder } = desk;
      await untilOpen(desk);
      await untilAccepted(desk);
      const victim = pid(desk);
      if (victim === undefined) throw new Error('it does not run');

      process.kill(victim, 'SIGKILL');
      const before = restarts(desk);
      // Orders are asked for all the time; each ends, and none of those that ended while it was away stands at the exchange.
      const during: string[] = [];
      const isAway = (): boolean => desk !== undefined && (pid(desk) === victim || pid(desk) === undefined);
      const startedAt = performance.now();
      while (isAway() && performance.now() - startedAt < LONG_MS) {
        const outcome = await submit(desk);
        if (isAway() && outcome.kind === 'accepted') during.push(outcome.clientOrderId);
        await new Promise((done) => setTimeout(done, 10));
      }
      await until('its restart', () => desk !== undefined && restarts(desk) > before, LONG_MS);
      await untilAccepted(desk);
      // Whatever was told as accepted while the kill was on its way is really there.
      const atExchange = new Set(accepted(dataFolder).map(({ clientOrderId }) => clientOrderId));
      for (const id of during) expect(atExchange.has(id)).toBe(true);
      await until(
        'every outcome known',
        () =>
          desk !== undefined &&
          [...desk.console.execution.book.workingOrders].every(({ state }) => state !== 'unknown' && state !== 'sent'),
        LONG_MS,
      );
      const here = [...desk.console.execution.book.workingOrders].map(({ clientOrderId }) => clientOrderId).sort();
      await expect
        .poll(
          () =>
            openOrders(dataFolder)
              .map(({ clientOrderId }) => clientOrderId)
              .sort(),
          { timeout: LONG_MS },
        )
        .toEqual(here);
      assertNoneTwice(dataFolder);
      await desk.console.recorder.settled();
      assertEveryOrderWasDecided(dataFolder);
      expect(verifyIndependently(dataFolder)).toMatch(/^intact/);
    },
    150_000,
  );

  it('a bot: its orders are cancelled or taken up again, the others trade on, and it comes back', async () => {
    desk = await openConsole();
    const { console, dataFolder } = desk;
    await untilTrading(desk);
    const bot = console.bots.statuses().find(({ botId }) => botId === 'grid-2');
    if (bot?.pid === undefined) throw new Error('it does not run');
    process.kill(bot.pid, 'SIGKILL');
    const others = () => console.bots.statuses().filter(({ botId }) => botId !== 'grid-2');
    await until(
      'its restart',
      () =>
        console.bots
          .statuses()
          .some(({ botId, restarts, state }) => botId === 'grid-2' && restarts > 0 && state === 'running'),
      LONG_MS,
    );
    expect(others().every(({ state, restarts }) => state === 'running' && restarts === 0)).toBe(true);
    await untilTrading(desk);
    assertNoneTwice(dataFolder);
    expect(console.halt.gate.portfolioHalt).toBeUndefined();
  });
});
