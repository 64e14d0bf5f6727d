import { randomBytes, scryptSync } from 'node:crypto';

export const PASSPHRASE = 'correct horse battery';

/** Its stored verifier with the lowest cost that is taken, so that a test does not spend half a second a try. */
const salt = randomBytes(16);
const cost = { N: 2 ** 14, r: 1, p: 1 };
export const VERIFIER = JSON.stringify({
  version: 1,
  salt: salt.toString('hex'),
  hash: scryptSync(PASSPHRASE, salt, 32, cost).toString('hex'),
  ...cost,
});
