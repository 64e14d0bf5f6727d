/** A kind of secret that is known by how it looks. */
export interface Shape {
  /** Stable: `github-token`. */
  readonly id: string;
  /** As the operator is told it. */
  readonly name: string;
  /**
   * Texts, one of which stands in, or just before, every secret of this shape. In brackets the four characters that are searched for: those
   * whose pairs are rarest in ordinary text, since each common pair slows the whole search down.
   */
  readonly anchors: readonly string[];
  /** Whether an anchor may also be written in small letters, in capitals, or begun with a capital. */
  readonly anyCase?: boolean;
  /** The secret; where it has a group `value`, that group is. Always with `g`; looked for around an anchor alone. */
  readonly pattern: RegExp;
  /** A further look at what the pattern took. */
  readonly isSecret?: (value: string, match: RegExpExecArray) => boolean;
  /** Only in text: in programs and pictures chance makes too many. */
  readonly textOnly?: boolean;
}

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/*
 * Sources: each provider's own page on its tokens (AWS "IAM identifiers", GitHub "About authentication", Slack "Token types", Stripe
 * "API keys", Telegram "Bot API: authorizing your bot", Google "API keys", npm "About access tokens"); PEM: RFC 7468.
 */
export const SHAPES: readonly Shape[] = [
  {
    id: 'aws-access-key',
    name: 'AWS access key id',
    anchors: ['[AKIA]', '[ASIA]'],
    pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Za-z0-9])/g,
    isSecret: (value) => !value.endsWith('EXAMPLE'),
  },
  {
    id: 'github-token',
    name: 'GitHub token',
    anchors: ['[ghp_]', '[gho_]', '[ghu_]', '[ghs_]', '[ghr_]', 'gith[ub_p]at_'],
    pattern:
      /(?<![A-Za-z0-9_])(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})(?![A-Za-z0-9_])/g,
    isSecret: looksRandom,
  },
  {
    id: 'slack-token',
    name: 'Slack token',
    anchors: ['[xoxb]-', '[xoxp]-', '[xoxa]-', '[xoxr]-', '[xoxs]-', 'x[app-]'],
    pattern: /(?<![A-Za-z0-9])(?:xox[bpars]|xapp)-(?:[A-Za-z0-9]{1,14}-){1,4}[A-Za-z0-9]{16,80}(?![A-Za-z0-9])/g,
    isSecret: looksRandom,
  },
  {
    id: 'webhook',
    name: 'webhook address of Slack or Discord',
    anchors: ['hooks.sla[ck.c]om/services/', 'discord.com/api/[webh]ooks/', 'discordapp.com/api/[webh]ooks/'],
    pattern:
      /hooks\.slack\.com\/services\/T[A-Z0-9]{6,12}\/B[A-Z0-9]{6,12}\/[A-Za-z0-9]{20,32}|discord(?:app)?\.com\/api\/webhooks\/\d{16,20}\/[A-Za-z0-9_-]{50,80}/g,
    isSecret: looksRandom,
  },
  {
    id: 'telegram-token',
    name: 'Telegram bot token',
    // What follows the colon begins with AA; one more character makes it long enough to look for.
    anchors: [...BASE64URL].map((character) => `[:AA${character}]`),
    pattern: /(?<![A-Za-z0-9])\d{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])/g,
    isSecret: looksRandom,
  },
  {
    id: 'stripe-key',
    name: 'Stripe key',
    anchors: ['[sk_l]ive_', '[rk_l]ive_', 'wh[sec_]'],
    pattern: /(?<![A-Za-z0-9_])(?:[sr]k_live_|whsec_)[A-Za-z0-9]{20,120}(?![A-Za-z0-9])/g,
    isSecret: looksRandom,
  },
  {
    id: 'google-key',
    name: 'Google API key',
    anchors: ['[AIza]'],
    pattern: /(?<![A-Za-z0-9_-])AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/g,
    isSecret: looksRandom,
  },
  {
    id: 'npm-token',
    name: 'npm access token',
    anchors: ['[npm_]'],
    pattern: /(?<![A-Za-z0-9_])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9_])/g,
    isSecret: looksRandom,
  },
  {
    id: 'private-key',
    name: 'private key (PEM)',
    anchors: ['-----B[EGIN] '],
    pattern:
      /-----BEGIN (?:RSA |EC |DSA |OPENSSH |ENCRYPTED )?PRIVATE KEY-----(?:\\r|\\n|\s){1,4}(?:[A-Za-z-]+: [^\n]*\n+){0,3}(?<value>[A-Za-z0-9+/=]{32,80})/g,
    isSecret: looksRandom,
  },
  {
    id: 'named-secret',
    name: 'value named as a secret',
    anchors: [
      '[secr]et',
      'a[pi_k]ey',
      'a[pi-k]ey',
      'a[piKe]y',
      'pas[sphr]ase',
      'p[assw]ord',
      'priva[te_k]ey',
      'priva[te-k]ey',
      'priva[teKe]y',
    ],
    anyCase: true,
    pattern:
      /(?<name>[A-Za-z0-9_.-]{0,32}(?:secret|api[_-]?key|passphrase|password|private[_-]?key)[A-Za-z0-9_-]{0,16})["'`]?[ \t]{0,3}(?:=>|[:=])[ \t]{0,3}["'`]?(?<value>[A-Za-z0-9+/=_-]{16,128})(?![A-Za-z0-9+/=_.(-])/gi,
    isSecret: (value, match) => !/hash|digest|path|file|name|url/i.test(match.groups?.name ?? '') && looksRandom(value),
    textOnly: true,
  },
];

/** Exchanges whose name near a value says what it opens: `BINANCE_SECRET=…`. */
const EXCHANGES =
  /binance|bybit|okx|kraken|kucoin|gate\.?io|bitget|coinbase|deribit|htx|huobi|bitfinex|mexc|bingx|crypto\.?com|gemini|bitstamp|phemex|hyperliquid|bitvavo|backpack/i;

/** The exchange named in these words; undefined when none is. */
export const exchangeIn = (words: string): string | undefined => EXCHANGES.exec(words)?.[0].toLowerCase();

/** Bits per character below which a text is words or a placeholder. Random hexadecimal of 32 has 3.2 or more nearly always. */
const LEAST_ENTROPY = 3;
const PLACEHOLDER = /example|placeholder|change_?me|your[_-]?|dummy|redacted|sample|xxxx|0000000|1234567|abcdef/i;

/** Whether a text looks drawn by chance: letters and digits, many different ones, no placeholder's words. */
export function looksRandom(value: string): boolean {
  return /[A-Za-z]/.test(value) && /\d.*\d/.test(value) && !PLACEHOLDER.test(value) && entropy(value) >= LEAST_ENTROPY;
}

/** Shannon's entropy of its characters, bits per character. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
