/*
 * A rough and low estimate of how hard a passphrase is to guess by somebody who knows how people make them: words, sequences,
 * repetitions and years count as what they are, not as letters. It looks nothing up and stores nothing.
 */

export interface PassphraseStrength {
  /** Logarithm to base 2 of the guesses. */
  readonly bits: number;
  readonly level: 'weak' | 'fair' | 'strong';
  /** What would help most; empty when it is strong. */
  readonly advice: string;
}

/** Below 45 bits a rented farm of graphics cards is done within weeks, at 0.1 s a guess on each of 1,000; at 60 it is not in a lifetime. */
const FAIR_BITS = 45;
const STRONG_BITS = 60;
/** One of about 8,000 usual words, as in a list of words for dice. */
const WORD_BITS = 13;
/** One of the few hundred that everybody tries first. */
const COMMON_BITS = 5;
const SEPARATOR_BITS = 1;
const YEAR_BITS = 7;

const COMMON =
  /password|passphrase|passwort|qwerty|qwertz|azerty|letmein|welcome|admin|login|master|secret|dragon|monkey|iloveyou|bitcoin|crypto|trading|trader|trade|binance|ethereum|satoshi|hodl|moon|lambo|holdfast|correct|horse|battery|staple/y;
const SAME = /(.)\1{2,}/y;
const YEAR = /(?:19|20)\d\d/y;
const LETTERS = /\p{L}+/uy;
const DIGITS = /\d+/y;
const SEPARATORS = /[\s\-_.,+]+/y;
const ROWS = ['abcdefghijklmnopqrstuvwxyz', '01234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'];
const SEQUENCE_MIN = 3;

export function passphraseStrength(passphrase: string): PassphraseStrength {
  const text = passphrase.normalize('NFKC').toLowerCase();
  const seen = new Set<string>();
  let bits = 0;
  for (let at = 0; at < text.length; ) {
    const { length, bits: worth } = partAt(text, at);
    const part = text.slice(at, at + length);
    bits += seen.has(part) ? Math.min(1, worth) : worth;
    seen.add(part);
    at += length;
  }
  const rounded = Math.floor(bits);
  if (rounded >= STRONG_BITS) return { bits: rounded, level: 'strong', advice: '' };
  const level = rounded >= FAIR_BITS ? 'fair' : 'weak';
  return { bits: rounded, level, advice: 'Add another word that has nothing to do with the others, or with you.' };
}

function partAt(text: string, at: number): { readonly length: number; readonly bits: number } {
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const common = match(COMMON);
  if (common !== undefined) return { length: common.length, bits: COMMON_BITS };
  const same = match(SAME);
  if (same !== undefined) return { length: same.length, bits: 4 + Math.log2(same.length) };
  const sequence = sequenceAt(text, at);
  if (sequence > 0) return { length: sequence, bits: 4 + Math.log2(sequence) };
  const year = match(YEAR);
  if (year !== undefined) return { length: year.length, bits: YEAR_BITS };
  const letters = match(LETTERS);
  if (letters !== undefined) return { length: letters.length, bits: lettersBits(letters) };
  const separators = match(SEPARATORS);
  if (separators !== undefined) return { length: separators.length, bits: SEPARATOR_BITS };
  const digits = match(DIGITS);
  if (digits !== undefined) return { length: digits.length, bits: digits.length * Math.log2(10) };
  return { length: 1, bits: 5 };
}

/** A run of letters is taken for usual words, unless nobody could say it aloud. */
function lettersBits(letters: string): number {
  const random = letters.length * Math.log2(26);
  const isSpeakable = /[aeiouyäöüáéíóúàèêâ]/u.test(letters) && !/[bcdfghjklmnpqrstvwxz]{5}/.test(letters);
  return isSpeakable ? Math.min(random, WORD_BITS * Math.max(1, Math.round(letters.length / 9))) : random;
}

/** Length of a run along the alphabet, the digits or a row of keys, in either direction; 0 when there is none. */
function sequenceAt(text: string, at: number): number {
  let longest = 0;
  for (const row of ROWS)
    for (const line of [row, [...row].reverse().join('')]) {
      let length = SEQUENCE_MIN;
      while (at + length <= text.length && line.includes(text.slice(at, at + length))) length += 1;
      longest = Math.max(longest, length - 1);
    }
  return longest >= SEQUENCE_MIN ? longest : 0;
}
