import type { Account } from '#shared/model/account';
import type { HaltGate } from '../../domains/halt/index';

const HELD = 'The vault is locked, so no order of a live or testnet account is sent. Unlock it on the Vault page.';

/**
 * The gate, which beside halts and blocks holds back every account with real keys while the vault is locked (W3). Paper accounts need
 * no key of the vault and go on. Halts are looked at first: a locked vault never hides one.
 */
export function liveGate(
  gate: Pick<HaltGate, 'look' | 'standing'>,
  accounts: readonly Account[],
  isUnlocked: () => boolean,
): Pick<HaltGate, 'look' | 'standing'> {
  const withKeys = new Set(accounts.filter(({ environment }) => environment !== 'paper').map(({ id }) => id));
  const isHeld = (accountId: string): boolean => withKeys.has(accountId) && !isUnlocked();
  return {
    look: (subject, permit) => {
      const answer = gate.look(subject, permit);
      // What a halt closes is part of the halt, which goes on.
      const isExit = permit?.covers(subject) === true;
      const isHeldNow = !isExit && answer.state !== 'HALTED' && isHeld(subject.accountId);
      return isHeldNow ? { state: 'HALTED', reason: HELD, isBlock: true } : answer;
    },
    standing: (subject) => {
      const answer = gate.standing(subject);
      return answer.blocked === '' && isHeld(subject.accountId) ? { ...answer, blocked: HELD } : answer;
    },
  };
}
