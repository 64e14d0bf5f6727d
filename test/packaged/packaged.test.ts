import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { extractFile, listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findElectronRuntime } from '../../scripts/electron-runtime.mjs';
import { pause, projectRoot } from '../../scripts/lib/run.mjs';
import { openSession, type Session } from '../../scripts/session.mjs';
import { giveTo, type User, unprivilegedUser } from '../support/unprivileged-user';

/** The package as an operator gets it: built here, looked into, and run as an ordinary user with its sandbox on. */

const runFile = promisify(execFile);
const onLinux = process.platform === 'linux';

let work = '';
let unpacked = '';
let archive = '';

beforeAll(async () => {
  const runtime = findElectronRuntime();
  if (runtime === undefined)
    throw new Error('No Electron to package: node scripts/electron-runtime.mjs makes one ready');
  await runFile(process.execPath, [join(projectRoot, 'scripts/build.mjs')], { cwd: projectRoot });
  work = await mkdtemp(join(tmpdir(), 'holdfast-packaged-'));
  await chmod(work, 0o755);
  const builder = join(projectRoot, 'node_modules/electron-builder/cli.js');
  const settings = [`-c.electronDist=${runtime.dist}`, `-c.directories.output=${join(work, 'dist')}`];
  await runFile(process.execPath, [builder, '--linux', 'dir', '--publish', 'never', ...settings], { cwd: projectRoot });
  unpacked = join(work, 'dist/linux-unpacked');
  archive = join(unpacked, 'resources/app.asar');
}, 300_000);

afterAll(async () => {
  await rm(work, { recursive: true, force: true });
});

describe.runIf(onLinux)('the packaged app', () => {
  it('has every fuse set as electron-builder.yml says', async () => {
    const wire = await getCurrentFuseWire(join(unpacked, 'holdfast'));
    const on = 0x31;
    const off = 0x30;
    const states = wire as unknown as Readonly<Record<number, number>>;
    expect({
      runAsNode: states[FuseV1Options.RunAsNode],
      cookieEncryption: states[FuseV1Options.EnableCookieEncryption],
      nodeOptions: states[FuseV1Options.EnableNodeOptionsEnvironmentVariable],
      nodeInspect: states[FuseV1Options.EnableNodeCliInspectArguments],
      asarIntegrity: states[FuseV1Options.EnableEmbeddedAsarIntegrityValidation],
      onlyAsar: states[FuseV1Options.OnlyLoadAppFromAsar],
      browserSnapshot: states[FuseV1Options.LoadBrowserProcessSpecificV8Snapshot],
      fileProtocolPrivileges: states[FuseV1Options.GrantFileProtocolExtraPrivileges],
    }).toEqual({
      runAsNode: off,
      cookieEncryption: on,
      nodeOptions: off,
      nodeInspect: off,
      asarIntegrity: on,
      onlyAsar: on,
      browserSnapshot: off,
      fileProtocolPrivileges: off,
    });
    // The ninth, WasmTrapHandlers, exists since Electron 37; there may be no tenth that nobody has named.
    const others = Object.keys(wire).filter((key) => Number(key) >= 8);
    expect(others.filter((key) => key !== '8')).toEqual([]);
    for (const key of others) expect(states[Number(key)]).toBe(on);
  });

  it('carries the built app and two native modules, and nothing else', () => {
    const parts = [
      /^\/package\.json$/,
      /^\/out(\/(main|preload|renderer)(\/.*)?)?$/,
      /^\/node_modules(\/keytar(\/(package\.json|LICENSE\.md|lib|lib\/keytar\.js))?)?$/,
      /^\/node_modules\/keytar\/prebuilds(\/linux-[^/]+(\/keytar\.node)?)?$/,
      /^\/node_modules\/libsql(\/(package\.json|LICENSE|index\.js|auth\.js|sqlite-error\.js))?$/,
      /^\/node_modules\/@libsql(\/linux-[^/]+-gnu(\/(package\.json|index\.node))?)?$/,
      /^\/node_modules\/@neon-rs(\/load(\/(package\.json|dist(\/index\.js)?))?)?$/,
      /^\/node_modules\/detect-libc(\/(package\.json|LICENSE|lib(\/[a-z-]+\.js)?))?$/,
    ];
    const entries = listPackage(archive, { isPack: false });
    expect(entries.filter((entry) => !parts.some((part) => part.test(entry)))).toEqual([]);
    expect(entries.filter((entry) => /\.(ts|tsx|map|env|pem|key|log)$|\/\.|\btests?\b/i.test(entry))).toEqual([]);
    expect(entries).toContain('/out/main/main.js');
    expect(entries).toContain('/out/preload/preload.cjs');
    expect(entries).toContain('/out/renderer/index.html');
    expect(existsSync(join(unpacked, 'resources/default_app.asar'))).toBe(false);
  });

  it('tells nothing of the machine it was built on, and holds no secret', () => {
    // A whole key, not the words around one: ccxt reads keys in that format.
    const privateKey = /PRIVATE KEY-----[\s\\nr]*[A-Za-z0-9+/=]{40}/;
    const found = listPackage(archive, { isPack: false })
      .filter((entry) => /^\/(out\/.*\.(js|cjs|html|css)|package\.json)$/.test(entry))
      .filter((entry) => {
        const text = extractFile(archive, entry.slice(1)).toString('utf8');
        return text.includes(projectRoot) || privateKey.test(text);
      });
    expect(found).toEqual([]);
  });

  it('comes up for an ordinary user with its sandbox on, whatever the environment asks for', async () => {
    const user = unprivilegedUser();
    const session = await openSession({
      display: '1280x800x24',
      keyring: {},
      ...(user === undefined ? {} : { owner: user }),
    });
    try {
      const app = await startAs(user, session);
      const lines = await statusLines(app, 3);
      expect(lines.every((line) => line.startsWith('holdfast '))).toBe(true);
      const members = session.family.look();
      expect(members.filter(({ command }) => command.includes('--no-sandbox'))).toEqual([]);
      const renderers = members.filter(({ command }) => command.includes('--type=renderer'));
      expect(renderers.length).toBeGreaterThan(0);
      for (const { pid } of renderers) await expectSandboxed(pid, user);
      app.kill('SIGTERM');
      expect(await session.family.whenGone(20_000)).toEqual([]);
    } finally {
      await session.close();
    }
  });
});

