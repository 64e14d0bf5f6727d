import { expect, it } from 'vitest';
import { shortPlan } from '../torture/plan';
import { series } from '../torture/torture';

/** Another order of the victims and other moments each time; the seed is in the message of what fails. */
const seed = Math.floor(Date.now() / 1_000) % 100_000;

it('each process is killed once, half of them around a halt: nothing slips through, nothing is claimed that is not so', async () => {
  const kills = shortPlan(seed);
  const again = `npm run torture -- --short --seed ${seed}`;
  const first = await series(kills, () => undefined);
  expect(first.violations, again).toEqual([]);
  // On a machine that others use a resume may wait for longer than this does; twice in a row it is no such wait.
  const { violations, stuck, accepted } = first.stuck === undefined ? first : await series(kills, () => undefined);
  expect(violations, again).toEqual([]);
  expect(stuck, again).toBeUndefined();
  expect(accepted).toBeGreaterThan(20);
}, 300_000);
