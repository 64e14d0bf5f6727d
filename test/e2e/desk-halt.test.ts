import type { Page } from '@playwright/test';
import { afterEach, describe, expect, it } from 'vitest';
import { clearAllByIpc, deskUntil, isTrading } from '../support/desk';
import { type LaunchedHoldfast, launchHoldfast } from '../support/electron-launch';
import { acceptedAfter, openOrders, readLedger } from '../support/exchange-ledger';
import { readJournal, verifyIndependently } from '../support/journal-records';
import { patiently } from '../support/patiently';

let desk: LaunchedHoldfast | undefined;
afterEach(async () => {
  await desk?.kill();
  desk = undefined;
});

/** Orders that were on the wire when the gate closed: the exchange may accept those, and the halt must name each. */
function assertNothingSlippedThrough(dataDir: string, trippedAt: number): void {
  expect(openOrders(dataDir)).toEqual([]);
  const journal = readJournal(dataDir);
  const report = journal.findLast(({ type }) => type === 'halt.verified-empty')?.data;
  const named = new Set((report.orders as { clientOrderId: string }[]).map(({ clientOrderId }) => clientOrderId));
  const late = acceptedAfter(dataDir, trippedAt).filter(({ clientOrderId }) => !named.has(clientOrderId));
  expect(late).toEqual([]);
  // A decision made just before may be recorded just after; then it must have been withheld at the second look.
  const tripSeq = journal.find(({ type }) => type === 'halt.tripped')?.seq ?? 0;
  const withheld = new Set(journal.filter(({ type }) => type === 'order.withheld').map(({ data }) => data.seq));
  const allowed = journal.filter(
    ({ seq, type, data }) =>
      seq > tripSeq && type === 'order.decided' && data.verdict === 'allow' && !withheld.has(seq),
  );
  expect(allowed).toEqual([]);
}

/** Whether the page's one thread takes anything. */
const answersWithin = (page: Page, ms: number): Promise<boolean> =>
  Promise.race([
    page.evaluate(() => true).catch(() => false),
    new Promise<boolean>((resolve) => setTimeout(() => resolve(false), ms)),
  ]);

