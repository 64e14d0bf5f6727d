import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ORDER_STATES } from '#shared/model/order-lifecycle';
import { entryProblem, kindsPage, RECORD_KINDS, versionOf } from '../../electron/domains/journal/kinds/index';
import { text, versioned, whole } from '../../electron/domains/journal/kinds/kind';
import { channels, events } from '../../shared/contract/index';

const SOURCES = ['app', 'domains', 'platform']
  .flatMap((folder) =>
    readdirSync(`electron/${folder}`, { recursive: true }).map((name) => `electron/${folder}/${name}`),
  )
  .filter((path) => path.endsWith('.ts') && !/domains\/(paper|exchange)\/|journal\/kinds\/|endpoint-pins/.test(path));
/** Dotted words that are no records: files, hosts, and the names of bots' own calls. */
const NO_RECORD = /\.(ts|json|jsonl|js|cjs|mjs|tmp|txt|md|log|lock|png|exchange|com|io|org)$/;
const BOT_CALLS = /^(order\.(place|cancel|update)|orders\.(list|cancelAll)|state\.save|trading\.state|bot\.log)$/;

/** Every dotted word in quotes in the code that writes records, with where it stands. */
function dottedWords(): Map<string, string> {
  const found = new Map<string, string>();
  for (const path of SOURCES)
    for (const [, word] of readFileSync(path, 'utf8').matchAll(/'([a-z][a-z0-9-]*(?:\.[a-z0-9-]+)+)'/g))
      if (word !== undefined) found.set(word, path);
  return found;
}

describe('the registry of record kinds', () => {
  it('has every kind that is written anywhere', () => {
    const known = new Set([...Object.keys(RECORD_KINDS), ...Object.keys(channels), ...Object.keys(events)]);
    const unknown = [...dottedWords()].filter(
      ([word]) => !known.has(word) && !NO_RECORD.test(word) && !BOT_CALLS.test(word),
    );
    expect(unknown).toEqual([]);
    expect(ORDER_STATES.map((state) => `order.${state}`).filter((type) => !(type in RECORD_KINDS))).toEqual([]);
  });

  it('has no kind that nothing writes, but for those of earlier versions', () => {
    const written = new Set([...dottedWords().keys(), ...ORDER_STATES.map((state) => `order.${state}`)]);
    const made = new Set(['fill', 'while-closed', 'halt.verified-empty', 'halt.not-verified']);
    expect(
      Object.entries(RECORD_KINDS).flatMap(([type, { isRetired }]) =>
        (written.has(type) || made.has(type)) === (isRetired === true) ? [type] : [],
      ),
    ).toEqual([]);
  });

  it('is what the page of kinds says', async () => {
    await expect(kindsPage()).toMatchFileSnapshot('../../docs/journal-kinds.md');
  });

  it('says what an entry lacks, without its values, and knows versions apart', () => {
    expect(entryProblem('vault.locked', { why: 'idle' })).toBeUndefined();
    expect(entryProblem('vault.locked', { why: 'secret-word' })).toBe(
      'vault.locked does not hold what its kind holds (why: invalid_value)',
    );
    expect(entryProblem('vault.key-lent', { keyId: 'k' })).toContain('accountId');
    expect(entryProblem('made.up', {})).toContain('not in the registry');
    expect(entryProblem('__proto__', {})).toContain('not in the registry');
    expect(entryProblem('limits.not-saved', null)).toContain('why');
    expect(versionOf('vault.locked', { why: 'idle', more: 1 })).toBe(1);
    const { versions } = versioned('two', { a: text }, { a: whole });
    expect(versions.map((schema) => schema.safeParse({ a: 'x' }).success)).toEqual([true, false]);
    expect(versions.map((schema) => schema.safeParse({ v: 2, a: 1 }).success)).toEqual([false, true]);
  });
});
