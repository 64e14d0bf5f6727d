import type { HaltGate } from '../../domains/halt/index';
import type { Settings } from '../settings';

/** Why an account's trade key stays in the vault while a halt covers it (H2): only where its settings say so; undefined otherwise. */
export const keyLockOf =
  (accounts: Settings['accounts'], gate: Pick<HaltGate, 'covering'>) =>
  (accountId: string): string | undefined => {
    const account = accounts.find(({ id }) => id === accountId);
    if (account?.lockKeyOnHalt !== true) return undefined;
    const covering = gate.covering({ exchange: account.exchange, accountId, botId: '', symbol: '' });
    if (!covering.some(({ state }) => state === 'HALTED')) return undefined;
    return `${accountId} is halted, and its settings lock its trade key until it is resumed.`;
  };
