import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectRoot, run } from './lib/run.mjs';
import { failWith, formatDuration, Problem, say } from './lib/say.mjs';

/** What the build reads. */
const sources = [
  'electron',
  'renderer',
  'shared',
  'sdk',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];

/** Its time is when the last complete build began, so that an edit during a build is not missed. */
const stamp = join(projectRoot, 'out', '.built');

function newestChange(path) {
  const entry = statSync(path, { throwIfNoEntry: false });
  if (entry === undefined) return 0;
  if (!entry.isDirectory()) return entry.mtimeMs;
  // A folder's own time changes when a file in it is removed or renamed.
  return readdirSync(path).reduce((newest, name) => Math.max(newest, newestChange(join(path, name))), entry.mtimeMs);
}

function isUpToDate() {
  const built = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return built > 0 && sources.every((source) => newestChange(join(projectRoot, source)) < built);
}

/**
 * Builds out/ when any source is newer than it.
 * @returns {Promise<void>}
 * @throws {Problem} with the bundler's words when the build fails
 */
export async function ensureBuild() {
  if (isUpToDate()) return;
  const started = new Date();
  const tool = join(projectRoot, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const result = await run(process.execPath, [tool, 'build'], { quiet: true });
  if (result.code !== 0) throw new Problem(`The build failed:\n${result.output.trim()}`);
  writeFileSync(stamp, '');
  utimesSync(stamp, started, started);
  say(`Built in ${formatDuration(Date.now() - started.getTime())}.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) ensureBuild().catch(failWith);
