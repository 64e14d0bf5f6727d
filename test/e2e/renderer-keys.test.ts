import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { KeysView } from '../../shared/contract/keys';
import { type FakeConsole, openFakeConsole, SIZES, THEMES } from '../support/fake-main/launch';
import { KEYS_PASSPHRASE } from '../support/keys-rig';
import { copiedText, copyText, pastePart } from '../support/paste-part';
import { loadAxe, problemsOn } from '../support/readable';

const TAIL = 'x4Zp8Qm2Lr6Vt0Bn5Hc9Jd3Kf7Ws1Yg';
const SECRET = `secret${TAIL}`;
const SOON = { timeout: 8_000 };
let desk: FakeConsole;

beforeAll(async () => {
  desk = await openFakeConsole();
  await loadAxe(desk.page);
});
afterAll(() => desk?.close());
beforeEach(async () => {
  await desk.open('keys');
  const stop = button('Stop setting up');
  if ((await stop.count()) > 0) await stop.click();
  await button('Set up a key').waitFor(SOON);
});

/** What main answers from now on, with this changed. The keys ask every two seconds by themselves; opened anew they ask at once. */
async function show(over: Partial<Omit<KeysView, 'vault'>>, vault: Partial<KeysView['vault']>): Promise<void> {
  const answer = await desk.page.evaluate(() => window.holdfast?.call('keys.read', {}));
  if (!answer?.ok) throw new Error('no keys');
  const value = { ...answer.value, ...over, vault: { ...answer.value.vault, ...vault } };
  await desk.prepare('keys.read', { ok: true, value });
  await desk.open('desk');
  await desk.open('keys');
}

const button = (name: string | RegExp) => desk.page.getByRole('button', { name, exact: true });
const heading = (name: string | RegExp) => desk.page.getByRole('heading', { name, exact: true });
const keyRows = () => desk.page.getByRole('table', { name: 'Keys' }).getByRole('row');
const said = (text: string | RegExp) => desk.page.getByText(text).first().waitFor(SOON);
const copy = (text: string) => copyText(desk.launched, text);
const clipboardText = () => copiedText(desk.launched);
const pasteBy = (part: string, text: string) => pastePart(desk.launched, part, text);

async function toExchange(exchange: string, account = 'sub-9'): Promise<void> {
  await button('Set up a key').click();
  await desk.page.getByLabel('Exchange', { exact: true }).selectOption(exchange);
  await desk.page.getByLabel('Account', { exact: true }).fill(account);
  await button('Next: at the exchange').click();
  await heading('Make it at the exchange').waitFor(SOON);
}

async function toPaste(exchange: string, account = 'sub-9'): Promise<void> {
  await toExchange(exchange, account);
  await button('Next: paste it').click();
  await heading('Paste it, one part after the other').waitFor(SOON);
}

describe('The Keys screen', () => {
  test('says of each key what it could lose and what is due, the one that asks for something first', async () => {
    const rows = keyRows();
    await rows.first().waitFor(SOON);
    const first = await rows.nth(1).innerText();
    expect(first).toContain('not well');
    expect(first).toContain('Kraken');
    expect(await rows.nth(2).innerText()).toContain('due');
    await said('This key can lose at most 10,140.03 USDT, all that stands on sub-5');
    await said('Its IP list has changed: 1 added.');
    const calendar = desk.page.getByRole('region', { name: 'Calendar, scrollable' }).getByRole('listitem');
    expect(await calendar.first().innerText()).toMatch(/Bybit sub-3, trade/);
  });

  test('takes a changed key as it is now only with a reason and the passphrase', async () => {
    await button('Accept as it is now…').click();
    await desk.page.getByLabel('Reason', { exact: true }).fill('a second machine');
    const passphrase = desk.page.getByLabel('Passphrase', { exact: true });
    await passphrase.fill('not the passphrase');
    await button('Accept').click();
    await said('That is not the passphrase.');
    await passphrase.fill(KEYS_PASSPHRASE);
    await button('Accept').click();
    await desk.page.getByText('Its IP list has changed').waitFor({ state: 'detached', ...SOON });
  });

  test('while locked shows every key and lets none be taken in; without a keychain it says the remedy', async () => {
    await show({}, { state: 'locked' });
    await desk.page.getByText('Locked.', { exact: true }).waitFor(SOON);
    expect(await button('Set up a key').isDisabled()).toBe(true);
    expect(await button('Inspect now').isDisabled()).toBe(true);
    expect(await keyRows().count()).toBe(8);
    await show({}, { state: 'unusable', keychain: 'locked', message: 'Unlock it in your desktop’s settings.' });
    await said('Unlock it in your desktop’s settings.');
    await show({ rows: [] }, { state: 'unlocked', message: '' });
    await said('No key is kept.');
    await desk.prepare('keys.read', undefined);
  });

  test.each(SIZES)('cuts nothing off at $width × $height', async (size) => {
    await desk.resize(size);
    await desk.drawn();
    const cut = await desk.page.evaluate(() =>
      [...document.querySelectorAll('main table :is(td, th), main ol li button')]
        .filter((part) => part.scrollWidth > part.clientWidth)
        .map((part) => part.textContent),
    );
    expect(cut).toEqual([]);
  });
});