/** Starts it with the environment that the fuses are there to ignore. */
async function startAs(user: User | undefined, session: Session): Promise<ChildProcess> {
  const home = join(work, 'home');
  const data = join(home, 'data');
  for (const folder of [home, data]) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    giveTo(user, folder);
  }
  const app = spawn(join(unpacked, 'holdfast'), [], {
    cwd: home,
    ...user,
    env: {
      ...session.env,
      PATH: process.env['PATH'],
      HOME: home,
      HOLDFAST_DATA_DIR: data,
      HOLDFAST_HEADLESS: '1',
      HOLDFAST_SCREENSHOT: join(home, 'screen.png'),
      ELECTRON_RUN_AS_NODE: '1',
      NODE_OPTIONS: '--require=/nonexistent/evil.cjs',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  session.family.adopt(app.pid);
  return app;
}

/** Waits for so many status lines. @throws with all the app has said, when it ends or is silent for 60 s */
async function statusLines(app: ChildProcess, count: number): Promise<readonly string[]> {
  let out = '';
  let all = '';
  app.stdout?.on('data', (chunk) => {
    out += String(chunk);
    all += String(chunk);
  });
  app.stderr?.on('data', (chunk) => {
    all += String(chunk);
  });
  const until = Date.now() + 60_000;
  while (Date.now() < until) {
    const lines = out.split('\n').filter((line) => line.startsWith('holdfast '));
    if (lines.length >= count) return lines;
    if (app.exitCode !== null || app.signalCode !== null) break;
    await pause(100);
  }
  throw new Error(
    `No status lines from the packaged app (exit ${app.exitCode ?? app.signalCode ?? 'none yet'}):\n${all}`,
  );
}

/** System-call filter on, in namespaces of its own, no privileges, and not root: what Chromium's sandbox promises. */
async function expectSandboxed(pid: number, user: User | undefined): Promise<void> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const field = (name: string): string | undefined => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1];
  expect(field('Seccomp')).toBe('2');
  expect(field('NoNewPrivs')).toBe('1');
  if (user !== undefined) expect(field('Uid')?.split('\t')[0]).toBe(String(user.uid));
  expect(await readlink(`/proc/${pid}/ns/pid`)).not.toBe(await readlink('/proc/self/ns/pid'));
}
