import { isIPv4, isIPv6 } from 'node:net';

const GONE = '[redacted]';
/** Shorter parts of a key are not looked for: they would stand in every other word. */
const SHORTEST = 4;
const SHORTEST_LINE = 16;

const BLOCK = /-----BEGIN [A-Z0-9 ]+-----[\s\S]*?(?:-----END [A-Z0-9 ]+-----|$)/g;
/** Signed requests carry key and signature in their query. */
const QUERY = /\?(?=[^\s"'<>]*=)[^\s"'<>]*/g;
const NAMES =
  'api[-_]?key|api[-_]?sign|access[-_]?key(?:id)?|access[-_]?sign|access[-_]?token|refresh[-_]?token|signature|passphrase|password|' +
  'secret|private[-_]?key|listen[-_]?key|gemini-payload|x-auth';
/** `apiKey=…` in any form, and the pairs of a signed request. */
const PAIR = new RegExp(`\\b([\\w-]*(?:${NAMES})[\\w-]*|sign|timestamp|recvWindow)=[^&\\s"'<>]*`, 'gi');
/** Headers and JSON: `X-MBX-APIKEY: …`, `"secret":"…"`. A short word after a colon is a sentence. */
const FIELD = new RegExp(`(["']?\\b[\\w-]*(?:${NAMES})[\\w-]*["']?\\s*:\\s*)["']?[\\w+/=.~-]{16,}["']?`, 'gi');
const BEARER = /\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi;
const JWT = /\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g;
/** Bybit's 10004 echoes what was to be signed, key included. */
const ORIGIN_STRING = /(origin_string)\s*\[[^\]]*\]?/gi;
/** OKX: "… your API key's 1b2c3d4e-… IP whitelist". */
const KEY_UUID = /(\bkey(?:['’]?s)?\s*:?\s*)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
/** Gemini names keys and their scope: `account-Ab12…`. */
const SCOPED_KEY = /\b(account|master)-[A-Za-z0-9]{8,}/g;
const PRIVATE_KEY = /\b0x[0-9a-f]{64}\b/gi;
const V4 = /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\w)/g;
const V6 = /(?<![\w:.])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])/gi;

const isOwn = (address: string): boolean => /^(127\.|0\.0\.0\.0$|::1?$)/.test(address);

/** An IPv6 address of another machine; `a::b` and the like are names in code. */
const isFar = (address: string): boolean =>
  isIPv6(address) && !isOwn(address) && address.split(':').filter((group) => group !== '').length > 2;

/** Every way in which a secret may stand in a text: as it is, in an address, in JSON, and line by line. */
function formsOf(secret: string): readonly string[] {
  const lines = secret.split(/\r?\n/).filter((line) => line.length >= SHORTEST_LINE && !line.startsWith('-----'));
  const bare = /^0x[0-9a-f]{32,}$/i.test(secret) ? [secret.slice(2)] : [];
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), ...lines, ...bare];
}

/**
 * Takes out of a text what must not leave: the secrets that this process has been lent, and what looks like one. For every text that
 * an exchange or a library wrote, before it is logged, journaled, shown, or thrown across a process.
 */
export class Redactor {
  /** Forms of the lent secrets, each with how many loans stand on it. */
  readonly #forms = new Map<string, number>();

  /** Remembers secrets until the returned function is called. Empty and very short ones are left out. */
  lend(secrets: ReadonlyArray<string | undefined>): () => void {
    const forms = new Set(
      secrets
        .flatMap((secret) => (secret === undefined ? [] : formsOf(secret)))
        .filter((form) => form.length >= SHORTEST),
    );
    for (const form of forms) this.#forms.set(form, (this.#forms.get(form) ?? 0) + 1);
    let isBack = false;
    return () => {
      if (isBack) return;
      isBack = true;
      for (const form of forms) {
        const left = (this.#forms.get(form) ?? 1) - 1;
        if (left === 0) this.#forms.delete(form);
        else this.#forms.set(form, left);
      }
    };
  }

  /** The text without lent secrets, longest first so that none leaves a rest of another; nothing else is touched. */
  withoutSecrets(text: string): string {
    let clean = text;
    for (const form of [...this.#forms.keys()].sort((one, other) => other.length - one.length))
      clean = clean.replaceAll(form, GONE);
    return clean;
  }

  /** The text without lent secrets, signatures, keys by their look, and addresses of other machines. */
  clean(text: string): string {
    return this.withoutSecrets(text)
      .replace(BLOCK, GONE)
      .replace(QUERY, `?${GONE}`)
      .replace(ORIGIN_STRING, `$1[${GONE}]`)
      .replace(BEARER, `$1 ${GONE}`)
      .replace(JWT, GONE)
      .replace(PAIR, `$1=${GONE}`)
      .replace(FIELD, `$1${GONE}`)
      .replace(KEY_UUID, `$1${GONE}`)
      .replace(SCOPED_KEY, `$1-${GONE}`)
      .replace(PRIVATE_KEY, GONE)
      .replace(V4, (address) => (isIPv4(address) && !isOwn(address) ? '[address]' : address))
      .replace(V6, (address) => (isFar(address) ? '[address]' : address));
  }
}

/** This process's own: whoever is lent a key says so here, and every log line and error that leaves goes through it. */
export const redaction = new Redactor();
