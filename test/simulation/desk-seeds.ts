import { expect, it } from 'vitest';
import { simulate } from './world/sim-world';

/** Seeds of one test: enough together to take a few seconds, few enough to name the one that failed. */
const SEEDS_PER_TEST = 25;

/** Declares tests that run these seeds. A file each, so that the files share the machine's cores. */
export function deskHolds(from: number, count: number): void {
  for (let first = from; first < from + count; first += SEEDS_PER_TEST) {
    const last = Math.min(first + SEEDS_PER_TEST, from + count) - 1;
    it(`holds everything it promises, whatever goes wrong: seeds ${first} to ${last}`, async () => {
      for (let seed = first; seed <= last; seed += 1) {
        const { violation, faults } = await simulate(seed);
        if (violation === undefined) continue;
        expect.fail(
          `seed ${seed}, ${violation.invariant}: ${violation.what} (faults: ${faults.join(', ')}); replay: npm run simulate -- --seed ${seed} --trace`,
        );
      }
    });
  }
}
