import { BASE32_LETTERS, groupedBase32 } from './base32';

/** 28 letters of five bits: the first 140 bits of the hash, enough that no second journal with the same ones can be found. */
const LETTERS = 28;

/**
 * A journal's head as a short phrase to print, read aloud and type: its number, and the first 140 bits of its hash in seven groups of
 * four letters, `4711:3K9F-…` (docs/journal-format.md, "The head"). `hash` is 64 hex digits.
 */
export function headPhrase(seq: number, hash: string): string {
  const bits = BigInt(`0x${hash}`) >> 116n;
  let letters = '';
  for (let at = LETTERS - 1; at >= 0; at -= 1) letters += BASE32_LETTERS[Number((bits >> BigInt(5 * at)) & 31n)];
  return `${seq}:${groupedBase32(letters)}`;
}
