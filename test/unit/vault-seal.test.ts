import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeHeader,
  encodeHeader,
  makeHeader,
  newSecrets,
  openWithPassphrase,
} from '../../electron/domains/vault/header';
import { newRecoveryCode, readRecoveryCode } from '../../electron/domains/vault/recovery-code';
import { open, seal } from '../../electron/domains/vault/seal';
import { LOW_COST, PASSPHRASE } from '../support/vault-rig';

describe('a sealed key', () => {
  it('opens with its own key and for what it was sealed for, and after any other bit not at all', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 400 }),
        fc.array(fc.string(), { maxLength: 4 }),
        fc.nat(),
        fc.nat(7),
        (plain, about, at, bit) => {
          const key = randomBytes(32);
          const blob = seal(key, Buffer.from(plain), about);
          expect(open(key, blob, about)).toEqual(Buffer.from(plain));
          expect(open(key, blob, [...about, ''])).toBeUndefined();
          expect(open(randomBytes(32), blob, about)).toBeUndefined();
          const bytes = Buffer.from(blob.slice(4), 'base64');
          const index = at % bytes.length;
          bytes[index] = (bytes[index] ?? 0) ^ (1 << bit);
          expect(open(key, `hf1.${bytes.toString('base64')}`, about)).toBeUndefined();
        },
      ),
    );
  });

  it('differs at each sealing, and what is too short or of another version is nothing', () => {
    const key = randomBytes(32);
    expect(seal(key, Buffer.from('the same'), ['a'])).not.toBe(seal(key, Buffer.from('the same'), ['a']));
    for (const blob of ['', 'hf1.', 'hf1.AAAA', `hf2.${seal(key, Buffer.from('x'), ['a']).slice(4)}`])
      expect(open(key, blob, ['a'])).toBeUndefined();
  });
});

describe('a header', () => {
  it('needs the passphrase and the random half it was sealed with, at the cost it names', async () => {
    const about = { vault: '0123456789abcdef', generation: 1, epoch: 1 };
    const secrets = newSecrets();
    const header = await makeHeader(about, secrets, PASSPHRASE, LOW_COST, randomBytes(28));
    const read = decodeHeader(encodeHeader(header));
    expect(read).toEqual(header);
    expect(await openWithPassphrase(header, PASSPHRASE)).toEqual(secrets);
    expect(await openWithPassphrase(header, `${PASSPHRASE}!`)).toBeUndefined();
    for (const change of [
      { half: randomBytes(32).toString('base64') },
      { salt: randomBytes(16).toString('base64') },
      { r: 2 },
      { generation: 2 },
      { epoch: 2 },
      { vault: 'fedcba9876543210' },
    ])
      expect(await openWithPassphrase({ ...header, ...change }, PASSPHRASE), JSON.stringify(change)).toBeUndefined();
    expect(encodeHeader(header).length).toBeLessThan(1_000);
  });
});

describe('a recovery code', () => {
  it('is read back as people write it, and each wrong letter is noticed', () => {
    const code = newRecoveryCode();
    expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}$/);
    const secret = readRecoveryCode(code);
    expect(secret).toHaveLength(28);
    const asWritten = ` ${code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} `;
    expect(readRecoveryCode(asWritten)).toEqual(secret);
    for (let index = 0; index < code.length; index += 1) {
      if (code[index] === '-') continue;
      const wrong = code[index] === '7' ? '8' : '7';
      expect(readRecoveryCode(code.slice(0, index) + wrong + code.slice(index + 1))).toBeUndefined();
    }
    expect(newRecoveryCode()).not.toBe(code);
  });
});
