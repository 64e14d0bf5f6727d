import { describe, expect, it } from 'vitest';
import { passphraseStrength } from '#shared/model/passphrase-strength';

describe('the strength of a passphrase', () => {
  it.each([
    'passwordpassword',
    'qwertyuiop123456',
    'aaaaaaaaaaaaaaaa',
    'bitcoin trading 2024',
    'correct horse battery staple',
    'November2026!',
    'abcdefghijklmnop',
    'monkey monkey monkey monkey',
    'password1password2password3',
  ])('%s is weak', (passphrase) => {
    expect(passphraseStrength(passphrase)).toMatchObject({ level: 'weak', advice: expect.stringMatching(/word/) });
  });

  it.each(['violin marmot teacup', 'four unrelated quiet', 'hk3 pq9z tv7w x2'])(
    '%s is not yet strong',
    (passphrase) => {
      expect(passphraseStrength(passphrase).level).not.toBe('strong');
    },
  );

  it.each([
    'violin marmot teacup glacier orchid',
    'xkqjvbzmwpfytr',
    '8#fQ!v2Lz@9mKw',
    'Straße nördlich Käfer Wolke Brücke',
  ])('%s is strong', (passphrase) => {
    expect(passphraseStrength(passphrase)).toMatchObject({ level: 'strong', advice: '' });
  });

  it('counts what is written twice once', () => {
    const once = passphraseStrength('violin marmot teacup').bits;
    expect(passphraseStrength('violin marmot teacup violin marmot teacup').bits - once).toBeLessThanOrEqual(6);
    expect(passphraseStrength('').bits).toBe(0);
  });
});
