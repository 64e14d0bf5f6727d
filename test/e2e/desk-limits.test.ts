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
        'is not a whole multiple of the market’s tick',
      ],
      [
        'authorisation',
        'symbol-allowlist',
        { symbol: 'BNB/USDT', worth: 20, awayBps: -50 },
        'BNB/USDT is not on the bot’s allowlist',
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
        .poll(() => page.locator('tbody tr', { hasText: plain(sentence) }).count(), { message: kind, timeout: 5_000 })
        .toBe(1);
  });
});

/** The sentences are written with a plain apostrophe. */
const plain = (sentence: string): string => sentence.replaceAll('’', "'");
void [PASSPHRASE, askChange, readLimits, readJournal, verifyIndependently, renameSync, writeFileSync, join];
