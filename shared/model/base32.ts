/** Crockford's base32: no I, L, O or U, so that nothing is misread when it is written down or read aloud. */
export const BASE32_LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** What a person typed, without what is forgiven: small letters, dashes and blanks, O for 0, I and L for 1. */
export const plainBase32 = (typed: string): string =>
  typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');

/** In groups of four with dashes between. */
export const groupedBase32 = (letters: string): string => (letters.match(/.{1,4}/g) ?? []).join('-');
