import type { Account } from '#shared/model/account';
import type { HaltGate } from '../../domains/halt/index';

const NOT_ARMED = 'The dead-man guard is not armed, so no order is sent until it is back.';

/**
 * Closes the gate for accounts on which the guard could cancel nothing if the console died now, and for no other: a key that one
 * exchange refuses, or an exchange that is away, holds back its own accounts (X3).
 * @param unable those accounts; undefined: all, also such as are not known
 */
export function blockUnguarded(
  gate: HaltGate,
  accounts: readonly Account[],
  unable: readonly string[] | undefined,
): void {
  const isAll = unable === undefined || accounts.every(({ id }) => unable.includes(id));
  if (isAll) gate.block('guard', NOT_ARMED);
  else gate.unblock('guard');
  for (const { id } of accounts) {
    const isUnguarded = !isAll && unable.includes(id);
    const reason = `The dead-man guard cannot cancel on ${id}, so no order of it is sent until it can.`;
    gate.blockAccount(id, isUnguarded ? reason : undefined);
  }
}
