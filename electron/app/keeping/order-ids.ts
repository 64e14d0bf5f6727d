import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Journal, makeJournalId } from '../../domains/journal/index';
import { writeFileAtomically } from '../../platform/files';

const ORDER_IDS = 'order-ids';

/**
 * What client order ids begin with in a data folder that was restored; undefined in any other, where it is the journal's own id. The
 * console that was lost may have gone on after the backup: under the journal's id, numbers would be given again that its orders
 * already have at the exchange, and one order would be taken for another. A file that cannot be read gives an id nobody had.
 */
export function idForOrders(dataFolder: string): string | undefined {
  const file = join(dataFolder, ORDER_IDS);
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8').trim();
  return /^[a-z0-9]{6}$/.test(text) ? text : makeJournalId();
}

/** The journal for whoever tells decisions by their orders: its id is what client order ids begin with. */
export const namedForOrders = (journal: Journal): Pick<Journal, 'tail' | 'journalId' | 'onChange'> => ({
  tail: (query) => journal.tail(query),
  onChange: (listener) => journal.onChange(listener),
  get journalId() {
    return journal.idForOrders;
  },
});

/** Gives a restored data folder an id of its own for orders. Answers it. */
export async function makeIdForOrders(dataFolder: string): Promise<string> {
  const id = makeJournalId();
  await writeFileAtomically(join(dataFolder, ORDER_IDS), `${id}\n`);
  return id;
}
