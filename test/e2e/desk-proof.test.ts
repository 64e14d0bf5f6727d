import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { type LaunchedHoldfast, launchHoldfast } from '../support/electron-launch';

const VERIFIER = resolve(import.meta.dirname, '../../tools/verify_journal.py');
let desk: LaunchedHoldfast | undefined;
afterEach(async () => {
  await desk?.kill();
  desk = undefined;
});

it('the Proof part shows the head to keep, and gives the proof of a record that the independent verifier takes', async () => {
  desk = await launchHoldfast({ size: { width: 1280, height: 800 } });
  const { page } = desk;
  await page.getByRole('link', { name: 'Journal' }).click();
  await page.getByRole('radiogroup', { name: 'Part of the journal' }).getByText('Proof').click();
  await page.getByRole('img', { name: /^QR code of the head \d+:[0-9a-f]{64}$/ }).waitFor();
  await page.getByRole('button', { name: 'Make one now' }).click();
  await page.getByText('as you asked').waitFor();
  await page.getByText('There is no vault yet to keep a signing key.').waitFor();
  await page.getByRole('textbox', { name: 'Record number' }).fill('1');
  await page.getByRole('button', { name: 'Prove', exact: true }).click();
  const text = await page.getByRole('status', { name: 'Proof' }).locator('pre').innerText();
  expect(text).toContain('journal.created');
  if (spawnSync('python3', ['--version']).status !== 0)
    return console.warn('skipped: the independent verifier (there is no python3)');
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-proof-'));
  const path = join(folder, 'proof.txt');
  writeFileSync(path, text);
  const { stdout } = spawnSync('python3', [VERIFIER, '--proof', path], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  expect(stdout).toMatch(/^proven: record 1:/);
});
