import { readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '#shared/model/result';
import type { Recorder } from './recorder';

/** As far as it is needed to say what happened; the whole report goes to the journal as it is. */
interface ReportFacts {
  readonly startedAt?: number;
  readonly accounts?: ReadonlyArray<{ readonly state?: string; readonly orders?: readonly unknown[] }>;
}

/**
 * What the guard did while nobody was there: its reports are journaled, then marked as recorded. Returns a sentence for
 * each. A report that cannot be read stays where it is and is named.
 */
export async function recordDeadManReports(folder: string, recorder: Recorder): Promise<string[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json')).sort();
  const said: string[] = [];
  for (const name of names) {
    const path = join(folder, name);
    try {
      const report = JSON.parse(await readFile(path, 'utf8')) as ReportFacts;
      const recorded = await recorder.append('dead-man.report', report);
      if (!recorded.ok) return said;
      await rename(path, `${path}.recorded`);
      said.push(sentence(report));
    } catch (thrown) {
      said.push(`A report of the guard could not be read (${messageOf(thrown)}); it is ${path}.`);
    }
  }
  return said;
}

function sentence({ startedAt, accounts = [] }: ReportFacts): string {
  const at = startedAt === undefined ? 'while the console was away' : `at ${new Date(startedAt).toISOString()}`;
  const orders = accounts.reduce((sum, account) => sum + (account.orders?.length ?? 0), 0);
  const unverified = accounts.filter(({ state }) => state !== 'verified-empty').length;
  const proof =
    unverified === 0
      ? `and verified all ${accounts.length} accounts empty`
      : `but could not verify ${unverified} of ${accounts.length} accounts: look at the exchange`;
  return `The console died or hung: the guard cancelled ${orders} orders ${at} ${proof}.`;
}
