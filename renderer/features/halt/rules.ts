/*
 * The contract's lengths (shared/contract/halt.ts), said again because importing them from there would bring the whole
 * schema library, 85 kB, into the window. test/unit/renderer-halt.test.ts fails when they differ.
 */
export const PASSPHRASE_MIN = 12;
export const PASSPHRASE_MAX = 256;
export const REASON_MIN = 3;
export const REASON_MAX = 500;
