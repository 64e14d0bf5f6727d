import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { afterEach, expect, it } from 'vitest';
import type { HoldfastApi } from '#shared/contract/index';
import { type HaltScope, PORTFOLIO } from '#shared/model/trading-state';
import { decodeState } from '../../electron/domains/halt/state-file';
import { clearAllByIpc, deskUntil, isTrading } from '../support/desk';
import { type LaunchedHoldfast, launchHoldfast } from '../support/electron-launch';
import { acceptedAfter, openOrders } from '../support/exchange-ledger';
import { haltCommand, haltCommandOnTerminal } from '../support/halt-command';
import { PASSPHRASE, VERIFIER } from '../support/halt-rig';
import { readJournal } from '../support/journal-records';
import { patiently } from '../support/patiently';

declare const window: { holdfast: HoldfastApi };

const support = (name: string): string => resolve(import.meta.dirname, '../support', name);

const cleanUp: Array<() => unknown> = [];
afterEach(async () => {
  for (const each of cleanUp.splice(0)) await each();
});

const openOf = (dataDir: string, account: string) => openOrders(dataDir).filter((order) => order.account === account);
const trips = (dataDir: string) => readJournal(dataDir).filter(({ type }) => type === 'halt.tripped');

/** Another program on this desktop has the keys, or the keyboard, until the returned function is called. */
async function otherProgram(has: 'keys' | 'front'): Promise<() => void> {
  const other = spawn('python3', [support('other_program.py'), has], { stdio: ['pipe', 'pipe', 'inherit'] });
  cleanUp.push(() => other.kill());
  await once(other.stdout, 'data');
  return () => other.stdin.end();
}

/** Something that shows tray icons. Chooses `label` in the menu of the icon that came, over the bus as a desktop does. */
async function trayHost(): Promise<(label: string) => void> {
  const host = spawn('python3', [support('tray_host.py')], { stdio: ['pipe', 'pipe', 'inherit'] });
  cleanUp.push(() => host.kill());
  let said = '';
  host.stdout.on('data', (chunk) => {
    said += String(chunk);
  });
  await once(host.stdout, 'data');
  const menu = (...call: string[]): string =>
    execFileSync(
      'dbus-send',
      ['--session', '--print-reply', `--dest=${said.split('\n')[1]}`, '/com/canonical/dbusmenu', ...call],
      {
        encoding: 'utf8',
      },
    );
  return (label) => {
    const layout = menu('com.canonical.dbusmenu.GetLayout', 'int32:0', 'int32:-1', 'array:string:label');
    const id = new RegExp(`int32 (\\d+)[^{}]*\\[[^{}]*\\([^{}()]*"${label}"`).exec(layout)?.[1];
    if (id === undefined) throw new Error(`no ${label} in the menu of the tray: ${layout}`);
    menu('com.canonical.dbusmenu.Event', `int32:${id}`, 'string:clicked', 'variant:int32:0', 'uint32:0');
  };
}

const light = (page: Page, level: string) =>
  deskUntil(page, `the light of the ways to halt to be ${level}`, ({ health }) =>
    health.some((each) => each.id === 'ways-to-halt' && each.level === level),
  );

/** The halt over everything is verified, and the exchange accepted nothing that its report does not name. */
async function everythingStopped({ page, dataDir }: LaunchedHoldfast, source: string): Promise<string> {
  const { trading, halt } = await deskUntil(
    page,
    `a verified halt by ${source}`,
    (desk) => desk.trading.state === 'HALTED' && desk.halt?.state === 'verified-empty',
  );
  expect(openOrders(dataDir)).toEqual([]);
  const named = new Set(halt?.orders.map(({ clientOrderId }) => clientOrderId));
  expect(acceptedAfter(dataDir, trading.since).filter(({ clientOrderId }) => !named.has(clientOrderId))).toEqual([]);
  expect(trading.halts.find(({ scope }) => scope.kind === 'portfolio')?.source).toBe(source);
  return trading.haltId ?? '';
}