describe('The desk in the real app', () => {
  it('trades with three bots; one press leaves no order at the exchange; it resumes only with a passphrase, a reason and a clean exchange', async () => {
    desk = await launchHoldfast({ size: { width: 1280, height: 800 } });
    const { page, dataDir } = desk;
    await deskUntil(page, 'three bots trading', isTrading);
    expect(openOrders(dataDir).length).toBeGreaterThan(10);
    expect(await page.getByRole('status', { name: 'Trading state' }).textContent()).toContain('ACTIVE');

    await page.getByRole('button', { name: 'Halt all' }).click();
    const halted = await deskUntil(page, 'the halt to be verified', ({ halt }) => halt?.state === 'verified-empty');

    expect(halted.halt?.accounts.map(({ state }) => state)).toEqual([
      'verified-empty',
      'verified-empty',
      'verified-empty',
    ]);
    expect(halted.halt?.orders.every(({ outcome }) => outcome === 'cancelled' || outcome === 'filled')).toBe(true);
    expect(halted.halt?.orders.length).toBeGreaterThan(10);
    assertNothingSlippedThrough(dataDir, halted.trading.since);
    await page.getByRole('status', { name: 'Trading state' }).getByText('HALTED').waitFor();

    // Nothing comes back by itself: bots keep running, told to be quiet, and have spoken long after the halt.
    await deskUntil(page, 'each bot to be heard well after the halt', ({ bots }) =>
      bots.every(
        ({ state, lastHeardAt }) => state === 'halted' && (lastHeardAt ?? 0) > (halted.halt?.finishedAt ?? 0) + 3_000,
      ),
    );
    expect(openOrders(dataDir)).toEqual([]);

    const call = (name: string, request: object) =>
      page.evaluate(
        ([channel, body]) =>
          (
            window as unknown as { holdfast: { call(n: string, r: object): Promise<{ ok: boolean; code?: string }> } }
          ).holdfast.call(channel as string, body as object),
        [name, request] as const,
      );

    expect(await call('halt.resume', { passphrase: 'correct horse battery', reason: 'too early' })).toMatchObject({
      ok: false,
      code: 'no-passphrase',
    });
    expect(await call('vault.set-up', { passphrase: 'correct horse battery' })).toMatchObject({ ok: true });
    expect(await call('vault.set-up', { passphrase: 'another one, later on' })).toMatchObject({
      ok: false,
      code: 'already-set',
    });
    expect(await call('halt.resume', { passphrase: 'wrong horse battery', reason: 'a try' })).toMatchObject({
      ok: false,
      code: 'wrong-passphrase',
    });
    await clearAllByIpc(page);
    expect(
      await call('halt.resume', { passphrase: 'correct horse battery', reason: 'rehearsal is over' }),
    ).toMatchObject({ ok: true });
    await deskUntil(page, 'three bots trading again', isTrading);
    expect(openOrders(dataDir).length).toBeGreaterThan(10);
    const resumed = readJournal(dataDir).find(({ type }) => type === 'halt.resumed');
    expect(resumed?.data.reason).toBe('rehearsal is over');
    expect(JSON.stringify(readJournal(dataDir))).not.toContain('horse');
    expect(verifyIndependently(dataDir)).toMatch(/^intact: \d+ records/);
    expect(await desk.close()).toEqual([]);
  });

  it('halts by mouse and by keyboard while the window is frozen', async () => {
    for (const press of ['mouse', 'keys'] as const) {
      desk = await launchHoldfast({ size: { width: 1280, height: 800 } });
      const { page, dataDir, app } = desk;
      await deskUntil(page, 'three bots trading', isTrading);
      const bounds = await patiently(() =>
        app.evaluate(({ BrowserWindow }) => {
          const [window] = BrowserWindow.getAllWindows();
          window?.focus();
          return window?.getContentBounds();
        }),
      );
      if (bounds === undefined) throw new Error('no window');
      // The renderer's one thread never returns from here.
      void page
        .evaluate(() => {
          for (;;);
        })
        .catch(() => undefined);
      await expect.poll(() => answersWithin(page, 250), { timeout: 10_000 }).toBe(false);
      const { execFileSync } = await import('node:child_process');
      if (press === 'mouse')
        execFileSync('xdotool', [
          'mousemove',
          String(bounds.x + bounds.width - 90),
          String(bounds.y + 150),
          'click',
          '1',
        ]);
      else
        execFileSync('xdotool', [
          'mousemove',
          String(bounds.x + 300),
          String(bounds.y + 20),
          'click',
          '1',
          'key',
          'ctrl+shift+h',
        ]);
      const startedAt = performance.now();
      while (!readJournal(dataDir).some(({ type }) => type === 'halt.verified-empty')) {
        if (performance.now() - startedAt > 20_000) throw new Error(`no verified halt by ${press}`);
        await new Promise((done) => setTimeout(done, 50));
      }
      const trip = readJournal(dataDir).find(({ type }) => type === 'halt.tripped');
      expect(trip?.data.source).toBe(press === 'mouse' ? 'button' : 'keyboard');
      assertNothingSlippedThrough(dataDir, trip?.data.trippedAt);
      await desk.kill();
    }
  });
});

describe('When the console dies', () => {
  it('the guard cancels every order within two seconds, nobody is orphaned, and the next start comes back halted', async () => {
    desk = await launchHoldfast();
    const { page, dataDir } = desk;
    await deskUntil(page, 'three bots trading', isTrading);
    expect(openOrders(dataDir).length).toBeGreaterThan(10);
    const killedAt = Date.now();
    await desk.crash();
    const startedAt = performance.now();
    while (openOrders(dataDir).length > 0 && performance.now() - startedAt < 10_000)
      await new Promise((done) => setTimeout(done, 10));
    const lastCancel = Math.max(...readLedger(dataDir).map(({ at }) => at));
    expect(openOrders(dataDir)).toEqual([]);
    expect(lastCancel - killedAt).toBeLessThan(2_000);
    const gone = performance.now();
    while (desk.processes().length > 0 && performance.now() - gone < 20_000)
      await new Promise((done) => setTimeout(done, 100));
    expect(desk.processes().map(({ command }) => command)).toEqual([]);

    const { cp, mkdtemp } = await import('node:fs/promises');
    const again = await mkdtemp('/tmp/holdfast-again-');
    await cp(dataDir, again, { recursive: true, filter: (file) => !file.includes('Singleton') });
    await desk.kill();
    desk = await launchHoldfast({ dataDir: again });
    const halted = await deskUntil(
      desk.page,
      'a verified halt at start',
      ({ trading, halt }) => trading.state === 'HALTED' && halt?.state === 'verified-empty',
    );
    expect(halted.trading.reason).toContain('did not end cleanly');
    expect(halted.notices.join(' ')).toMatch(/the guard cancelled \d+ orders at .* and verified all 3 accounts empty/);
    expect(readJournal(again).some(({ type }) => type === 'dead-man.report')).toBe(true);
    expect(verifyIndependently(again)).toMatch(/^intact/);
    await desk.close();
  });
});
