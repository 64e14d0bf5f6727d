import { fullMatrix } from './crash-matrix';
import { type Kill, killOf, shortPlan } from './plan';
import { series } from './torture';

/*
 * `npm run torture`: kills processes of a trading console, one after the other, at moments that a seed decides, and asks the
 * exchange's own ledger and the journal what came of it. Before that, the whole crash matrix of the journal and its mirror on a disk in
 * memory. docs/simulation.md says what must hold.
 */

if (process.argv.includes('--tamper')) {
  const { runTamperTrials } = await import('./tamper');
  process.exit(await runTamperTrials(process.argv.slice(2)));
}

const USAGE = `npm run torture -- [--kills N] [--seed S]    N kills, 200 when not told
npm run torture -- --seed S --only I[,I]     these kills of that seed again
npm run torture -- --short --seed S          the six kills that npm test makes
npm run torture -- --matrix                  the crash matrix alone
npm run torture -- --tamper N [--seed S]     N changes of a journal, which both verifiers must find
`;
/** Kills on one data folder: the paper exchange keeps its whole ledger up to 16 MB. */
const A_SERIES = 8;

const args = process.argv.slice(2);
const value = (name: string): string | undefined => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
const whole = (text: string | undefined, fallback: number): number => {
  const number = Number(text ?? fallback);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  process.stderr.write(USAGE);
  process.exit(2);
};
const known = new Set(['--kills', '--seed', '--only', '--short', '--matrix', '--help']);
if (args.includes('--help') || args.some((arg) => arg.startsWith('--') && !known.has(arg))) {
  process.stdout.write(USAGE);
  process.exit(args.includes('--help') ? 0 : 2);
}

const seed = whole(value('--seed'), Math.floor(Date.now() / 1_000) % 100_000);
const only = value('--only')?.split(',');
const indexes = only?.map((text) => whole(text, 0)) ?? [...Array(whole(value('--kills'), 200)).keys()];
const kills: readonly Kill[] = args.includes('--short') ? shortPlan(seed) : indexes.map((index) => killOf(seed, index));

const isReplay = args.includes('--only') || args.includes('--short');
if (!isReplay) {
  const isWhole = await fullMatrix((line) => process.stdout.write(`${line}\n`));
  if (!isWhole || args.includes('--matrix')) process.exit(isWhole ? 0 : 1);
}

const startedAt = performance.now();
let failed = 0;
let orders = 0;
process.stdout.write(`seed ${seed}, ${kills.length} kills\n`);
for (let from = 0; from < kills.length; from += A_SERIES) {
  const now = kills.slice(from, from + A_SERIES);
  const { violations, stuck, dataFolder, accepted } = await series(now, (line) => process.stdout.write(`${line}\n`));
  orders += accepted;
  if (violations.length === 0 && stuck === undefined) continue;
  failed += violations.length + (stuck === undefined ? 0 : 1);
  const again = args.includes('--short') ? '--short' : `--only ${now.map(({ index }) => index).join(',')}`;
  for (const violation of violations) process.stdout.write(`  VIOLATED ${violation}\n`);
  if (stuck !== undefined) process.stdout.write(`  STUCK ${stuck}\n`);
  process.stdout.write(`  its data is in ${dataFolder}; again with: npm run torture -- --seed ${seed} ${again}\n`);
}
const seconds = Math.round((performance.now() - startedAt) / 1_000);
process.stdout.write(
  `${kills.length} kills, ${orders} orders accepted, ${failed} violated or stuck, ${seconds} s, seed ${seed}\n`,
);
process.exit(failed === 0 ? 0 : 1);
