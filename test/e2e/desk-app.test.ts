import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findElectronRuntime } from '../../scripts/electron-runtime.mjs';
import { isRoot, projectRoot } from '../../scripts/lib/run.mjs';
import { askDesk, deskUntil, isTrading } from '../support/desk';
import { type LaunchedHoldfast, launchHoldfast } from '../support/electron-launch';
import { readJournal, verifyIndependently } from '../support/journal-records';
import { patiently } from '../support/patiently';
import { SETTINGS_VERSION_1 } from '../support/settings-version1';

let desk: LaunchedHoldfast | undefined;
let folder: string | undefined;
afterEach(async () => {
  await desk?.kill();
  desk = undefined;
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  folder = undefined;
});

const newFolder = async (): Promise<string> => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-app-'));
  return folder;
};

describe('The app', () => {
  it('keeps trading when the window crashes, and shows it again', async () => {
    desk = await launchHoldfast();
    const { app, page, dataDir } = desk;
    await deskUntil(page, 'three bots trading', isTrading);
    const before = readJournal(dataDir).filter(({ type }) => type === 'fill').length;
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer());
    const startedAt = performance.now();
    while (readJournal(dataDir).filter(({ type }) => type === 'fill').length < before + 3) {
      if (performance.now() - startedAt > 60_000) throw new Error('no fills after the window crashed');
      await new Promise((done) => setTimeout(done, 100));
    }
    const title = await patiently(() =>
      app.evaluate(async ({ BrowserWindow }) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents;
        for (let waited = 0; waited < 200 && contents?.isCrashed(); waited += 1)
          await new Promise((done) => setTimeout(done, 50));
        return contents?.executeJavaScript(
          `new Promise((done) => { const look = () => document.querySelector('[aria-label="Halt all"], button') ? done(document.body.innerText) : setTimeout(look, 50); look(); })`,
        );
      }),
    );
    expect(String(title)).toMatch(/HALT/i);
    await desk.kill();
  });

  it('comes back as it was after a clean end; halted, saying why, when its halt state, journal tail or settings were damaged', async () => {
    const dataDir = await newFolder();
    desk = await launchHoldfast({ dataDir });
    await deskUntil(desk.page, 'three bots trading', isTrading);
    expect(await desk.close()).toEqual([]);
    expect(readJournal(dataDir).findLast(({ type }) => type === 'console.stopping')?.data.clean).toBe(true);
    desk = await launchHoldfast({ dataDir });
    const again = await deskUntil(desk.page, 'three bots trading', isTrading);
    expect(again.trading.state).toBe('ACTIVE');
    expect(Number(again.total.equity)).toBeGreaterThan(29_000);
    expect(again.positions.length).toBeGreaterThan(0);
    expect(verifyIndependently(dataDir)).toMatch(/^intact/);
    await desk.close();

    writeFileSync(
      join(dataDir, 'halt-state'),
      readFileSync(join(dataDir, 'halt-state'), 'utf8').replace('"running":false', '"running":falsd'),
    );
    appendFileSync(join(dataDir, 'journal', 'segment-000001.jsonl'), '{"hash":"torn');
    desk = await launchHoldfast({ dataDir });
    const torn = await deskUntil(desk.page, 'a verified halt', ({ halt }) => halt?.state === 'verified-empty');
    expect(torn.trading).toMatchObject({ state: 'HALTED', reason: expect.stringContaining('damaged') });
    expect(torn.journal.setAside).toContain('aside-');
    await desk.close();
    expect(verifyIndependently(dataDir)).toMatch(/^intact/);

    writeFileSync(join(dataDir, 'settings.json'), '{ "version": 1, "bots": [');
    desk = await launchHoldfast({ dataDir });
    const damaged = await deskUntil(desk.page, 'a verified halt', ({ halt }) => halt?.state === 'verified-empty');
    expect(damaged.trading.state).toBe('HALTED');
    expect(damaged.notices.join(' ')).toContain('settings');
    await desk.close();
    // Four starts, one after the other.
  }, 180_000);

  it('is halted by what was asked while its settings were brought forward, and keeps both', async () => {
    const dataDir = await newFolder();
    writeFileSync(join(dataDir, 'settings.json'), JSON.stringify(SETTINGS_VERSION_1));
    writeFileSync(join(dataDir, 'HALT'), 'portfolio\nnot with the old settings\n');
    desk = await launchHoldfast({ dataDir });
    const halted = await deskUntil(desk.page, 'a verified halt', ({ halt }) => halt?.state === 'verified-empty');
    expect(halted.trading).toMatchObject({ state: 'HALTED' });
    expect(halted.halt).toMatchObject({ source: 'halt-file', reason: expect.stringContaining('old settings') });
    expect(halted.notices.join(' ')).toContain('Paper desk');
    expect(JSON.parse(readFileSync(join(dataDir, 'settings.json'), 'utf8'))).toMatchObject({ version: 2 });
    expect(readJournal(dataDir).filter(({ type }) => type === 'order.decided')).toEqual([]);
    await desk.close();
  });
});

