import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, describe as group, it } from 'vitest';
import { CHECKS } from '../../electron/domains/risk/index';

const folder = resolve(import.meta.dirname, '../../docs/guide/checks');
const read = (name: string): string => readFileSync(resolve(folder, name), 'utf8');
const index = read('README.md');

group('The guide', () => {
  it('has a page for every check, and no other', () => {
    const pages = readdirSync(folder).filter((name) => name !== 'README.md');
    expect(pages.sort()).toEqual(CHECKS.map(({ id }) => `${id}.md`).sort());
  });

  it.each(CHECKS.map((check) => [check.id, check] as const))(
    'says of %s what it looks at, why, its limit and what to do',
    (id, check) => {
      const page = read(`${id}.md`);
      for (const part of ['What it looks at', 'Why', 'Its limit', 'When it refuses', 'Exits'])
        expect(page).toMatch(new RegExp(`\\*\\*${part}\\.\\*\\* \\S`));
      expect(index).toContain(`(${id}.md)`);
      if (check.limitId !== undefined) expect(page).toContain(`\`${check.limitId}\``);
      expect(page.includes('A risk-reducing exit passes all the same')).toBe(check.yieldsToExits === true);
    },
  );
});
