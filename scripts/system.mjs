import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findProgram, isRoot, run } from './lib/run.mjs';
import { failWith, formatDuration, Problem, say } from './lib/say.mjs';

/*
 * The Debian packages that Electron, a virtual display and a keychain need. Installed only when missing, only as root,
 * only on a system with apt-get; anywhere else the reader gets the one command to run.
 */

/** @typedef {{ package: string, what: string, isThere: () => boolean }} Need */

const libraryFolders = [
  '/usr/lib',
  '/lib',
  '/usr/lib64',
  '/lib64',
  `/usr/lib/${{ x64: 'x86_64', arm64: 'aarch64' }[process.arch]}-linux-gnu`,
];

function hasLibrary(prefix) {
  return libraryFolders.some(
    (folder) => existsSync(folder) && readdirSync(folder).some((name) => name.startsWith(prefix)),
  );
}

/** @returns {Need} */
function library(name, prefix) {
  return { package: name, what: 'Electron', isThere: () => hasLibrary(prefix) };
}

/** @returns {Need} */
function program(name, command, what) {
  return { package: name, what, isThere: () => findProgram(command) !== undefined };
}

/** What Electron itself loads. Without these it does not start at all. */
const forElectron = [
  library('libgtk-3-0', 'libgtk-3.so'),
  library('libnss3', 'libnss3.so'),
  library('libasound2', 'libasound.so'),
  library('libgbm1', 'libgbm.so'),
  library('libxss1', 'libXss.so'),
  library('libatk-bridge2.0-0', 'libatk-bridge-2.0.so'),
  library('libdrm2', 'libdrm.so'),
  library('libsecret-1-0', 'libsecret-1.so'),
];

const forVirtualDisplay = [
  program('xvfb', 'Xvfb', 'a virtual display'),
  program('xauth', 'xauth', 'a virtual display'),
];

const forKeychain = [
  program('gnome-keyring', 'gnome-keyring-daemon', 'a keychain without a desktop'),
  program('dbus-x11', 'dbus-launch', 'a keychain without a desktop'),
  program('dbus', 'dbus-daemon', 'a keychain without a desktop'),
];

const forTests = [
  program('xdotool', 'xdotool', 'tests that press real keys'),
  program('python3', 'python3', 'the journal verifier'),
];

/**
 * @param {{ display: boolean, keychain: boolean, tests: boolean }} purpose what is needed beside Electron's own libraries
 * @returns {Promise<void>} at once, after about 5 ms, when nothing is missing
 * @throws {Problem} when something is missing and cannot be installed from here
 */
export async function ensureSystemPackages({ display, keychain, tests }) {
  if (process.platform !== 'linux') return;
  const needs = [
    ...forElectron,
    ...(display || tests ? forVirtualDisplay : []),
    ...(keychain || tests ? forKeychain : []),
    ...(tests ? forTests : []),
  ];
  const missing = needs.filter((need) => !need.isThere());
  if (missing.length === 0) return;
  const names = [...new Set(missing.map((need) => need.package))];
  if (!isRoot || findProgram('apt-get') === undefined) throw cannotInstall(names, missing);
  await aptInstall(names);
  const still = missing.filter((need) => !need.isThere());
  if (still.length > 0)
    throw cannotInstall(
      still.map((need) => need.package),
      still,
    );
}

function cannotInstall(names, missing) {
  const purposes = [...new Set(missing.map((need) => need.what))].join(', ');
  const command = `apt-get update && apt-get install -y --no-install-recommends ${names.join(' ')}`;
  return new Problem(
    `${names.length} system packages are missing, needed for ${purposes}: ${names.join(' ')}`,
    findProgram('apt-get') === undefined
      ? 'install what carries these libraries on your system (the names are Debian’s), then run this again'
      : `run this once, then try again:\n\n    sudo sh -c '${command}'\n`,
  );
}

async function aptInstall(names) {
  const started = Date.now();
  say(`Installing ${names.length} missing system packages with apt-get: ${names.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['-o', 'DPkg::Lock::Timeout=300', 'install', '-y', '-q', '--no-install-recommends', ...names];
  // The lists may be new enough: updating them costs more than trying.
  let result = await run('apt-get', install, { quiet: true, env, timeoutMs: 10 * 60_000 });
  if (result.code !== 0) {
    await run('apt-get', ['-q', 'update'], { quiet: true, env, timeoutMs: 3 * 60_000 });
    result = await run('apt-get', install, { quiet: true, env, timeoutMs: 10 * 60_000 });
  }
  if (result.code !== 0)
    throw new Problem(`apt-get could not install ${names.join(' ')}:\n${result.output.trim().slice(-1500)}`);
  say(`Installed in ${formatDuration(Date.now() - started)}.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  ensureSystemPackages({ display: true, keychain: true, tests: true }).catch(failWith);
}
