import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npmCommand, projectRoot, run } from './lib/run.mjs';
import { formatDuration, Problem, say } from './lib/say.mjs';

/** The oldest Node the tools run on. */
const minimumNode = [20, 19];

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > minimumNode[0] || (major === minimumNode[0] && minor >= minimumNode[1])) return;
  throw new Problem(
    `Node ${process.versions.node} is too old: Holdfast needs ${minimumNode.join('.')} or newer`,
    'install a newer Node',
  );
}

/**
 * Whether node_modules holds what package-lock.json asks for. npm leaves a list of what it installed; comparing the two
 * lists, and not their times, keeps a fresh checkout of an unchanged file from costing a whole installation.
 */
function isInstalled() {
  const installedFile = join(projectRoot, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const wanted = JSON.parse(readFileSync(join(projectRoot, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = installed[path];
    // Optional ones are made for other systems, and npm leaves those out.
    if (found === undefined) return entry.optional === true || entry.devOptional === true || entry.peer === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/**
 * Installs the dependencies exactly as the lock file names them, only when they are not there.
 * @returns {Promise<void>}
 * @throws {Problem} when npm fails
 */
export async function ensureDependencies() {
  checkNode();
  if (isInstalled()) return;
  const started = Date.now();
  say('Installing dependencies with npm ci …');
  const npm = npmCommand(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  const result = await run(npm.command, npm.args, { quiet: true, timeoutMs: 15 * 60_000, ...npm.options });
  if (result.code !== 0)
    throw new Problem(
      `npm ci failed:\n${result.output.trim().slice(-2000)}`,
      'read what npm says above; then run this again',
    );
  say(`Dependencies installed in ${formatDuration(Date.now() - started)}.`);
}