describe('Setting up a key', () => {
  test('is worked by the keyboard alone, and the secret never comes into the window or over a channel', async () => {
    const { keyboard } = desk.page;
    await button('Set up a key').focus();
    await keyboard.press('Enter');
    await expect.poll(focusedText).toBe('What is the key for?');
    await desk.page.getByLabel('Account', { exact: true }).focus();
    await keyboard.type('sub-9');
    await keyboard.press('Enter');
    await expect.poll(focusedText).toBe('Make it at the exchange');
    await tabTo('Next: paste it');
    await keyboard.press('Enter');
    await expect.poll(focusedText).toBe('Paste it, one part after the other');
    await tabTo('Paste: API key');
    await copy(`good${TAIL}`);
    await keyboard.press('Control+v');
    await said('35 characters, ends in s1Yg');
    await tabTo('Paste: Secret key');
    await copy(SECRET);
    await keyboard.press('Control+v');
    await button('Paste again: Secret key').waitFor(SOON);
    expect(await clipboardText()).toBe('');
    await tabTo('Check it');
    await keyboard.press('Enter');
    await said('This key can be kept.');
    await tabTo('Next: keep it');
    await keyboard.press('Enter');
    await tabTo('Keep the key');
    await keyboard.press('Enter');
    await expect.poll(focusedText).toBe('The key is kept');
    await tabTo('Show the keys');
    await keyboard.press('Enter');
    await heading('Binance sub-9, trade').waitFor(SOON);
    const crossed = JSON.stringify(
      await Promise.all(
        (['keys.begin', 'keys.paste', 'keys.check', 'keys.keep'] as const).map((name) => desk.calls(name)),
      ),
    );
    const shown = await desk.page.evaluate(() => document.documentElement.outerHTML);
    for (const text of [SECRET, TAIL]) expect(crossed + shown).not.toContain(text);
  });

  test('refuses with a sentence, what to do, and the address that was seen; after the fix it goes on', async () => {
    await toPaste('coinbase');
    await copy('hunter2');
    await button('Paste: API key name').click();
    await said('What is on the clipboard is not the API key name of Coinbase');
    expect(await clipboardText()).toBe('hunter2');
    await button('Stop setting up').click();
    await toPaste('deribit');
    await pasteBy('Client ID', `noip${TAIL}`);
    await pasteBy('Client secret', SECRET);
    await button('Check it').click();
    await said('This key is refused.');
    await said('Put 198.51.100.4 on its IP list');
    await button('Copy the address the exchange saw').click();
    await expect.poll(clipboardText).toBe('198.51.100.4');
    expect(await button('Next: keep it').count()).toBe(0);
    await button('Back').click();
    await copy(`good${TAIL}`);
    await button('Paste again: Client ID').click();
    await said('ends in s1Yg');
    await button('Check it').click();
    await button('Next: keep it').click();
    expect(await button('Keep the key').isDisabled()).toBe(true);
    await desk.page.getByRole('checkbox').check();
    await button('Keep the key').click();
    await heading('The key is kept').waitFor(SOON);
    await button('Show the keys').click();
    await said(/Stated by .+ This key works only from the addresses/);
  });

  test('replaces a key in place, and then says to delete the old one at the exchange', async () => {
    const before = await keyRows().count();
    await keyRows().getByRole('button', { name: /Bybit/ }).click();
    await button('Replace…').click();
    await button('Next: at the exchange').click();
    await button('Next: paste it').click();
    await pasteBy('API key', `good${TAIL}`);
    await pasteBy('Secret key', SECRET);
    await button('Check it').click();
    await button('Next: keep it').click();
    await button('Swap the keys').click();
    await said('Now delete the old key at Bybit');
    await button('Open Bybit').click();
    await said('Opened in your browser');
    await button('Show the keys').click();
    await heading('Bybit sub-3, trade').waitFor(SOON);
    expect(await keyRows().count()).toBe(before);
  });

  test('forgets what was pasted when it is stopped', async () => {
    await toPaste('binance', 'sub-8');
    await pasteBy('API key', `good${TAIL}`);
    const [begun] = (await desk.calls('keys.paste')).slice(-1) as { readonly draftId: string }[];
    await button('Stop setting up').click();
    await expect.poll(async () => (await desk.calls('keys.discard')).at(-1)).toEqual({ draftId: begun?.draftId });
  });
});

test('everyone can read the keys and each step, in both themes', async () => {
  const found: string[] = [];
  const look = async (what: string) => {
    for (const theme of THEMES) {
      await desk.theme(theme);
      const problems = await problemsOn(desk.page, theme === THEMES[0] ? 'everything' : 'colours');
      found.push(...problems.map((problem) => `${what}, ${theme}: ${problem}`));
    }
  };
  await button('Drop…').click();
  await look('keys');
  await button('Set up a key').click();
  await look('what for');
  await button('Stop setting up').click();
  // With an IP list and notes, and of an exchange that has no such list.
  for (const exchange of ['okx', 'hyperliquid']) {
    await toExchange(exchange);
    await look(`at ${exchange}`);
    await button('Stop setting up').click();
  }
  await toPaste('mexc');
  await pasteBy('Access key', `withdraw${TAIL}`);
  await copy('hunter2');
  await button('Paste: Secret key').click();
  await said('Nothing was taken');
  await look('paste');
  await pasteBy('Secret key', SECRET);
  await button('Check it').click();
  await said('This key is refused.');
  await look('refused');
  await button('Back').click();
  await copy(`good${TAIL}`);
  await button('Paste again: Access key').click();
  await said('ends in s1Yg');
  await button('Check it').click();
  await said('This key can be kept.');
  await look('taken');
  await button('Next: keep it').click();
  await look('keep');
  expect(found).toEqual([]);
});

const focusedText = (): Promise<string> =>
  desk.page.evaluate(
    () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
  );

/** Presses Tab until the focus is on something of this accessible name. */
async function tabTo(name: string): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    await desk.page.keyboard.press('Tab');
    if ((await focusedText()).trim() === name) return;
  }
  throw new Error(`the Tab key never reached ${name}`);
}
