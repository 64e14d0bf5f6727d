import { Redactor, redaction } from '../redaction';

/** Replaces whatever must not leave this process in a text that goes into an error, an event or a log. */
export type Redact = (text: string) => string;

const MAX_LENGTH = 400;
/** Far beyond what is kept, so that the cut never leaves a part of a secret in it. */
const MOST_READ = 64_000;

/**
 * Redacts the given secrets wherever they stand, and whatever looks like one (`redaction.ts`), and keeps the text short. ccxt and
 * exchanges put keys and caller addresses into messages (facts/exchange-keys.md §0, 5), so every text that leaves a venue connection
 * passes through here. The secrets count as lent to this process from then on.
 */
export function redactor(secrets: readonly string[]): Redact {
  const own = new Redactor();
  own.lend(secrets);
  redaction.lend(secrets);
  return (text) => {
    const clean = own.clean(text.slice(0, MOST_READ));
    return clean.length > MAX_LENGTH ? `${clean.slice(0, MAX_LENGTH)}…` : clean;
  };
}
