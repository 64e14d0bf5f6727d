import type { Clock } from '#shared/model/time';
import { Passphrase, type PassphraseAnswer } from '../../../electron/domains/halt/passphrase';

export const RIGHT_WORDS = 'correct horse battery';

/** The passphrase without scrypt, which takes 0.4 s of real time and a thread of its own. */
export class SimPassphrase extends Passphrase {
  constructor(clock: Clock) {
    super({ read: async () => 'set', write: async () => undefined }, clock);
  }

  override async check(passphrase: string): Promise<PassphraseAnswer> {
    return passphrase === RIGHT_WORDS ? 'right' : 'wrong';
  }
}
