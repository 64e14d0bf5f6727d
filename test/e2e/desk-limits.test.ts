import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { afterEach, describe, expect, it } from 'vitest';
import { deskUntil } from '../support/desk';
import { type LaunchedHoldfast, launchHoldfast } from '../support/electron-launch';
import { readJournal, verifyIndependently } from '../support/journal-records';
import { askChange, decisionsOf, obedientDesk, readLimits } from '../support/limits-app';

const PASSPHRASE = 'four unrelated quiet words';
const size = { width: 1920, height: 1080 };

let app: LaunchedHoldfast | undefined;
const folders: string[] = [];
afterEach(async () => {
  await app?.kill();
  app = undefined;
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function open() {
  const desk = obedientDesk();
  folders.push(desk.dataDir);
  app = await launchHoldfast({ dataDir: desk.dataDir, size });
  const { page } = app;
  await deskUntil(page, 'the bot', ({ bots }) => bots[0]?.state === 'running');
  return { page, desk };
}

const go = (page: Page, screen: string): Promise<void> =>
  page.evaluate((id) => {
    location.hash = `#/${id}`;
  }, screen);

const cell = (page: Page, name: string) => page.getByRole('textbox', { name });

/** Writes limits in the screen and saves them; without a passphrase unless one is given. */
async function set(page: Page, values: Readonly<Record<string, string>>, passphrase?: string): Promise<void> {
  await go(page, 'limits');
  for (const [name, value] of Object.entries(values)) await cell(page, name).fill(value);
  await page.getByRole('textbox', { name: 'Reason' }).fill('set by the test');
  if (passphrase !== undefined) await page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('In force and saved.').waitFor();
}

const choose = (page: Page, symbol: string) => page.getByRole('button', { name: `test-1 ${symbol}` }).click();

describe('An operator sets limits, a bot runs into each kind of check', () => {
  it('and the Decisions screen says in one sentence why, of each kind for itself', async () => {
    const { page, desk } = await open();
    const send = async (name: string, order: object): Promise<boolean> => {
      desk.ask({ name, ...order });
      await expect.poll(() => desk.answerOf(name), { timeout: 10_000, interval: 25 }).toBeDefined();
      return desk.answerOf(name)?.ok === true;
    };
    expect(await send('first', { symbol: 'BTC/USDT', worth: 20, awayBps: -60 })).toBe(true);

    await set(page, {
      'Symbols allowed, bot test-1': 'BTC/USDT, ETH/USDT, SOL/USDT',
      'Order value, bot test-1': '50',
      'Gross exposure of a bot, bot test-1': '80 USDT',
      'Price collar, bot test-1': '10',
      'Working orders at one price, bot test-1': '1',
    });
    await choose(page, 'ETH/USDT');
    await set(page, { 'Spread, symbol ETH/USDT': '1' });
    await choose(page, 'SOL/USDT');
    await set(page, { 'Volatility in a minute, symbol SOL/USDT': '1' });

    const kinds = [
      [
        'validity',
        'price-tick',
        { symbol: 'BTC/USDT', worth: 20, awayBps: -50, offTick: true },
        "is not a whole multiple of the market's tick",
      ],
      [
        'authorisation',
        'symbol-allowlist',
        { symbol: 'BNB/USDT', worth: 20, awayBps: -50 },
        "BNB/USDT is not on the bot's allowlist",
      ],
      [
        'size',
        'max-order-notional',
        { symbol: 'BTC/USDT', worth: 55, awayBps: -50 },
        'this bot may send at most 50 at once',
      ],
      ['price', 'price-collar', { symbol: 'BTC/USDT', worth: 20, awayBps: 50 }, 'at most 10 bps is allowed'],
      [
        'rate',
        'order-stacking',
        { repeats: 'first', symbol: 'BTC/USDT' },
        'This would be working order 2 at this price and side',
      ],
      [
        'liquidity',
        'max-spread',
        { symbol: 'ETH/USDT', worth: 20, awayBps: -50 },
        'bps apart; at most 1 bps is allowed',
      ],
      [
        'regime',
        'volatility-band',
        { symbol: 'SOL/USDT', worth: 20, awayBps: -50 },
        'bps a minute; the band ends at 1 bps',
      ],
      [
        'exposure',
        'gross-exposure-bot',
        { symbol: 'BTC/USDT', worth: 45, awayBps: -45 },
        'gross, working orders counted; its limit is 80',
      ],
    ] as const;
    for (const [kind, , order] of kinds) {
      if (kind === 'exposure') expect(await send('second', { symbol: 'BTC/USDT', worth: 45, awayBps: -55 })).toBe(true);
      expect(await send(kind, order), kind).toBe(false);
    }
    await choose(page, 'BTC/USDT');
    await set(page, { 'Daily loss of a bot, bot test-1': '0.01' });
    expect(await send('loss', { symbol: 'BTC/USDT', worth: 10, awayBps: -80 })).toBe(false);

    const refused = (await decisionsOf(page)).filter(({ verdict }) => verdict === 'deny').reverse();
    const all = [...kinds, ['loss', 'daily-loss-bot', {}, 'down on the day; its limit is 0.01'] as const];
    expect(refused.map(({ failed }) => failed.map(({ id }) => id))).toEqual(all.map(([, id]) => [id]));
    await go(page, 'decisions');
    await page.getByLabel('Verdict').selectOption('deny');
    for (const [kind, , , sentence] of all)
      await expect
        .poll(() => page.locator('tbody tr', { hasText: sentence }).count(), { message: kind, timeout: 5_000 })
        .toBe(1);
  });
});

describe('Limits', () => {
  it('are loosened by the passphrase only, tightened while the journal is away, and are the same after a restart', async () => {
    const { page, desk } = await open();
    await go(page, 'limits');
    await cell(page, 'Order value, bot test-1').fill('1200');
    await page.getByText('▲ looser').waitFor();
    await page.getByRole('textbox', { name: 'Reason' }).fill('more room');
    await page.getByText('none is set yet').waitFor();
    expect(await page.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true);
    const wider = { kind: 'value', text: '1200', onBreach: 'deny' } as const;
    const edits = [{ level: 'bot', key: 'test-1', limitId: 'max-order-notional', to: wider }] as const;
    const { revision } = await readLimits(page);
    const past = (passphrase: string | null) =>
      askChange(page, { revision, edits: [...edits], reason: 'past the screen', passphrase });
    expect(await past(null)).toMatchObject({ ok: false, code: 'passphrase-needed' });
    expect(await past('a guess of some length')).toMatchObject({ ok: false, code: 'no-passphrase' });

    await page.getByRole('link', { name: 'Set one' }).click();
    await page.getByLabel('New passphrase').fill(PASSPHRASE);
    await page.getByLabel('The same again').fill(PASSPHRASE);
    await page.getByRole('button', { name: 'Set passphrase' }).click();
    await deskUntil(page, 'the passphrase to be set', ({ trading }) => trading.passphraseSet);
    await go(page, 'limits');
    await page.getByRole('textbox', { name: 'Reason' }).fill('more room');
    await page.getByLabel('Passphrase', { exact: true }).fill('four quite different words');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('That is not the passphrase. No limit was changed.').waitFor();
    expect(desk.stored().limits.bots['test-1']?.['max-order-notional']).toEqual({ value: '1000' });
    await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('In force and saved.').waitFor();
    expect(desk.stored().limits.bots['test-1']?.['max-order-notional']).toEqual({ value: '1200' });
    expect(readJournal(desk.dataDir).find(({ type }) => type === 'limits.changed')?.data).toMatchObject({
      loosens: true,
      reason: 'more room',
      changes: [{ level: 'bot', key: 'test-1', limitId: 'max-order-notional', from: '1000', to: '1200' }],
    });
    expect(await past(PASSPHRASE)).toMatchObject({ ok: false, code: 'stale' });

    // The journal's folder is gone and its writer dead: it cannot come back.
    const journal = join(desk.dataDir, 'journal');
    renameSync(journal, `${journal}-away`);
    writeFileSync(journal, '');
    const { health } = await deskUntil(page, 'the journal', ({ health }) =>
      health.some(({ id, pid }) => id === 'journal' && pid !== null),
    );
    process.kill(health.find(({ id }) => id === 'journal')?.pid ?? 0, 'SIGKILL');
    await deskUntil(page, 'the journal to be away', ({ journal: { healthy } }) => !healthy);
    await cell(page, 'Order value, bot test-1').fill('40');
    await page.getByText('▼ tighter').waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('The journal is away: the change holds already').waitFor();
    expect(
      (await readLimits(page)).chosen?.limits.find(({ limitId }) => limitId === 'max-order-notional'),
    ).toMatchObject({ text: '40', level: 'bot' });
    const [edit] = edits;
    const loosen = { ...edit, to: { ...wider, text: '41' } };
    const now = (await readLimits(page)).revision;
    expect(
      await askChange(page, { revision: now, edits: [loosen], reason: 'meanwhile', passphrase: PASSPHRASE }),
    ).toMatchObject({ ok: false, code: 'journal-failed' });
    rmSync(journal);
    renameSync(`${journal}-away`, journal);
    await deskUntil(page, 'the journal to be back', ({ journal: { healthy } }) => healthy);

    await app?.close();
    expect(verifyIndependently(desk.dataDir)).toContain('intact');
    const changes = readJournal(desk.dataDir).filter(({ type }) => type === 'limits.changed');
    expect(changes.map(({ data }) => [data.loosens, data.changes[0].to])).toEqual([
      [true, '1200'],
      [false, '40'],
    ]);
    app = await launchHoldfast({ dataDir: desk.dataDir, size });
    await deskUntil(app.page, 'the bot', ({ bots }) => bots[0]?.state === 'running');
    await go(app.page, 'limits');
    await expect.poll(() => cell((app as LaunchedHoldfast).page, 'Order value, bot test-1').inputValue()).toBe('40');
  });

  it('are tried on the record before they are saved, overridden for a while, and a bot that was cut off is re-armed', async () => {
    const { page, desk } = await open();
    const send = async (name: string, order: object): Promise<boolean> => {
      desk.ask({ name, ...order });
      await expect.poll(() => desk.answerOf(name), { timeout: 10_000, interval: 25 }).toBeDefined();
      return desk.answerOf(name)?.ok === true;
    };
    for (const worth of [10, 20, 30, 40])
      expect(await send(`rests-${worth}`, { symbol: 'BTC/USDT', worth, awayBps: -worth - 60 })).toBe(true);
    await go(page, 'limits');
    await cell(page, 'Order value, bot test-1').fill('25');
    await page.getByRole('button', { name: 'Try on the last 24 h' }).click();
    await page
      .getByText(
        'Under these numbers 2 of the 4 orders of the last 24 hours would have been refused, 2 more than were.',
      )
      .waitFor();
    await page.getByText('Order value: 2 refused, 2 of them let through then').waitFor();
    expect((await readLimits(page)).chosen?.limits.find(({ limitId }) => limitId === 'max-order-notional')?.text).toBe(
      '1000',
    );
    await page.getByRole('button', { name: 'Discard' }).click();

    await cell(page, 'Order value, bot test-1').focus();
    await page.getByRole('button', { name: 'Temporary override…' }).click();
    await page.getByLabel('Override with').fill('15');
    await page.getByLabel('Reason for the override').fill('a quiet hour');
    await page.getByRole('button', { name: 'Override', exact: true }).click();
    await page.getByText(/is 15 USDT instead of 1,000 USDT for another 1 h/).waitFor();
    expect(await send('over', { symbol: 'BTC/USDT', worth: 20, awayBps: -80 })).toBe(false);
    await page.getByRole('button', { name: 'Lift the override of Order value' }).click();
    await page.getByText('This lets through what was refused').waitFor();

    await set(page, { 'Same order again, bot test-1': '2' });
    expect(await send('again-1', { symbol: 'BTC/USDT', worth: 10, awayBps: -90, timeInForce: 'IOC' })).toBe(true);
    expect(await send('again-2', { symbol: 'BTC/USDT', repeats: 'again-1', timeInForce: 'IOC' })).toBe(true);
    expect(await send('again-3', { symbol: 'BTC/USDT', worth: 11, awayBps: -95 })).toBe(false);
    await page.getByText('test-1 is cut off').waitFor();
    await page.getByRole('button', { name: 'Re-arm test-1' }).click();
    await page.getByText('test-1 is cut off').waitFor({ state: 'detached' });
    expect(await send('again-4', { symbol: 'BTC/USDT', worth: 11, awayBps: -95 })).toBe(true);
    expect(readJournal(desk.dataDir).map(({ type }) => type)).toEqual(
      expect.arrayContaining([
        'limits.in-force',
        'limits.override-made',
        'risk.cut-off',
        'operator.bot-rearm',
        'risk.re-armed',
      ]),
    );
  });
});
