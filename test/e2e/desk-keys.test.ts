import { createHmac, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { HoldfastApi } from '#shared/contract/index';
import { credentialsInMain, keepProcesses, keepRendererHeap, traceIpc } from '../support/canaries';
import { deskUntil, isTrading } from '../support/desk';
import { type LaunchedHoldfast, launchHoldfast } from '../support/electron-launch';
import { openOrders } from '../support/exchange-ledger';
import { readJournal } from '../support/journal-records';
import { binance } from '../support/key-answers/binance';
import { type KeyServer, startKeyServer } from '../support/key-server';
import { copiedText, pastePart } from '../support/paste-part';
import { patiently } from '../support/patiently';
import { setUpVault } from '../support/vault-screen';

declare const window: { holdfast: HoldfastApi };

/** As Binance makes them: 64 characters each. */
const newKey = () => ({ apiKey: randomBytes(32).toString('hex'), secret: randomBytes(32).toString('hex') });
const FIRST = newKey();
const SECOND = newKey();
const THIRD = newKey();
const PASSPHRASE = 'violin marmot teacup glacier';

let folder: string;
let server: KeyServer;
let desk: LaunchedHoldfast;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-keys-'));
  for (const each of ['data', 'project', 'seen']) mkdirSync(join(folder, each));
  server = await startKeyServer();
  desk = await launchHoldfast({
    size: { width: 1280, height: 800 },
    dataDir: join(folder, 'data'),
    requires: [resolve(import.meta.dirname, '../support/key-loopback.cjs')],
  });
  await patiently(() =>
    desk.app.evaluate((_electron, origin) => void Reflect.set(globalThis, 'keyLoopback', origin), server.origin),
  );
});
afterEach(async () => {
  await desk?.kill();
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

it('takes in a key that its exchange proves safe and no other, finds its leak, replaces it, and takes none while locked', async () => {
  const { page, dataDir } = desk;
  const [project, seen] = [join(folder, 'project'), join(folder, 'seen')];
  const leak = join(project, 'production.env');
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const said = (text: string | RegExp) => page.getByText(text).first().waitFor();
  const open = (screen: string) => page.getByRole('link', { name: screen, exact: true }).click();
  const paste = async ({ apiKey, secret }: typeof FIRST) => {
    await pastePart(desk, 'API key', apiKey);
    await pastePart(desk, 'Secret key', secret);
    expect(await copiedText(desk)).toBe('');
  };
  const begin = async (accountId: string) => {
    await button('Set up a key').click();
    await page.getByLabel('Exchange', { exact: true }).selectOption('binance');
    await page.getByLabel('Account', { exact: true }).fill(accountId);
    await button('Next: at the exchange').click();
    await button('Next: paste it').click();
  };
  const checkAgain = async (key: string) => {
    answerAs(key);
    await button('Check again').click();
  };
  const keyRow = () => page.getByRole('table', { name: 'Keys' }).locator('tbody').getByRole('row');

  await patiently(() => traceIpc(desk, join(seen, 'ipc')));

  // The first key.
  await open('Vault');
  const code = await setUpVault(page, PASSPHRASE);
  await open('Keys');
  await said('No key is kept.');
  await begin('sub-1');
  await paste(FIRST);
  answerAs('redirected to another host');
  await button('Check it').click();
  await said(/api\.binance\.com\.example\.net/);
  await checkAgain('withdrawals on');
  await said(
    'This key can take money out of Binance (enableWithdrawals), so whoever gets hold of it can empty the account.',
  );
  await said(/Untick withdrawals on Binance's key page, or make a new key without them, and check it again\./);
  expect(await button('Next: keep it').count()).toBe(0);
  await checkAgain('no address list');
  await said('This key works from any address, so a copy of it works anywhere in the world.');
  await said(/Restrict the key to this machine's address on Binance's key page, and check it again\./);
  expect(await button('Next: keep it').count()).toBe(0);
  await checkAgain('a trade key bound to an address');
  await said('This key can be kept.');
  expectSignedBy(FIRST);
  keepProcesses(desk, seen);
  await button('Next: keep it').click();
  await page.getByLabel('Your name').fill('Ada');
  await button('Keep the key').click();
  await said('The key is kept');
  await button('Show the keys').click();
  await keyRow().first().waitFor();
  // Made in 2023, as its exchange says: its rotation is due.
  expect(await keyRow().allInnerTexts()).toEqual([
    expect.stringMatching(
      new RegExp(
        `due\\s+Binance …${FIRST.apiKey.slice(-4)}\\s+sub-1\\s+LIVE\\s+trade\\s+read, trade; spot, futures\\s+set`,
      ),
    ),
  ]);

  // Its secret lies about in a file.
  writeFileSync(leak, `# deploy\nBINANCE_SECRET=${FIRST.secret}\n`);
  expect(isIn(project, FIRST.secret)).toBe(true);
  await patiently(() =>
    desk.app.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
    }, project),
  );
  await open('Leak scan');
  await button('Add a folder…').click();
  await page.getByLabel(project, { exact: true }).waitFor();
  const ticked = page.getByRole('checkbox', { checked: true });
  while ((await ticked.count()) > 0) await ticked.first().uncheck();
  await page.getByLabel(project, { exact: true }).check();
  await button('Look through this place').click();
  await said('Your stored keys were found in 1 place');
  const finding = page.getByRole('table', { name: 'Findings', exact: true }).locator('tbody').getByRole('row').first();
  expect(await finding.innerText()).toMatch(
    new RegExp(`Your key …${FIRST.apiKey.slice(-4)}.*production\\.env\\s+line 2`, 's'),
  );
  await said('Rotate this key, before anything else.');

  // So it is replaced, while the bots of its account stand still, and what was found is removed.
  await deskUntil(page, 'the bots to trade', isTrading);
  await open('Keys');
  await button('Replace…').click();
  await button('Next: at the exchange').click();
  await button('Next: paste it').click();
  await paste(SECOND);
  await button('Check it').click();
  await button('Next: keep it').click();
  await button('Swap the keys').click();
  await said('Now delete the old key at Binance');
  await button('Show the keys').click();
  expect(await keyRow().count()).toBe(1);
  answerAs('a trade key bound to an address');
  await button('Inspect now').click();
  await said('Read back just now.');
  expectSignedBy(SECOND);
  await deskUntil(page, 'the bots to trade again', isTrading);
  rmSync(leak);
  await open('Leak scan');
  await button('Look through this place').click();
  await said('Nothing was found.');
  await said('1 stored key by exact text');

  // Locked in the middle of setting up another: it is forgotten, none is taken, and the halt works.
  await open('Keys');
  await begin('sub-2');
  await paste(THIRD);
  answerAs('a trade key bound to an address');
  await page.keyboard.press('Control+Shift+L');
  await deskUntil(page, 'the vault to be locked', ({ vault }) => vault.state === 'locked');
  await said('What was pasted is forgotten.');
  await button('Check it').click();
  await said(/This key is not being set up any more/);
  await button('Stop setting up').click();
  await page.getByText('Locked.', { exact: true }).waitFor();
  for (const name of ['Set up a key', 'Replace…', 'Inspect now']) expect(await button(name).isDisabled()).toBe(true);
  const refused = await page.evaluate(() =>
    window.holdfast.call('keys.begin', {
      exchange: 'binance',
      environment: 'live',
      accountId: 'sub-2',
      purpose: 'trade',
      replaces: null,
    }),
  );
  expect(refused).toMatchObject({ ok: false, code: 'locked' });
  expect(server.received).toEqual([]);
  await page.getByRole('button', { name: /^Halt all/i }).click();
  await deskUntil(page, 'a verified halt', ({ halt }) => halt?.state === 'verified-empty');
  expect(openOrders(dataDir)).toEqual([]);

  // Main has the paper exchange's credentials and none of the vault's. The window, its channels and what processes were started with
  // are looked through below.
  const live = await patiently(() => credentialsInMain(desk));
  expect(live.length).toBeGreaterThan(0);
  const inMain = JSON.stringify(live);
  keepProcesses(desk, seen);
  await keepRendererHeap(page, join(seen, 'renderer.heapsnapshot'));
  for (const known of [FIRST, SECOND]) expect(isIn(seen, known.apiKey.slice(-4))).toBe(true);
  writeFileSync(join(seen, 'output'), desk.output());
  expect(await desk.close()).toEqual([]);
  const records = readJournal(dataDir);
  const dataOf = (type: string) => records.filter((record) => record.type === type).map(({ data }) => data);
  expect(dataOf('vault.host-refused')).toMatchObject([{ accountId: 'sub-1', host: 'api.binance.com.example.net' }]);
  expect(dataOf('key.refused').map(({ refusals }) => refusals)).toEqual([
    ['host-refused'],
    ['withdraw-on'],
    ['no-ip-list'],
  ]);
  const [{ keyId: first }] = dataOf('key.kept');
  expect(dataOf('key.replaced')).toMatchObject([{ replaces: first, by: 'Ada', ending: SECOND.apiKey.slice(-4) }]);
  expect(dataOf('key.bot-paused')).toEqual([{ botId: 'grid-1', accountId: 'sub-1' }]);
  expect(dataOf('leak.scan').map(({ keysFound }) => keysFound)).toEqual([[{ keyId: first, findings: 1 }], []]);
  const parts = [FIRST, SECOND, THIRD].flatMap(({ apiKey, secret }) => [apiKey, secret]);
  for (const part of parts) expect(isIn(dataDir, part) || isIn(seen, part) || inMain.includes(part)).toBe(false);
  for (const text of [PASSPHRASE, code]) expect(isIn(dataDir, text)).toBe(false);
});

/** The server answers from now on as Binance does for this key of test/support/key-answers. */
function answerAs(name: string): void {
  const answers = binance.cases.find((each) => each.name === name)?.answers;
  if (answers === undefined) throw new Error(`no answers for ${name}`);
  server.answerWith(answers);
}

/** One question was asked, with this key, signed with its secret as Binance wants it. */
function expectSignedBy({ apiKey, secret }: typeof FIRST): void {
  expect(server.received).toHaveLength(1);
  const [line = '', ...headers] = (server.received[0] ?? '').split('\n');
  const [, query, signature] = /\?(.*)&signature=([0-9a-f]{64})$/.exec(line) ?? [];
  expect(headers[headers.findIndex((name) => name.toLowerCase() === 'x-mbx-apikey') + 1]).toBe(apiKey);
  expect(signature).toBe(
    createHmac('sha256', secret)
      .update(query ?? '')
      .digest('hex'),
  );
}

/** Whether a file under the folder holds this text. */
const isIn = (root: string, text: string): boolean =>
  readdirSync(root, { recursive: true, withFileTypes: true }).some(
    (entry) => entry.isFile() && readFileSync(join(entry.parentPath, entry.name)).includes(text),
  );
