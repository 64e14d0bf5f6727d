import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { HoldfastApi } from '#shared/contract/index';
import type { TriggerRow } from '#shared/contract/triggers';
import { ALERT_WITHIN_MS, TRIGGER_CADENCE_MS, TRIGGERS, type TriggerId } from '#shared/model/triggers';
import { firstRunSettings } from '../../electron/app/settings';
import type { PaperFaults } from '../../electron/domains/paper/protocol';
import { deskUntil, isTrading } from '../support/desk';
import { type LaunchedHoldfast, launchHoldfast } from '../support/electron-launch';
import { acceptedAfter, openOrders } from '../support/exchange-ledger';
import { readJournal } from '../support/journal-records';
import { patiently } from '../support/patiently';
import { PATIENT_GUARD } from '../support/quiet-settings';

declare const window: { holdfast: HoldfastApi };

/** Two seconds of bad prices without a good one between: a busy machine has time to lift a fault before. */
const CROSSED = { ...TRIGGERS['data-crossed'].standard, confirmations: 8, windowMs: 4_000 };

let dataDir: string;
let desk: LaunchedHoldfast;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'holdfast-triggers-'));
  const settings = {
    ...firstRunSettings(),
    ...PATIENT_GUARD,
    triggers: { version: 1, set: { 'data-crossed': CROSSED } },
  };
  writeFileSync(join(dataDir, 'settings.json'), JSON.stringify(settings));
  desk = await launchHoldfast({
    dataDir,
    requires: [resolve(import.meta.dirname, '../support/paper-faults.cjs')],
    size: { width: 1280, height: 800 },
  });
});
afterEach(async () => {
  await desk.kill();
  rmSync(dataDir, { recursive: true, force: true });
});

const setFaults = (faults: PaperFaults | { readonly prices: null }): Promise<void> =>
  patiently(() =>
    desk.app.evaluate((_electron, set) => {
      const { setPaperFaults } = globalThis as unknown as { setPaperFaults(set: unknown): void };
      setPaperFaults('prices' in set && set.prices === null ? { prices: undefined } : set);
    }, faults),
  );

async function rowOf(id: TriggerId): Promise<TriggerRow | undefined> {
  const answer = await desk.page.evaluate(() => window.holdfast.call('triggers.read', {}));
  if (!answer.ok) throw new Error(answer.message);
  return answer.value.rows.find(({ triggerId }) => triggerId === id);
}
const crossedNow = async (): Promise<number> => (await rowOf('data-crossed'))?.now?.value ?? 0;

it('a bad price halts nothing; prices that stay bad halt their symbol within the window, and nothing else', async () => {
  const { page } = desk;
  await deskUntil(page, 'three bots trading', isTrading);

  // A glitch: seen by the triggers, and gone.
  await setFaults({ prices: 'crossed', priceSymbols: ['BTCUSDT'] });
  await expect.poll(crossedNow, { interval: 20, timeout: 20_000 }).toBeGreaterThan(1);
  await setFaults({ prices: null });
  await expect.poll(crossedNow, { interval: 20, timeout: 20_000 }).toBe(0);
  const calm = await deskUntil(page, 'the desk after it', () => true);
  expect(calm.trading.halts).toEqual([]);
  expect(calm.firings).toEqual([]);

  // The real thing.
  await setFaults({ prices: 'crossed', priceSymbols: ['BTCUSDT'] });
  const halted = await deskUntil(page, 'the halt of BTC/USDT to be verified', ({ trading: { halts } }) =>
    halts.some(({ progress }) => progress === 'verified-empty'),
  );
  expect(halted.trading.state).toBe('ACTIVE');
  expect(halted.trading.halts).toMatchObject([
    { scope: { kind: 'symbol', symbol: 'BTC/USDT' }, state: 'HALTED', source: 'trigger' },
  ]);
  expect(halted.firings).toMatchObject([
    { triggerId: 'data-crossed', key: 'BTC/USDT', action: 'halt', haltId: halted.trading.halts[0]?.id },
  ]);
  const [firing] = halted.firings;
  const firstSeen = firing?.evidence[0]?.at ?? 0;
  expect(firing?.evidence).toHaveLength(8);
  expect((firing?.at ?? 0) - firstSeen).toBeLessThanOrEqual(CROSSED.windowMs + TRIGGER_CADENCE_MS);
  expect((halted.trading.halts[0]?.trippedAt ?? 0) - firstSeen).toBeLessThanOrEqual(ALERT_WITHIN_MS);

  // Nothing of that symbol works at the exchange any more; the others trade on.
  expect(openOrders(dataDir).filter(({ symbol }) => symbol === 'BTCUSDT')).toEqual([]);
  const verifiedAt = Date.now();
  await expect.poll(() => acceptedAfter(dataDir, verifiedAt).length, { timeout: 30_000 }).toBeGreaterThan(0);
  expect(acceptedAfter(dataDir, verifiedAt).filter(({ symbol }) => symbol === 'BTCUSDT')).toEqual([]);

  // It is told above every screen, and acknowledged by name; a stricter trigger holds at once, and asks for nothing.
  await page.getByRole('region', { name: 'Attention' }).getByText('Prices crossed, BTC/USDT').waitFor();
  await page.getByRole('link', { name: 'Look, and acknowledge' }).click();
  await page.getByRole('textbox', { name: 'Threshold, Daily loss' }).fill('80');
  await page.getByText('▼ tighter').waitFor();
  await page.getByRole('button', { name: 'Would have fired, 24 h' }).click();
  await page.getByText(/^As it is set it would not have fired.*observations are on record\.$/).waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('In force and saved.').waitFor();
  expect((await rowOf('daily-loss'))?.setting.threshold).toBe(80);
  await page.getByRole('button', { name: 'Acknowledge Prices crossed, BTC/USDT' }).click();
  await deskUntil(page, 'nothing that waits', ({ firings }) => firings.length === 0);

  // What fired is on record with what was seen, before the halt that came of it.
  const ofHalt = readJournal(dataDir).filter(({ type }) => type === 'trigger.fired' || type === 'halt.tripped');
  expect(ofHalt.map(({ type }) => type)).toEqual(['trigger.fired', 'halt.tripped']);
  expect(ofHalt[0]?.data).toMatchObject({ triggerId: 'data-crossed', scope: { symbol: 'BTC/USDT' }, threshold: 1 });
  expect(ofHalt[1]?.data).toMatchObject({ source: 'trigger' });
  const after = readJournal(dataDir).map(({ type }) => type);
  expect(after).toContain('triggers.changed');
  expect(after).toContain('trigger.acknowledged');
  await desk.close();
});
