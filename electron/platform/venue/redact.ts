/** Replaces whatever must not leave this process in a text that goes into an error, an event or a log. */
export type Redact = (text: string) => string;

const QUERY = /\?[^\s"'<>]*/g;
const SIGNED_PAIR = /\b(signature|apiKey|timestamp|recvWindow|listenKey|secret)=[^&\s"'<>]*/gi;
const MAX_LENGTH = 400;

/**
 * Redacts the given secrets wherever they stand, every query string (signed requests carry their signature there), and
 * `signature=…` pairs outside of one. ccxt and exchanges put keys and caller addresses into messages
 * (facts/exchange-keys.md §0, 5), so every text that leaves a venue connection passes through here.
 */
export function redactor(secrets: readonly string[]): Redact {
  const known = secrets.filter((secret) => secret.length >= 4);
  return (text) => {
    let clean = text.length > MAX_LENGTH * 4 ? text.slice(0, MAX_LENGTH * 4) : text;
    for (const secret of known) clean = clean.replaceAll(secret, '[redacted]');
    clean = clean.replace(QUERY, '?[redacted]').replace(SIGNED_PAIR, '$1=[redacted]');
    return clean.length > MAX_LENGTH ? `${clean.slice(0, MAX_LENGTH)}…` : clean;
  };
}
