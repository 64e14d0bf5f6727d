import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
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

declare const window: { holdfast: HoldfastApi; marker?: string };

let desk: LaunchedHoldfast | undefined;
let folder = '';
afterEach(async () => {
  await desk?.kill();
  rmSync(folder, { recursive: true, force: true });
});

it('no key is found outside the processes that need it, after trading, a halt and a restart', async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-canary-'));
  const dataDir = join(folder, 'data');
  const seen = join(folder, 'seen');
  for (const each of [dataDir, seen]) mkdirSync(each);
  const marker = randomBytes(32).toString('hex');

  desk = await launchHoldfast({ dataDir });
  const { page } = desk;
  const canaries = await deskUntil(page, 'three bots trading', isTrading).then(() =>
    credentialsInMain(desk as LaunchedHoldfast),
  );
  // One for each account: key and secret of 32 random bytes each.
  expect(canaries.length).toBeGreaterThanOrEqual(3);
  for (const { parts } of canaries)
    expect(parts).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), expect.stringMatching(/^[0-9a-f]{64}$/)]);
  await traceIpc(desk, join(seen, 'ipc'));
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
  expect(run).toMatchObject({ phase: 'done', message: '' });
  expect(findings).toEqual([]);
  expect(run?.counts.files).toBeGreaterThan(5);

  await page.evaluate((text) => {
    window.marker = text;
  }, marker);
  await keepRendererHeap(page, join(seen, 'renderer.heapsnapshot'));
  // Main, guard, renderer, journal, exchanges, bots and Electron's own.
  expect(keepProcesses(desk, seen)).toBeGreaterThan(8);
  writeFileSync(join(seen, 'output-1'), desk.output());
  expect(await desk.close()).toEqual([]);

  desk = await launchHoldfast({ dataDir });
  await deskUntil(desk.page, 'the halt that stood', ({ trading }) => trading.state === 'HALTED');
  const second = await credentialsInMain(desk);
  expect(second.length).toBe(canaries.length);
  keepProcesses(desk, seen);
  writeFileSync(join(seen, 'output-2'), desk.output());
  await desk.close();

  expect(readFileSync(join(seen, 'ipc'), 'utf8')).toContain('desk.changed');
  const control: SecretToFind = { keyId: 'control', ending: '', parts: [marker] };
  writeFileSync(join(folder, 'control.json'), JSON.stringify([...canaries, ...second]));
  const found = await scan(
    [dataDir, seen, ...temporaryFolders(), join(folder, 'control.json')],
    [...canaries, ...second, control],
  );
  // What was put there to be found is: the marker in the renderer's heap, and each key in the control file. Nothing else.
  expect(found.filter(({ path }) => path.endsWith('control.json'))).toHaveLength((canaries.length + second.length) * 2);
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
  expect(scanner.run?.phase).toBe('done');
  expect(scanner.unread).toEqual([]);
  return scanner.findings.flatMap(({ what, where }) =>
    what.kind === 'key' && where.kind === 'file' ? [{ path: where.path, keyId: what.keyId }] : [],
  );
}
