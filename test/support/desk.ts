import type { Page } from '@playwright/test';
import type { Snapshot } from '#shared/contract/desk';
import type { HoldfastApi } from '#shared/contract/index';

declare const window: { holdfast: HoldfastApi };

/**
 * What main says now, asked over the app's own IPC. It comes as text: Playwright would check each of its thousands of values on the
 * way, which took more of a core than the desk itself.
 */
export async function askDesk(page: Page): Promise<Snapshot> {
  const text = await page.evaluate(async () => JSON.stringify(await window.holdfast.call('desk.snapshot', {})));
  const answer: Awaited<ReturnType<typeof window.holdfast.call<'desk.snapshot'>>> = JSON.parse(text);
  if (!answer.ok) throw new Error(answer.message);
  return answer.value;
}

/** Each question costs main, window and test some milliseconds of a core that the desk under test needs, too. */
const ASK_EVERY_MS = 150;

/** Asks main until `isTrue`, up to `ms`; fails saying what was waited for and how the desk stood. */
export async function deskUntil(
  page: Page,
  what: string,
  isTrue: (desk: Snapshot) => boolean,
  ms = 40_000,
): Promise<Snapshot> {
  const startedAt = performance.now();
  for (;;) {
    const desk = await askDesk(page);
    if (isTrue(desk)) return desk;
    if (performance.now() - startedAt > ms) {
      const { trading, bots, orders, halt, health } = desk;
      throw new Error(
        `waited ${ms} ms for ${what}: ${JSON.stringify({ trading, orders: orders.length, halt: halt?.state, bots: bots.map(({ botId, state, reason }) => ({ botId, state, reason })), health: health.map(({ id, level }) => `${id} ${level}`) })}`,
      );
    }
    await new Promise((done) => setTimeout(done, ASK_EVERY_MS));
  }
}

/** Three bots run, each with working orders, and something was filled. */
export const isTrading = (desk: Snapshot): boolean =>
  desk.bots.length === 3 &&
  desk.bots.every((bot) => bot.state === 'running' && bot.workingOrders > 0) &&
  desk.bots.some((bot) => bot.fills > 0);

/** Acknowledges every cause and ticks every step under every halt that stands, over the app's own IPC. */
export async function clearAllByIpc(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { call } = window.holdfast;
    const [desk, runbook] = await Promise.all([call('desk.snapshot', {}), call('runbook.read', {})]);
    if (!desk.ok || !runbook.ok) throw new Error('not answered');
    for (const { id: haltId, causes } of desk.value.trading.halts) {
      for (const { id } of causes) await call('halt.acknowledge', { haltId, causeId: id, by: 'test' });
      for (const { id } of runbook.value.steps)
        await call('runbook.tick', { haltId, stepId: id, by: 'test', done: true });
    }
  });
}
