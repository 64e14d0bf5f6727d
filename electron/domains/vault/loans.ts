import type { KeyPurpose } from '#shared/model/keys';
import type { Borrower, KeptKey } from './ports';

/**
 * Who may borrow which (K4). A trade key goes to the worker that places and to the guard that cancels, a watch key to the worker; the
 * inspector reads a key back and the leak scan looks for its text, so both may have any.
 */
const MAY_BORROW: Readonly<Record<KeyPurpose, ReadonlySet<Borrower>>> = {
  trade: new Set(['exchange-worker', 'guard', 'inspector', 'leak-scan']),
  watch: new Set(['exchange-worker', 'inspector', 'leak-scan']),
};

/** Why not, in a sentence; undefined when it may. */
export function refusalOf(
  { purpose, accountId }: Pick<KeptKey, 'purpose' | 'accountId'>,
  borrower: Borrower,
  heldBack: (accountId: string) => string | undefined,
): string | undefined {
  if (!MAY_BORROW[purpose].has(borrower))
    return `A ${purpose} key is not lent to the ${borrower}: it was refused and put on record.`;
  return purpose === 'trade' && borrower === 'exchange-worker' ? heldBack(accountId) : undefined;
}
