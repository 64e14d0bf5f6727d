import { expect, it } from 'vitest';
import { crashMatrix } from '../support/crash-matrix/matrix';

/*
 * A cut of the crash matrix of the journal and its mirror, a few seconds long (ADR 0038, docs/simulation.md): `npm run torture -- --matrix` goes through all of it.
 */
const parts = await crashMatrix('quick');

it.each(parts.map((part) => [part.name, part] as const))(
  'nothing acknowledged is lost and nothing damaged is trusted: %s',
  async (_, part) => {
    expect(await part.run()).toBeGreaterThan(20);
  },
);
