import type { GateSubject } from './gate';

/**
 * Lets orders of one account that only make a position smaller pass while it is HALTED. Good only as long as every halt over the
 * account is verified empty and none is at work: a press ends it in the same tick. Only the halt issues one, and only to who
 * closes positions; bots never see one.
 */
export class ExitPermit {
  readonly #accountId: string;
  readonly #stands: () => boolean;

  constructor(accountId: string, stands: () => boolean) {
    this.#accountId = accountId;
    this.#stands = stands;
  }

  covers({ accountId }: Pick<GateSubject, 'accountId'>): boolean {
    return accountId === this.#accountId && this.#stands();
  }
}
