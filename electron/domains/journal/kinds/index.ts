import { z } from 'zod';
import type { RecordKind } from './kind';
import { OF_KEYS } from './of-keys';
import { OF_OPERATIONS } from './of-operations';
import { OF_ORDERS } from './of-orders';
import { OF_THE_JOURNAL } from './of-the-journal';

/**
 * The registry of record kinds: everything that is written to the journal is of one of these (docs/journal-kinds.md is made from it). The
 * writer refuses nothing by it, for an order must not fail over its record; tests and development hold what is written against it.
 */
export const RECORD_KINDS: Readonly<Record<string, RecordKind>> = {
  ...OF_THE_JOURNAL,
  ...OF_ORDERS,
  ...OF_OPERATIONS,
  ...OF_KEYS,
};

/** Which version of its kind the data of a record is; undefined: of none, or the kind is not known. */
export function versionOf(type: string, data: unknown): number | undefined {
  const index = Object.hasOwn(RECORD_KINDS, type)
    ? (RECORD_KINDS[type]?.versions.findLastIndex((schema) => schema.safeParse(data).success) ?? -1)
    : -1;
  return index < 0 ? undefined : index + 1;
}

/** Why an entry is not of the newest version of a kind in the registry; undefined: it is. Never shows its values. */
export function entryProblem(type: string, data: unknown): string | undefined {
  const newest = Object.hasOwn(RECORD_KINDS, type) ? RECORD_KINDS[type]?.versions.at(-1) : undefined;
  if (newest === undefined) return `${type} is not in the registry of record kinds (domains/journal/kinds)`;
  const parsed = newest.safeParse(data === null || data === undefined ? {} : JSON.parse(JSON.stringify(data)));
  if (parsed.success) return undefined;
  const places = parsed.error.issues.map(({ path, code }) => `${path.join('.') || 'data'}: ${code}`);
  return `${type} does not hold what its kind holds (${places.join(', ')})`;
}

/** The registry as a page of documentation. */
export function kindsPage(): string {
  const rows = Object.entries(RECORD_KINDS)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([type, { when, versions, isRetired }]) =>
        `| \`${type}\` | ${versions.length} | ${isRetired ? 'no longer: ' : ''}${when} | ${membersOf(versions.at(-1))} |`,
    );
  return `# Kinds of records

Made from the registry in electron/domains/journal/kinds by its test (\`npx vitest run --project unit test/unit/journal-kinds.test.ts -u\`). What the records
mean beyond this: [journal-format.md](journal-format.md). Data without a member \`v\` is of version 1, later versions carry it; readers accept all. Other members may
stand beside those named.

| kind | version | written when | members it always has |
|---|---|---|---|
${rows.join('\n')}
`;
}

function membersOf(schema: z.ZodType | undefined): string {
  if (!(schema instanceof z.ZodObject)) return '';
  return Object.keys(schema.shape)
    .map((name) => `\`${name}\``)
    .join(', ');
}
