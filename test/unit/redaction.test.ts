import { describe, expect, it } from 'vitest';
import { Redactor } from '../../electron/platform/redaction';

const KEY = 'Zx81KeyThatWasLent';
const SECRET = 'Zx81/Secret+That=Was&Lent';
const lent = (): Redactor => {
  const redactor = new Redactor();
  redactor.lend([KEY, SECRET, undefined, '', 'abc']);
  return redactor;
};

describe('a text that leaves', () => {
  it.each([
    // OKX 50110
    [
      `Your IP 203.0.113.7 is not included in your API key's 8d7c4f0a-1111-4222-8333-0123456789ab IP whitelist.`,
      `Your IP [address] is not included in your API key's [redacted] IP whitelist.`,
    ],
    // Bybit 10004
    ['error sign! origin_string[1669174893StrangersKey5000limit=1]', 'error sign! origin_string[[redacted]]'],
    // KuCoin 400006, Binance futures -2015, HTX, MEXC 700006, Gate
    [
      'Invalid request ip, the current clientIp is:203.0.113.7',
      'Invalid request ip, the current clientIp is:[address]',
    ],
    [
      'Invalid API-key, IP, or permissions for action, request ip: 2001:db8::7',
      'Invalid API-key, IP, or permissions for action, request ip: [address]',
    ],
    ['Incorrect IP address [IP地址错误]:203.0.113.7', 'Incorrect IP address [IP地址错误]:[address]'],
    ['IP [203.0.113.7] not in the ip white list', 'IP [[address]] not in the ip white list'],
    // Gemini MissingRole
    [
      'API key account-Ab12Cd34Ef56 lacks the role Trader; it has Auditor',
      'API key account-[redacted] lacks the role Trader; it has Auditor',
    ],
    // ccxt
    [
      'binance GET https://api.binance.com/sapi/v1/account?timestamp=1&signature=ff00 fetch failed',
      'binance GET https://api.binance.com/sapi/v1/account?[redacted] fetch failed',
    ],
    ['{"X-MBX-APIKEY":"StrangersKey0123456789","a":1}', '{"X-MBX-APIKEY":[redacted],"a":1}'],
    ['OK-ACCESS-SIGN: c2lnbmF0dXJlLW9mLWl0Cg==', 'OK-ACCESS-SIGN: [redacted]'],
    ['Authorization: Bearer eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln', 'Authorization: Bearer [redacted]'],
    ['body apiKey=abc&client_secret=def', 'body apiKey=[redacted]&client_secret=[redacted]'],
    ['-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\n-----END EC PRIVATE KEY-----\nrest', '[redacted]\nrest'],
    [`signer 0x4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318`, 'signer [redacted]'],
    // What this process was lent, in any form
    [`for ${KEY} with ${SECRET}`, 'for [redacted] with [redacted]'],
    [`in an address: ${encodeURIComponent(SECRET)}`, 'in an address: [redacted]'],
  ])('has no key, signature or caller in it: %s', (text, clean) => {
    expect(lent().clean(text)).toBe(clean);
  });

  it.each([
    'The paper exchange listens on http://127.0.0.1:4711, started at 12:30:45.123 after 1.5 s.',
    'binance {"code":-2015,"msg":"Invalid API-key, IP, or permissions for action."}',
    'Chrome/130.0.6723.191 Electron/33.2.1 at std::vector, module a::b, ::1',
    'Is the passphrase: wrong? Then the secret: set it again.',
    'order 8d7c4f0a-1111-4222-8333-0123456789ab of BTC/USDT filled at 98,211.04',
    'sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  ])('is left alone where there is nothing to hide: %s', (text) => {
    expect(lent().clean(text)).toBe(text);
  });

  it('hides each line of a key that has several, and a wallet key without its 0x', () => {
    const redactor = new Redactor();
    const line = 'MHcCAQEEIBvJ3l0zlbcUyq0Yq1LkR1yZ';
    redactor.lend([`-----BEGIN EC PRIVATE KEY-----\n${line}\n-----END EC PRIVATE KEY-----`, `0x${'ab'.repeat(32)}`]);
    expect(redactor.clean(`bad line ${line} and ${'ab'.repeat(32)}`)).toBe('bad line [redacted] and [redacted]');
  });

  it('stands by a secret until its last loan is given back', () => {
    const redactor = new Redactor();
    const first = redactor.lend([KEY]);
    const second = redactor.lend([KEY]);
    first();
    first();
    expect(redactor.withoutSecrets(KEY)).toBe('[redacted]');
    second();
    expect(redactor.withoutSecrets(KEY)).toBe(KEY);
  });
});
