import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { ensureBuild } from './build.mjs';
import { ensureElectronRuntime } from './electron-runtime.mjs';
import { ensureDependencies } from './install.mjs';
import { ProcessFamily } from './lib/family.mjs';
import { projectRoot, run } from './lib/run.mjs';
import { failWith, formatDuration, Problem, say } from './lib/say.mjs';
import { onStopSignal, sessionTag } from './session.mjs';
import { ensureSystemPackages } from './system.mjs';

/*
 * `npm test`: sets up what is missing, then runs every stage, each with its time, and ends with one line,
 * `N passed, N failed`. `npm test -- unit e2e` runs those stages only. A stage that fails does not stop the next one.
 */

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */

const nothing = { passed: 0, failed: 0, skipped: 0 };

/** No stage may hang a run for longer. */
const stageLimitMs = 15 * 60_000;

const bin = (path) => join(projectRoot, 'node_modules', path);

/** A check that passes or fails as a whole: it counts only when it fails. @returns {Promise<Count>} */
async function check(command, args) {
  const { code } = await run(command, args, { timeoutMs: stageLimitMs });
  return code === 0 ? nothing : { ...nothing, failed: 1 };
}

async function lint() {
  const style = await check(process.execPath, [bin('@biomejs/biome/bin/biome'), 'check', '.']);
  const rules = await check(process.execPath, ['scripts/check-dependencies.mjs']);
  return add(style, rules);
}

async function build() {
  await ensureBuild();
  return nothing;
}

/** One of vitest's projects, counted from its JSON report. @returns {Promise<Count>} */
async function vitest(project) {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-report-'));
  const report = join(folder, 'report.json');
  const args = [
    bin('vitest/vitest.mjs'),
    'run',
    '--project',
    project,
    '--passWithNoTests',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
  try {
    const { code, timedOut } = await run(process.execPath, args, {
      timeoutMs: stageLimitMs,
      env: { ...process.env, CI: 'true' },
    });
    if (timedOut) say(`${project} did not end within ${formatDuration(stageLimitMs)} and was ended.`);
    const count = existsSync(report) ? readReport(JSON.parse(readFileSync(report, 'utf8'))) : nothing;
    // An error outside of any test, or a report that was never written, is a failure too.
    return code !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns {Count} a file that could not be loaded holds no tests, and counts as one that failed */
function readReport(report) {
  const unloadable = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloadable.length,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
  };
}

/** @returns {{ folder: string, file: string }[]} */
function pythonTestFiles() {
  const files = readdirSync(join(projectRoot, 'test'), { recursive: true }).map(String);
  return files
    .filter((file) => /(^|[\\/])test_[^\\/]*\.py$/.test(file))
    .map((file) => ({ folder: join('test', dirname(file)), file: basename(file) }));
}

/** Python's own runner, all files side by side: there are few, and each uses one core. @returns {Promise<Count>} */
async function python() {
  const counts = await Promise.all(pythonTestFiles().map(pythonFile));
  return counts.reduce(add, nothing);
}

/** @returns {Promise<Count>} */
async function pythonFile({ folder, file }) {
  const args = ['-B', '-m', 'unittest', 'discover', '-s', folder, '-p', file];
  const { code, output } = await run('python3', args, { quiet: true, timeoutMs: stageLimitMs });
  process.stdout.write(`${join(folder, file)}\n${output}`);
  const number = (pattern) => Number(pattern.exec(output)?.[1] ?? 0);
  const bad = number(/failures=(\d+)/) + number(/errors=(\d+)/) + number(/unexpected successes=(\d+)/);
  const skipped = number(/skipped=(\d+)/);
  const failed = code !== 0 && bad === 0 ? 1 : bad;
  return { passed: Math.max(0, number(/Ran (\d+) tests?/) - bad - skipped), failed, skipped };
}

/** @param {Count} a @param {Count} b @returns {Count} */
function add(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** In order: what is quick and likely to fail comes first. */
const stages = new Map([
  ['lint', lint],
  ['typecheck', () => check(process.execPath, [bin('typescript/bin/tsc'), '--noEmit', '-p', 'tsconfig.json'])],
  ['build', build],
  ...['unit', 'property', 'security', 'simulation', 'integration', 'e2e', 'packaged'].map((name) => [
    name,
    () => vitest(name),
  ]),
  ['python', python],
]);

/** A stage begun with another, which leaves it a core; told at its own place. */
const besides = new Map([
  ['integration', 'python'],
  ['lint', 'typecheck'],
]);

/** Stages that need out/ to be built. */
const needBuild = new Set(['integration', 'e2e', 'packaged']);

async function timed(name, stage) {
  process.stdout.write(`\n── ${name}\n`);
  const started = Date.now();
  let count;
  try {
    count = await stage();
  } catch (error) {
    failWith(error);
    count = { ...nothing, failed: 1 };
  }
  return { name, count, ms: Date.now() - started };
}

async function setUp() {
  await ensureDependencies();
  await ensureSystemPackages({ display: true, keychain: true, tests: true });
  const runtime = await ensureElectronRuntime();
  process.env.ELECTRON_OVERRIDE_DIST_PATH = runtime.dist;
}

async function main() {
  const started = Date.now();
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !stages.has(name));
  if (unknown.length > 0)
    throw new Problem(`There is no stage ${unknown.join(', ')}`, `choose from: ${[...stages.keys()].join(' ')}`);
  const chosen = [...stages.keys()].filter((name) => wanted.length === 0 || wanted.includes(name));
  if (chosen.some((name) => needBuild.has(name)) && !chosen.includes('build')) chosen.unshift('build');

  // Whatever a test leaves behind, however it was started, goes with this run.
  const id = randomBytes(8).toString('hex');
  process.env[sessionTag] = id;
  const family = new ProcessFamily(sessionTag, id);
  family.watch(3000);
  let stopped = false;
  onStopSignal(() => {
    if (stopped) return;
    stopped = true;
    void family.end(3000).then(() => process.exit(130));
  });

  const setUpAt = Date.now();
  await setUp();
  say(`Set-up checked in ${formatDuration(Date.now() - setUpAt)}.`);

  const results = [];
  const early = new Map();
  for (const name of chosen) {
    const beside = besides.get(name);
    if (beside !== undefined && chosen.includes(beside)) early.set(beside, timed(beside, stages.get(beside)));
    results.push(await (early.get(name) ?? timed(name, stages.get(name))));
    // Told to stop: the handler above ends this process once everything it started is gone.
    if (stopped) await new Promise(() => undefined);
  }
  const left = await family.end(0);
  if (left.length > 0)
    say(
      `Ended ${left.length} processes that the tests left behind: ${left.map(({ command }) => command.slice(0, 80)).join(' | ')}`,
    );

  process.stdout.write('\n');
  for (const { name, count, ms } of results) {
    const outcome = count.failed > 0 ? 'FAILED' : 'ok';
    process.stdout.write(
      `${name.padEnd(12)} ${outcome.padEnd(7)} ${formatDuration(ms).padStart(11)}   ${count.passed} passed, ${count.failed} failed\n`,
    );
  }
  const total = results.map(({ count }) => count).reduce(add, nothing);
  process.stdout.write(`Whole run: ${formatDuration(Date.now() - started)}\n\n`);
  process.stdout.write(
    `${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}\n`,
  );
  process.exitCode = total.failed > 0 ? 1 : 0;
}

main().catch((error) => {
  failWith(error);
  process.stdout.write('\n0 passed, 1 failed\n');
});
