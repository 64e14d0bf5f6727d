import { describe, expect, it } from 'vitest';
import { MUTATIONS } from './world/mutations';
import { simulate } from './world/sim-world';

/** A broken part must show within so many seeds. */
const WITHIN_SEEDS = 60;

describe('The simulation notices', () => {
  it.each(MUTATIONS)('$name', async (mutation) => {
    for (let seed = 1; seed <= WITHIN_SEEDS; seed += 1) {
      const { violation } = await simulate(seed, { mutation });
      if (violation === undefined) continue;
      process.stdout.write(`${mutation.name}: seed ${seed}, ${violation.invariant}: ${violation.what}\n`);
      return;
    }
    expect.fail(`nothing was noticed in ${WITHIN_SEEDS} seeds`);
  });
});
