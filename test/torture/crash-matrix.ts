import { messageOf } from '#shared/model/result';
import { crashMatrix } from '../support/crash-matrix/matrix';

/** Goes through the whole crash matrix and tells how many cases each part had. False: something did not hold in one. */
export async function fullMatrix(say: (line: string) => void): Promise<boolean> {
  const startedAt = performance.now();
  let cases = 0;
  let violated = 0;
  for (const part of await crashMatrix('full')) {
    try {
      const own = await part.run();
      cases += own;
      say(`crash matrix, ${part.name}: ${own} cases`);
    } catch (thrown) {
      violated += 1;
      say(`  VIOLATED crash matrix, ${part.name}: ${messageOf(thrown)}`);
    }
  }
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  say(`crash matrix: ${cases} cases, ${violated} parts violated, ${seconds} s`);
  return violated === 0;
}
