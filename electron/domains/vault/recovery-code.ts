import { createHash, randomInt } from 'node:crypto';
import { groupedBase32, BASE32_LETTERS as LETTERS, plainBase32 } from '#shared/model/base32';

/** 28 letters of five random bits each: 140 bits. */
const RANDOM = 28;
const CHECK = 4;

/** A new recovery code: eight groups of four, the last of them a checksum, to be printed. */
export function newRecoveryCode(): string {
  let random = '';
  while (random.length < RANDOM) random += LETTERS[randomInt(LETTERS.length)];
  return groupedBase32(`${random}${checkOf(random)}`);
}

/**
 * What a person typed as the secret it stands for; undefined when it is not a code, or one letter of it is wrong (a wrong one is
 * missed once in a million). Small letters, missing dashes, O for 0 and I or L for 1 are forgiven.
 */
export function readRecoveryCode(typed: string): Buffer | undefined {
  const letters = plainBase32(typed);
  if (letters.length !== RANDOM + CHECK || [...letters].some((letter) => !LETTERS.includes(letter))) return undefined;
  const random = letters.slice(0, RANDOM);
  return checkOf(random) === letters.slice(RANDOM) ? Buffer.from(random) : undefined;
}

/** By which a code is known again where there is no vault to try it on. 140 random bits need no salt and no cost. */
export const fingerprintOf = (code: Buffer): string =>
  createHash('sha256').update('holdfast recovery code v1 ').update(code).digest('hex');

function checkOf(random: string): string {
  const digest = createHash('sha256').update('holdfast recovery check v1 ').update(random).digest();
  return [...digest.subarray(0, CHECK)].map((byte) => LETTERS[byte % LETTERS.length]).join('');
}