it('every way to halt empties the exchange: command, file, menu, tray, the keys with another program in front', async () => {
  const chooseInTray = await trayHost();
  const letKeysGo = await otherProgram('keys');
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-ways-'));
  writeFileSync(join(dataDir, 'passphrase'), VERIFIER, { mode: 0o600 });
  const desk = await launchHoldfast({ dataDir, size: { width: 1280, height: 800 } });
  cleanUp.push(
    () => desk.kill(),
    () => rmSync(dataDir, { recursive: true, force: true }),
  );
  const { page, app } = desk;
  const resume = (scope: HaltScope) =>
    page.evaluate((body) => window.holdfast.call('halt.resume', body), {
      passphrase: PASSPHRASE,
      reason: 'it was a test',
      scope,
    });

  // The keys are taken: it is said on screen, and everything else goes on.
  await light(page, 'warning');
  await page.getByLabel('Attention').getByText('another program has these keys').waitFor();
  letKeysGo();
  await deskUntil(page, 'three bots trading', isTrading);
  expect(openOf(dataDir, 'sub-1').length).toBeGreaterThan(3);
  expect(openOf(dataDir, 'sub-2').length).toBeGreaterThan(3);

  const byCommand = await haltCommand(dataDir, ['bot:grid-2', '--reason', 'it looks wrong']);
  expect(openOf(dataDir, 'sub-2')).toEqual([]);
  expect(byCommand).toMatchObject({
    status: 0,
    output: expect.stringMatching(/bot grid-2 HALTED.*\n.*Verified empty/),
  });
  expect(trips(dataDir).at(-1)?.data).toMatchObject({
    source: 'command',
    reason: expect.stringContaining('looks wrong'),
  });
  expect(await haltCommand(dataDir, ['bot:grid-9'])).toMatchObject({
    status: 2,
    output: expect.stringContaining('There is no bot grid-9'),
  });

  const putAt = Date.now();
  writeFileSync(join(dataDir, 'HALT'), 'account:sub-1\nthe disk is dying\n');
  await expect.poll(() => trips(dataDir).at(-1)?.data.source, { interval: 20 }).toBe('halt-file');
  const byFile = trips(dataDir).at(-1)?.data;
  expect(byFile.trippedAt - putAt).toBeLessThan(250);
  expect(byFile).toMatchObject({
    scope: { kind: 'account', accountId: 'sub-1' },
    reason: expect.stringContaining('disk is dying'),
  });
  await expect.poll(() => openOf(dataDir, 'sub-1'), { interval: 20 }).toEqual([]);
  expect(openOf(dataDir, 'sub-3')).not.toEqual([]);

  await app.evaluate(({ Menu }) => {
    const item = Menu.getApplicationMenu()
      ?.items.flatMap(({ submenu }) => submenu?.items ?? [])
      .find(({ label }) => label === 'Halt all');
    item?.click();
  });
  const haltId = await everythingStopped(desk, 'menu');
  // Pressed again, by another way: the same halt, and the same answer.
  const again = await haltCommand(dataDir, []);
  expect(again).toMatchObject({ status: 0, output: expect.stringContaining(`${haltId}: everything HALTED`) });

  // While the file is there, what it names is not resumed.
  const sub1: HaltScope = { kind: 'account', accountId: 'sub-1' };
  await clearAllByIpc(page);
  await expect.poll(() => resume(sub1)).toMatchObject({ message: expect.stringContaining('then remove it') });
  rmSync(join(dataDir, 'HALT'));
  await expect.poll(() => readJournal(dataDir).some(({ type }) => type === 'halt-file.removed')).toBe(true);
  // Asked again where a machine that is too busy made the guard cancel meanwhile.
  for (const scope of [sub1, { kind: 'bot', botId: 'grid-2' }, PORTFOLIO] as const)
    await expect
      .poll(() => clearAllByIpc(page).then(() => resume(scope)), { timeout: 15_000 })
      .toEqual({ ok: true, value: {} });
  await deskUntil(page, 'three bots trading again', isTrading);

  chooseInTray('Halt all');
  await everythingStopped(desk, 'tray');
  await expect
    .poll(() => clearAllByIpc(page).then(() => resume(PORTFOLIO)), { timeout: 15_000 })
    .toEqual({ ok: true, value: {} });
  await deskUntil(page, 'three bots trading once more', isTrading);

  const { health } = await light(page, 'good');
  expect(health.find(({ id }) => id === 'ways-to-halt')?.message).toContain('The icon beside the system clock');
  await otherProgram('front');
  await expect
    .poll(() => patiently(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getFocusedWindow() === null)), {
      interval: 20,
    })
    .toBe(true);
  execFileSync('xdotool', ['key', 'ctrl+shift+h']);
  await everythingStopped(desk, 'hotkey');

  // Nobody runs any more: the command writes the halt down, asks for the passphrase unseen, and says what it cannot do.
  expect(await desk.close()).toEqual([]);
  const closed = await haltCommandOnTerminal(dataDir, ['symbol:BTC/USDT'], PASSPHRASE);
  expect(closed.status).toBe(1);
  expect(closed.output).toMatch(
    /No console runs[\s\S]*symbol BTC\/USDT HALTED[\s\S]*Not cancelled: sub-1, a paper account/,
  );
  expect(closed.output).not.toContain('horse');
  const kept = decodeState(readFileSync(join(dataDir, 'halt-state'), 'utf8'))?.halts.map(({ scope }) => scope.kind);
  expect(kept).toEqual(['portfolio', 'symbol']);
});
