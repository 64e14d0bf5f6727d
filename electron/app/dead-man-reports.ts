import { readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { HaltedOrder } from '#shared/model/halt-report';
import { messageOf } from '#shared/model/result';
import type { Recorder } from './recorder';

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined);
const order = z.looseObject({
  accountId: z.string(),
  symbol: z.string(),
  exchangeOrderId: text,
  clientOrderId: text,
  side: z
    .enum(['buy', 'sell'])
    .nullish()
    .transform((value) => value ?? undefined),
  outcome: z.enum(['cancelled', 'filled', 'unknown']),
  filledQuantity: text,
  quantity: text,
  evidence: z.string(),
});
/** As far as it is shown; the whole report goes to the journal as it is. */
const report = z.looseObject({
  startedAt: z.number().int().optional(),
  accounts: z.array(z.looseObject({ state: z.string(), orders: z.array(order) })),
});

export interface DeadManFindings {
  /** A sentence for each report. */
  readonly said: readonly string[];
  /** Every order the guard stopped, with what became of it. */
  readonly orders: readonly HaltedOrder[];
}

/**
 * What the guard did while nobody was there: its reports are journaled, then marked as recorded. A report that cannot be read
 * stays where it is and is named; one that the journal does not take is told all the same, and again at the next start.
 */
export async function recordDeadManReports(
  folder: string,
  recorder: Pick<Recorder, 'append'>,
): Promise<DeadManFindings> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json')).sort();
  const said: string[] = [];
  const orders: HaltedOrder[] = [];
  for (const name of names) {
    const path = join(folder, name);
    try {
      const read: unknown = JSON.parse(await readFile(path, 'utf8'));
      const found = report.parse(read);
      said.push(sentence(found));
      orders.push(...found.accounts.flatMap((account) => account.orders));
      const recorded = await recorder.append('dead-man.report', read);
      if (recorded.ok) await rename(path, `${path}.recorded`);
    } catch (thrown) {
      const why = thrown instanceof z.ZodError ? 'it is not a report of this version' : messageOf(thrown);
      said.push(
        `A report of the guard could not be read (${why}); it is ${path}. Look at the exchange for open orders.`,
      );
    }
  }
  return { said, orders };
}

function sentence({ startedAt, accounts }: z.infer<typeof report>): string {
  const at = startedAt === undefined ? 'while the console was away' : `at ${new Date(startedAt).toISOString()}`;
  const orders = accounts.flatMap((account) => account.orders);
  const count = (outcome: HaltedOrder['outcome']): number => orders.filter((each) => each.outcome === outcome).length;
  const others = (['filled', 'unknown'] as const).flatMap((outcome) =>
    count(outcome) === 0 ? [] : [`${count(outcome)} ${outcome}`],
  );
  const cancelled = count('cancelled');
  const fates = `${cancelled} ${cancelled === 1 ? 'order' : 'orders'}${others.length === 0 ? '' : ` (${others.join(', ')})`}`;
  const unverified = accounts.filter(({ state }) => state !== 'verified-empty').length;
  const proof =
    unverified === 0
      ? `and verified all ${accounts.length} accounts empty`
      : `but could not verify ${unverified} of ${accounts.length} accounts: look at the exchange`;
  return `The console died or hung: the guard cancelled ${fates} ${at} ${proof}. Each order is in the halt report.`;
}
