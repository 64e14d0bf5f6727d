/** As many characters of a stored key in a row are too many. */
const GIVEN_AWAY = 4;
/** The name that a secret is given: `api_secret=`, `"token": "`, `Password:`. No digit: a key or a token has one. */
const NAME = /([A-Za-z][A-Za-z_.-]{0,23})["'`]?[ \t]{0,3}(?:=>|[:=])[ \t]{0,3}["'`]?$/;
/** Bytes before a finding that a name may take. */
export const EXCERPT_BEFORE = 40;

/**
 * What is told of a finding: the name it is given, and how long it is. It cannot hold the secret: nothing of the finding itself and
 * nothing that follows it is used, and a name that shares four characters in a row with a stored key is left out.
 * @param before latin1 text that ends where the finding begins
 * @param length of the finding in bytes
 */
export function excerptOf(before: string, length: number, stored: StoredTexts): string {
  const secret = `[${length.toLocaleString('en')} characters]`;
  const name = NAME.exec(before)?.[1];
  return name === undefined || stored.isIn(name) ? secret : `${name} = ${secret}`;
}

/** The stored keys' texts, to make sure that what is told holds none of them. */
export class StoredTexts {
  readonly #pieces = new Set<string>();
  readonly #texts: readonly string[];

  constructor(texts: readonly string[]) {
    this.#texts = texts.filter(({ length }) => length >= GIVEN_AWAY);
    for (const text of this.#texts)
      for (let at = 0; at + GIVEN_AWAY <= text.length; at += 1) this.#pieces.add(text.slice(at, at + GIVEN_AWAY));
  }

  /** Whether four characters in a row also stand in a stored key. */
  isIn(words: string): boolean {
    for (let at = 0; at + GIVEN_AWAY <= words.length; at += 1)
      if (this.#pieces.has(words.slice(at, at + GIVEN_AWAY))) return true;
    return false;
  }

  /** A path with every stored key in it replaced: files are named by keys, too. */
  masked(path: string): string {
    return this.#texts.reduce((text, secret) => text.replaceAll(secret, '[secret]'), path);
  }
}
