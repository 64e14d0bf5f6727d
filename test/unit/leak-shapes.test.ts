import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ByteScan, type Hit, Wanted } from '../../electron/domains/leaks/scan/byte-scan';

/** What is found in a text, with what was taken for the secret. */
function found(text: string, secrets: Parameters<typeof hitsOf>[1] = []): string[] {
  return hitsOf(Buffer.from(text), secrets).map(({ what }) => (what.kind === 'shape' ? what.shape : what.keyId));
}

function hitsOf(bytes: Buffer, secrets: ConstructorParameters<typeof Wanted>[0]): Hit[] {
  const scan = new ByteScan(new Wanted(secrets, true));
  const hits: Hit[] = [];
  scan.begin((hit) => hits.push(hit));
  scan.add(bytes);
  scan.end();
  return hits;
}

/** Made from a seed, so that no text in this file looks like anybody's secret. */
const random = (seed: string, alphabet: string, length: number): string =>
  [...createHash('shake256', { outputLength: length }).update(seed).digest()]
    .map((byte) => alphabet[byte % alphabet.length])
    .join('');
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const WORD = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const BASE64 = `${WORD}+/`;

describe('things that look like secrets', () => {
  it.each([
    ['aws-access-key', `id AKIA${random('a', UPPER, 16)}`],
    ['named-secret', `aws_secret_access_key = ${random('b', BASE64, 40)}`],
    ['github-token', `git clone https://ghp_${random('c', WORD, 36)}@github.com/x`],
    ['slack-token', `xoxb-123412341234-${random('d', WORD, 24)}`],
    ['webhook', `https://discord.com/api/webhooks/123123123123123123/${random('e', WORD, 68)}`],
    ['telegram-token', `bot987654321:AA${random('f', WORD, 33)}`.replace('bot', 'bot ')],
    ['stripe-key', `sk_live_${random('g', WORD, 24)}`],
    ['private-key', `-----BEGIN EC PRIVATE KEY-----\n${random('h', BASE64, 64)}\n`],
    ['private-key', `{"key":"-----BEGIN PRIVATE KEY-----\\n${random('i', BASE64, 64)}\\n"}`],
    ['named-secret', `const apiSecret = '${random('j', WORD, 48)}';`],
    ['named-secret', `"API-KEY": "${random('k', '0123456789abcdef', 32)}"`],
    ['exchange-key', `BINANCE_API_SECRET=${random('l', WORD, 64)}`],
    ['exchange-key', `exchanges: { kraken: { secret: "${random('m', BASE64, 86)}==" } }`],
  ])('%s is found', (shape, text) => {
    expect(found(`first line\n${text}\nlast line`)).toEqual([shape]);
  });

  it.each([
    ['AKIAIOSFODNN7EXAMPLE'],
    ['api_secret = process.env.BINANCE_API_SECRET_FOR_BOT_1'],
    ['api_key = "your-api-key-goes-here-123456"'],
    ['password: correct horse battery staple'],
    ['secret = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"'],
    ['if (line.startsWith("-----BEGIN PRIVATE KEY-----")) return'],
    [`secretHash = ${random('n', WORD, 64)}`],
    [`integrity sha512-${random('o', BASE64, 86)}==`],
    [`function readSecret(keyFromVault2024Q1, place)`],
    ['the passphrase was changed: see ticket 2024-11-22-000123'],
  ])('%s is not one', (text) => {
    expect(found(text)).toEqual([]);
  });

  it('is told once, as the stored key, when that is what it is', () => {
    const token = `ghp_${random('p', WORD, 36)}`;
    expect(found(`token=${token} api_secret=${token}`, [{ keyId: 'key-1', ending: 'abcd', parts: [token] }])).toEqual([
      'key-1',
      'key-1',
    ]);
  });
});

describe('what is told of a finding', () => {
  it('never holds four characters in a row of a stored key, whatever stands around it', () => {
    const alphabets = ['abc', 'secretapikey_', WORD];
    for (let round = 0; round < 120; round += 1) {
      const draw = (what: string, length: number): string =>
        random(`${round} ${what}`, alphabets[round % alphabets.length] as string, length);
      const parts = [draw('public', 12), draw('secret', 24)];
      const surroundings = `${draw('before', 9)}${parts[1]}\nname_${parts[1]?.slice(2, 12)}="${parts[0]}" ${parts[1]?.slice(5)}=${parts[1]}`;
      const hits = hitsOf(Buffer.from(surroundings), [{ keyId: 'key-1', ending: 'abcd', parts }]);
      expect(hits.length).toBeGreaterThan(0);
      for (const { excerpt } of hits) {
        const words = excerpt.replace(/\[\d+ characters\]$/, '');
        for (const part of parts)
          for (let at = 0; at + 4 <= part.length; at += 1) expect(words).not.toContain(part.slice(at, at + 4));
      }
    }
  });

  it('holds nothing of what only looks like a secret', () => {
    const value = random('q', WORD, 40);
    const [hit] = hitsOf(Buffer.from(`password=TradingIsFun apiSecret: "${value}", other=${value}`), []);
    expect(hit?.excerpt).toBe('apiSecret = [40 characters]');
  });
});

describe('the search for many texts', () => {
  it('finds what a plain search finds, in bytes full of near misses, across the borders of its buffer', () => {
    for (const lengths of [[6, 7, 40], [16, 64], [33]]) {
      const parts = lengths.map((length, index) => random(`${lengths} ${index}`, 'ab1', length));
      const noise = Buffer.from(random(`${lengths} noise`, 'ab1', 400_000));
      for (let at = 100; at < noise.length - 100; at += 9_973) noise.write(parts[at % parts.length] as string, at);
      const secrets = parts.map((part, index) => ({ keyId: `key-${index}`, ending: '', parts: [part] }));
      const hits = hitsOf(noise, secrets).filter(({ what }) => what.kind === 'key' && what.form === 'as it is');
      const expected = parts.flatMap((part) => {
        const starts: number[] = [];
        for (let at = noise.indexOf(part); at >= 0; at = noise.indexOf(part, at + 1)) starts.push(at);
        return starts;
      });
      const covered = (start: number): boolean => hits.some(({ at }) => Math.abs(at - start) < 64);
      expect(expected.length).toBeGreaterThan(30);
      expect(expected.filter((start) => !covered(start))).toEqual([]);
      for (const { at } of hits)
        expect(parts.some((part) => noise.subarray(at, at + part.length).equals(Buffer.from(part)))).toBe(true);
    }
  });

  it('does not take chance for a secret in a megabyte of random bytes and of random base64', () => {
    expect(hitsOf(randomBytes(1_000_000), [])).toEqual([]);
    expect(hitsOf(Buffer.from(randomBytes(750_000).toString('base64')), [])).toEqual([]);
  });
});
