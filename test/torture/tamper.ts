import { createRandom } from '../../electron/domains/paper/engine/random';
import { appSays, pythonVerifier } from '../support/both-verifiers';
import { journalToTamper, TAMPERINGS, tamper } from '../support/tamper';

/*
 * `npm run torture -- --tamper N`: N changes of a journal at or before a head that was kept elsewhere, each judged by the app's
 * verification and by tools/verify_journal.py. Every one has to be found.
 */

const EVERY = 5_000;

/** The exit status. */
export async function runTamperTrials(args: readonly string[]): Promise<number> {
  const value = (name: string, otherwise: number): number => {
    const at = args.indexOf(name);
    return at < 0 ? otherwise : Number(args[at + 1]);
  };
  const trials = value('--tamper', 1_000);
  const seed = value('--seed', Math.floor(Date.now() / 1_000) % 100_000);
  if (!Number.isSafeInteger(trials) || trials < 1 || !Number.isSafeInteger(seed)) {
    process.stderr.write('npm run torture -- --tamper N [--seed S]\n');
    return 2;
  }
  const good = await journalToTamper();
  const head = { seq: good.hashes.length, hash: good.hashes.at(-1) ?? '' };
  process.stdout.write(`seed ${seed}, ${trials} changes of a journal of ${head.seq} records\n`);
  const random = createRandom(seed, 'tamper');
  const python = pythonVerifier();
  const startedAt = performance.now();
  const missed: string[] = [];
  const found = new Map<string, number>();
  for (let trial = 0; trial < trials; trial += 1) {
    const kind = TAMPERINGS[trial % TAMPERINGS.length] ?? 'flip';
    const changed = tamper(good, random, kind);
    const [ours, theirs] = await Promise.all([
      appSays(changed.files, changed.head),
      python.says(changed.files, changed.head),
    ]);
    if (ours === undefined || theirs === undefined)
      missed.push(
        `trial ${trial}, ${kind}: ${ours ?? 'missed by the app'} | ${theirs ?? 'missed by the Python verifier'}`,
      );
    else found.set(kind, (found.get(kind) ?? 0) + 1);
    if ((trial + 1) % EVERY === 0) process.stdout.write(`${trial + 1} done, ${missed.length} missed\n`);
  }
  python.close();
  for (const line of missed.slice(0, 20)) process.stdout.write(`  MISSED ${line}\n`);
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  const kinds = [...found].map(([kind, count]) => `${count} ${kind}`).join(', ');
  process.stdout.write(`found by both: ${kinds}; ${missed.length} missed, ${seconds} s, seed ${seed}\n`);
  return missed.length === 0 ? 0 : 1;
}
