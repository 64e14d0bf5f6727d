import type { Account } from '#shared/model/account';
import type { HaltGate } from '../../domains/halt/index';

const HELD = 'The vault is locked, so no order of a live or testnet account is sent. Unlock it on the Vault page.';

/**
 * The gate, which beside halts and blocks holds back every account with real keys while the vault is locked (W3). Paper accounts need
 * no key of the vault and go on. Halts are looked at first: a locked vault never hides one. `noKey`: why an account's key is not there
 * although the vault is open.
 */
export function liveGate(
  gate: Pick<HaltGate, 'look' | 'standing'>,
  accounts: readonly Account[],
  isUnlocked: () => boolean,
  noKey: (accountId: string) => string | undefined = () => undefined,
): Pick<HaltGate, 'look' | 'standing'> {
  const withKeys = new Set(accounts.filter(({ environment }) => environment !== 'paper').map(({ id }) => id));
  const held = (accountId: string): string | undefined => {
    if (!withKeys.has(accountId)) return undefined;
    return isUnlocked() ? noKey(accountId) : HELD;
  };
  return {
    look: (subject, permit) => {
      const answer = gate.look(subject, permit);
      // What a halt closes is part of the halt, which goes on.
      const isExit = permit?.covers(subject) === true;
      const reason = isExit || answer.state === 'HALTED' ? undefined : held(subject.accountId);
      return reason === undefined ? answer : { state: 'HALTED', reason };
    },
    standing: (subject) => {
      const answer = gate.standing(subject);
      const reason = answer.blocked === '' ? held(subject.accountId) : undefined;
      return reason === undefined ? answer : { ...answer, blocked: reason };
    },
  };
}
