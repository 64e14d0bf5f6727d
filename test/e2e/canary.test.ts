import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { HoldfastApi } from '#shared/contract/index';
import { createLeakScanner, type SecretToFind } from '../../electron/domains/leaks/index';
import { systemClock } from '../../electron/platform/clock';
import { launchFork } from '../../electron/platform/process/launch-node';
import { SCREENS } from '../../renderer/app/routes';
import { projectRoot } from '../../scripts/lib/run.mjs';
import { credentialsInMain, keepProcesses, keepRendererHeap, temporaryFolders, traceIpc } from '../support/canaries';
import { until } from '../support/console-harness';
import { deskUntil, isTrading } from '../support/desk';
import { type LaunchedHoldfast, launchHoldfast } from '../support/electron-launch';
import { isAlive } from '../support/is-alive';
import { type KeyServer, startKeyServer } from '../support/key-server';
import { patiently } from '../support/patiently';
import { newBinanceKey, plantKey } from '../support/plant-key';
import { countInMemory } from '../support/process-memory';

declare const window: { holdfast: HoldfastApi; marker?: string };

const PASSPHRASE = 'violin marmot teacup glacier';

let desk: LaunchedHoldfast | undefined;
let folder = '';
let server: KeyServer;
beforeEach(async () => {
  server = await startKeyServer();
});
afterEach(async () => {
  await desk?.kill();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

it('no key is found outside the processes that need it, after trading, a halt, a lock, crashes and a restart', async ({
  annotate,
}) => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-canary-'));
  const dataDir = join(folder, 'data');
  const seen = join(folder, 'seen');
  for (const each of [dataDir, seen]) mkdirSync(each);
  const marker = randomBytes(32).toString('hex');

  desk = await launchHoldfast({ dataDir, requires: [resolve(import.meta.dirname, '../support/key-loopback.cjs')] });
  const { page } = desk;
  const canaries = await deskUntil(page, 'three bots trading', isTrading).then(() =>
    credentialsInMain(desk as LaunchedHoldfast),
  );
  // One for each account: key and secret of 32 random bytes each.
  expect(canaries.length).toBeGreaterThanOrEqual(3);
  for (const { parts } of canaries)
    expect(parts).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), expect.stringMatching(/^[0-9a-f]{64}$/)]);
  await traceIpc(desk, join(seen, 'ipc'));
  const planted = newBinanceKey();
  await page.evaluate((passphrase) => window.holdfast.call('vault.set-up', { passphrase }), PASSPHRASE);
  await plantKey(desk, server, planted);
  for (const { id, name } of SCREENS) {
    await page.evaluate((screen) => {
      location.hash = `#/${screen}`;
    }, id);
    await page.waitForFunction((title) => document.title === title, `${name} – Holdfast`);
  }
  await page.getByRole('button', { name: /^Halt all/i }).click();
  await deskUntil(page, 'the halt to be verified', ({ trading }) =>
    trading.halts.some(({ progress }) => progress === 'verified-empty'),
  );

  // The app's own scan of its own folder, in its own process, sees nothing and goes on record.
  await page.evaluate(() => window.holdfast.call('leaks.scan', { placeIds: ['console'] }));
  const { run, findings } = await page.evaluate(async () => {
    for (;;) {
      const answer = await window.holdfast.call('leaks.read', {});
      if (!answer.ok) throw new Error(answer.message);
      if (answer.value.run?.endedAt !== null) return answer.value;
      await new Promise((looked) => setTimeout(looked, 50));
    }
  });
  expect(run).toMatchObject({ phase: 'done', message: '', keys: 1 });
  expect(findings).toEqual([]);
  expect(run?.counts.files).toBeGreaterThan(5);

  await page.evaluate((text) => {
    window.marker = text;
  }, marker);
  await keepRendererHeap(page, join(seen, 'renderer.heapsnapshot'));
  // Main, guard, renderer, journal, exchanges, bots and Electron's own.
  expect(keepProcesses(desk, seen)).toBeGreaterThan(8);

  // Locked, no process but main has what was lent of the vault. What main's memory still holds is told, not promised.
  await patiently(() =>
    (desk as LaunchedHoldfast).app.evaluate((_electron, text) => void Reflect.set(globalThis, 'marker', text), marker),
  );
  await page.evaluate(() => window.holdfast.call('vault.lock', {}));
  await deskUntil(page, 'the vault to be locked', ({ vault }) => vault.state === 'locked');
  const parts = [planted.apiKey, planted.secret];
  expect(JSON.stringify(await credentialsInMain(desk))).not.toContain(planted.secret);
  const main = desk.app.process().pid ?? 0;
  expect(countInMemory(main, [marker])).toBeGreaterThan(0);
  const others = desk.processes().flatMap(({ pid }) => (pid === main ? [] : [countInMemory(pid, parts)]));
  await annotate(
    `Memory after the lock: the planted key ${countInMemory(main, parts)} times in main, ${others.filter((count) => count !== undefined).length} other processes looked at`,
  );
  expect(others.filter((count) => count !== undefined && count > 0)).toEqual([]);

  // A worker crashes as a bug would make it, then main is killed, both while the vault is unlocked.
  await page.evaluate((passphrase) => window.holdfast.call('vault.unlock', { passphrase }), PASSPHRASE);
  await deskUntil(page, 'the vault to be unlocked', ({ vault }) => vault.state === 'unlocked');
  const worker = await patiently(() =>
    (desk as LaunchedHoldfast).app.evaluate(
      ({ app }) =>
        app.getAppMetrics().find(({ name, serviceName }) => [name, serviceName].includes('Holdfast exchange'))?.pid,
    ),
  );
  if (worker === undefined) throw new Error('the exchange worker was not found');
  process.kill(worker, 'SIGSEGV');
  await until('the crashed worker to be gone', () => !isAlive(worker));
  writeFileSync(join(seen, 'output-1'), desk.output());
  await desk.crash();
  await until('the guard and all else to be gone', () => desk?.processes().length === 0);
  await desk.kill();

  desk = await launchHoldfast({ dataDir });
  await deskUntil(desk.page, 'the halt that stood', ({ trading }) => trading.state === 'HALTED');
  const second = await credentialsInMain(desk);
  expect(second.length).toBe(canaries.length);
  keepProcesses(desk, seen);
  writeFileSync(join(seen, 'output-2'), desk.output());
  await desk.close();

  expect(readFileSync(join(seen, 'ipc'), 'utf8')).toContain('desk.changed');
  const control: SecretToFind = { keyId: 'control', ending: '', parts: [marker] };
  const vaultKey: SecretToFind = { keyId: 'planted', ending: planted.apiKey.slice(-4), parts };
  writeFileSync(join(folder, 'control.json'), JSON.stringify([...canaries, ...second, vaultKey]));
  const found = await scan(
    [dataDir, seen, ...temporaryFolders(), join(folder, 'control.json')],
    [...canaries, ...second, vaultKey, control],
  );
  // What was put there to be found is: the marker in the renderer's heap, and each key in the control file. Nothing else.
  expect(found.filter(({ path }) => path.endsWith('control.json'))).toHaveLength(
    (canaries.length + second.length + 1) * 2,
  );
  const heap = found.filter(({ keyId }) => keyId === 'control').map(({ path }) => path);
  expect(heap).toContain(join(seen, 'renderer.heapsnapshot'));
  expect(found.filter(({ path, keyId }) => !path.endsWith('control.json') && keyId !== 'control')).toEqual([]);
});

/** Where each of these is found, by the app's own scanner. */
async function scan(
  places: readonly string[],
  secrets: readonly SecretToFind[],
): Promise<{ path: string; keyId: string }[]> {
  const scanner = createLeakScanner({
    launch: launchFork(join(projectRoot, 'out/main/workers/leak-scan.js')),
    clock: systemClock,
    onChange: () => undefined,
    onEnd: () => undefined,
    onOutput: () => undefined,
  });
  scanner.start({ places: places.map((path) => ({ name: path, paths: [path] })), secrets });
  await until('the scan', () => !scanner.isRunning);
  expect(scanner.run?.phase, scanner.run?.message).toBe('done');
  expect(scanner.unread).toEqual([]);
  return scanner.findings.flatMap(({ what, where }) =>
    what.kind === 'key' && where.kind === 'file' ? [{ path: where.path, keyId: what.keyId }] : [],
  );
}