describe('A first start', () => {
  let first: LaunchedHoldfast;
  beforeAll(async () => {
    first = await launchHoldfast({ settings: 'none' });
  });
  afterAll(() => first?.kill());

  it('tries the real keychain and says that it works', async () => {
    const { page } = first;
    const { health } = await deskUntil(
      page,
      'the keychain tried',
      (now) => now.health.find(({ id }) => id === 'keychain')?.level !== 'starting',
    );
    expect(health.find(({ id }) => id === 'keychain')).toMatchObject({ level: 'good' });
  });

  it('gives the window no network, no Node, no permission, and no other page', async () => {
    const { page } = first;
    await askDesk(page);
    const tried = await page.evaluate(`(async () => {
      const outcome = async (work) => { try { return String(await work()); } catch (error) { return 'refused: ' + error.name; } };
      return {
        fetch: await outcome(() => fetch('http://127.0.0.1:1/')),
        socket: await outcome(() => new Promise((done, fail) => { const s = new WebSocket('ws://127.0.0.1:1/'); s.onerror = () => fail(new Error('x')); s.onopen = () => done('open'); })),
        image: await outcome(() => new Promise((done, fail) => { const i = new Image(); i.onload = () => done('loaded'); i.onerror = () => fail(new Error('x')); i.src = 'http://127.0.0.1:1/x.png'; })),
        evaluated: await outcome(() => { const s = document.createElement('script'); s.textContent = 'window.injected = 1'; document.head.append(s); return window.injected === 1 ? 'ran' : Promise.reject(new Error('x')); }),
        node: typeof require + typeof process + typeof module,
        api: Object.keys(window.holdfast).sort().join(),
        permission: (await navigator.permissions.query({ name: 'notifications' })).state,
        opened: String(window.open('https://example.org')),
        origin: location.origin,
      };
    })()`);
    expect(tried).toMatchObject({
      fetch: expect.stringMatching(/^refused/),
      socket: expect.stringMatching(/^refused/),
      image: expect.stringMatching(/^refused/),
      evaluated: expect.stringMatching(/^refused/),
      node: 'undefinedundefinedundefined',
      api: 'call,on',
      permission: 'denied',
      opened: 'null',
      origin: 'holdfast://console',
    });
  });

  it('opens a data folder once: a second launch brings the first window forward and ends', async () => {
    const { app, dataDir, page } = first;
    await deskUntil(page, 'three bots trading', isTrading);
    await patiently(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize()));
    const executable = findElectronRuntime()?.executable ?? '';
    const second = spawn(executable, [projectRoot, ...(isRoot ? ['--no-sandbox'] : [])], {
      env: { ...process.env, HOLDFAST_DATA_DIR: dataDir },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let said = '';
    second.stdout.on('data', (chunk) => {
      said += String(chunk);
    });
    const [code] = await once(second, 'exit');
    expect(code).toBe(0);
    expect(said).toContain('brought to the front');
    const isForward = await patiently(() =>
      app.evaluate(({ BrowserWindow }) => {
        const [window] = BrowserWindow.getAllWindows();
        return window?.isVisible() === true && !window.isMinimized();
      }),
    );
    expect(isForward).toBe(true);
    expect(readJournal(dataDir).filter(({ type }) => type === 'console.started')).toHaveLength(1);
    await first.close();
  });
});
