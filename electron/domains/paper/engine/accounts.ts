import { add, type Decimal, sub, ZERO } from '#shared/model/decimal';
import type { Balance } from './types';

/**
 * Balances of the subaccounts. Every movement is checked: a balance below zero is a bug in the engine and throws,
 * it is never clipped.
 */
export class Accounts {
  readonly #accounts = new Map<string, Map<string, Balance>>();

  open(account: string, balances: Readonly<Record<string, Decimal>>): void {
    const held = new Map<string, Balance>();
    for (const [asset, free] of Object.entries(balances)) held.set(asset, { free, locked: ZERO });
    this.#accounts.set(account, held);
  }

  has(account: string): boolean {
    return this.#accounts.has(account);
  }

  names(): readonly string[] {
    return [...this.#accounts.keys()];
  }

  /** All assets an account has ever held. */
  assets(account: string): ReadonlyMap<string, Readonly<Balance>> {
    return this.#held(account);
  }

  balance(account: string, asset: string): Balance {
    const held = this.#held(account);
    let balance = held.get(asset);
    if (balance === undefined) {
      balance = { free: ZERO, locked: ZERO };
      held.set(asset, balance);
    }
    return balance;
  }

  /** Sets both parts, as read back from the ledger. */
  restore(account: string, asset: string, free: Decimal, locked: Decimal): void {
    const balance = this.balance(account, asset);
    balance.free = free;
    balance.locked = locked;
  }

  lock(account: string, asset: string, amount: Decimal): void {
    const balance = this.balance(account, asset);
    balance.free = notBelowZero(sub(balance.free, amount), account, asset);
    balance.locked = add(balance.locked, amount);
  }

  unlock(account: string, asset: string, amount: Decimal): void {
    const balance = this.balance(account, asset);
    balance.locked = notBelowZero(sub(balance.locked, amount), account, asset);
    balance.free = add(balance.free, amount);
  }

  spendLocked(account: string, asset: string, amount: Decimal): void {
    const balance = this.balance(account, asset);
    balance.locked = notBelowZero(sub(balance.locked, amount), account, asset);
  }

  spendFree(account: string, asset: string, amount: Decimal): void {
    const balance = this.balance(account, asset);
    balance.free = notBelowZero(sub(balance.free, amount), account, asset);
  }

  receive(account: string, asset: string, amount: Decimal): void {
    const balance = this.balance(account, asset);
    balance.free = add(balance.free, amount);
  }

  #held(account: string): Map<string, Balance> {
    const held = this.#accounts.get(account);
    if (held === undefined) throw new Error(`no such account: ${account}`);
    return held;
  }
}

function notBelowZero(value: Decimal, account: string, asset: string): Decimal {
  if (value < ZERO) throw new Error(`${asset} of ${account} would fall below zero`);
  return value;
}
