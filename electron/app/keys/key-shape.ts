import type { KeyPartGuide, PartShape } from '#shared/model/key-guides';
import { assertNever, err, ok, type Result } from '#shared/model/result';

/** Shortest and longest text taken for a token, characters: the shortest in use has 20, an RSA key in PEM about 1,700. */
const TOKEN_MIN = 16;
const TOKEN_MAX = 4_096;
const WORD_MAX = 100;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const PEM = /^-----BEGIN ([A-Z ]*PRIVATE KEY)-----\n([A-Za-z0-9+/=]+\n)+-----END \1-----$/;
/** The order of secp256k1's group: a private key is 1 to one less. */
const CURVE_ORDER = BigInt('0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141');

/**
 * What was pasted as one part of a key, brought into the form in which it is kept; or what is wrong with it. Neither the text nor any
 * piece of it is in the answer to a failure.
 */
export function shapePart(guide: KeyPartGuide, pasted: string): Result<string, string> {
  const text = pasted.trim();
  return isShape(guide.shape, text);
}

function isShape(shape: PartShape, text: string): Result<string, string> {
  switch (shape) {
    case 'token':
      return token(text);
    case 'account-token':
      if (text.startsWith('master-'))
        return err('it is a master key, which reaches every account. Make one with the scope of one account');
      return text.startsWith('account-') ? token(text) : err('it does not begin with account-');
    case 'uuid':
      return UUID.test(text) ? ok(text) : err('it is not five groups of hexadecimal digits with hyphens between');
    case 'cdp-name':
      return UUID.test(text.replace(/^organizations\/[^/\s]+\/apiKeys\//, ''))
        ? ok(text)
        : err('it is not a name like organizations/…/apiKeys/…');
    case 'pem': {
      const lines = text.replace(/^"|"$/g, '').replaceAll('\\n', '\n').replaceAll('\r', '').trim();
      return PEM.test(lines)
        ? ok(`${lines}\n`)
        : err('it is not a private key from BEGIN to END, with its line breaks');
    }
    case 'word':
      if (text === '' || text.length > WORD_MAX) return err(`it is not 1 to ${WORD_MAX} characters long`);
      return /[\p{Cc}\u2028\u2029]/u.test(text)
        ? err('it has a line break or another invisible character in it')
        : ok(text);
    case 'address':
      return /^0x[0-9a-f]{40}$/i.test(text) ? ok(text) : err('it is not 0x and 40 hexadecimal digits');
    case 'private-key': {
      const digits = text.replace(/^0x/i, '');
      if (!/^[0-9a-f]{64}$/i.test(digits)) return err('it is not 64 hexadecimal digits');
      const number = BigInt(`0x${digits}`);
      return number > 0n && number < CURVE_ORDER ? ok(`0x${digits.toLowerCase()}`) : err('no key can be this number');
    }
    default:
      return assertNever(shape);
  }
}

/** Some exchanges take keys of the operator's own making, whose private half is PEM. */
function token(text: string): Result<string, string> {
  const lines = text.replaceAll('\r', '');
  if (PEM.test(lines)) return ok(`${lines}\n`);
  if (/\s/.test(text)) return err('it has spaces or line breaks in it');
  if (!/^[\x21-\x7e]+$/.test(text)) return err('it has characters in it that no key has');
  if (text.length < TOKEN_MIN) return err(`it has ${text.length} characters, and a key has at least ${TOKEN_MIN}`);
  if (text.length > TOKEN_MAX) return err(`it has ${text.length} characters, and a key has at most ${TOKEN_MAX}`);
  if (/^[a-z]+:\/\//i.test(text)) return err('it is an address of a page');
  return ok(text);
}

/** Last four characters of the public part; nothing of any other. */
export const endingOf = (guide: KeyPartGuide, text: string): string =>
  guide.part === 'api-key' && guide.shape !== 'pem' && text.length >= 12 ? text.slice(-4) : '';
