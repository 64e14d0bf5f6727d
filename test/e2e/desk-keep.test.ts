import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { deskUntil, isTrading } from '../support/desk';
import { type LaunchedHoldfast, launchHoldfast } from '../support/electron-launch';
import { readEvidence, unpackEvidence, verifyEvidence } from '../support/evidence';
import { programCommand } from '../support/halt-command';
import { readJournal, verifyIndependently } from '../support/journal-records';

const PASSPHRASE = 'a lamp, a boat, a quiet door';
let desk: LaunchedHoldfast | undefined;
let root = '';
afterEach(async () => {
  await desk?.kill();
  desk = undefined;
  await rm(root, { recursive: true, force: true });
});

it('evidence and a backup by one press each; restored by command, the console comes back halted with its journal whole', async () => {
  root = await mkdtemp(join(tmpdir(), 'holdfast-keep-'));
  const [dataDir, restoredTo] = [join(root, 'data'), join(root, 'restored')];
  desk = await launchHoldfast({ size: { width: 1280, height: 800 }, dataDir });
  const { page } = desk;
  await deskUntil(page, 'three bots trading', isTrading);
  await page.getByRole('button', { name: 'Halt all' }).click();
  await deskUntil(page, 'the halt to be verified', ({ halt }) => halt?.state === 'verified-empty');
  await page.getByRole('link', { name: 'Journal' }).click();
  await page.getByText('Keep', { exact: true }).click();

  await page.getByRole('button', { name: 'Save evidence' }).click();
  const saved = page.getByRole('status', { name: 'Evidence saved' });
  const manifest = await saved.locator('code').innerText();
  const bundle = unpackEvidence((await saved.locator('p').first().innerText()).trim());
  expect(verifyEvidence(bundle, manifest)).toMatch(/Journal, records 1 to \d+: intact[\s\S]*intact: \d+ files/);
  expect(readEvidence(bundle, 'halts.json')).toMatchObject([
    { halt: { source: 'button' }, report: { state: 'verified-empty' } },
  ]);
  expect(readEvidence(bundle, 'exchange.json')).toMatchObject(
    ['sub-1', 'sub-2', 'sub-3'].map((accountId) => ({
      accountId,
      problem: null,
      orders: [],
      balances: expect.arrayContaining([expect.objectContaining({ asset: 'USDT' })]),
    })),
  );
  expect(readFileSync(join(bundle, 'window.png')).subarray(1, 4).toString()).toBe('PNG');
  await rm(bundle, { recursive: true });
  expect(readJournal(dataDir).findLast(({ type }) => type === 'evidence.saved')?.data).toMatchObject({
    manifestSha256: manifest,
    notes: [],
  });

  await page.getByLabel('New passphrase').fill(PASSPHRASE);
  await page.getByLabel('The same again').fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Back up now' }).click();
  await page.getByRole('status', { name: 'Last backup' }).getByText('Restored and verified').waitFor();
  const made = readJournal(dataDir).findLast(({ type }) => type === 'backup.made');
  expect(made?.data.proof).toMatchObject({ proved: true });
  const [name = ''] = readdirSync(join(dataDir, 'backups'));
  const sealed = readFileSync(join(dataDir, 'backups', name));
  for (const text of [PASSPHRASE, 'journal.created', 'USDT']) expect(sealed.includes(text)).toBe(false);
  await desk.close();

  const file = join(dataDir, 'backups', name);
  const wrong = await programCommand(dataDir, ['restore', file, restoredTo], 'a lamp, a boat, a loud door\n');
  expect(wrong).toMatchObject({
    status: 2,
    output: expect.stringContaining('not the one that this backup was made with'),
  });
  const full = await programCommand(dataDir, ['restore', file, dataDir], `${PASSPHRASE}\n`);
  expect(full).toMatchObject({ status: 2, output: expect.stringContaining('is not empty') });
  const restored = await programCommand(dataDir, ['restore', file, restoredTo], `${PASSPHRASE}\n`);
  expect(restored).toMatchObject({ status: 0, output: expect.stringContaining('It comes back HALTED') });
  const whole = readJournal(restoredTo);
  expect(whole.map(({ seq }) => seq)).toEqual(
    readJournal(dataDir)
      .slice(0, whole.length)
      .map(({ seq }) => seq),
  );
  expect(whole.at(-1)?.seq).toBe(made?.data.proof.head.seq);

  desk = await launchHoldfast({ size: { width: 1280, height: 800 }, dataDir: restoredTo });
  const after = await deskUntil(
    desk.page,
    'the restored desk, halted and verified',
    ({ halt, trading }) => trading.state === 'HALTED' && halt?.state === 'verified-empty',
  );
  expect(after.trading.reason).toContain('was restored from the backup of');
  expect(after.trading.passphraseSet).toBe(false);
  await desk.close();
  expect(readJournal(restoredTo).find(({ type }) => type === 'while-closed')?.data).toMatchObject({
    type: 'backup.restored',
    data: { head: made?.data.proof.head },
  });
  expect(verifyIndependently(restoredTo)).toMatch(/^intact: /);
});
