/** What an account's API key is for (K4): reading alone, or placing and cancelling orders. */
export const KEY_PURPOSES = ['watch', 'trade'] as const;
export type KeyPurpose = (typeof KEY_PURPOSES)[number];

/** ccxt ids of the exchanges a key can be kept for. Binance's spot and perpetuals take the same key. */
export const KEY_EXCHANGES = [
  'binance',
  'bybit',
  'okx',
  'kraken',
  'krakenfutures',
  'kucoin',
  'gate',
  'bitget',
  'coinbase',
  'deribit',
  'htx',
  'bitfinex',
  'mexc',
  'bingx',
  'cryptocom',
  'gemini',
  'bitstamp',
  'phemex',
  'hyperliquid',
  'woo',
  'bitvavo',
  'backpack',
] as const;
export type KeyExchange = (typeof KEY_EXCHANGES)[number];

/**
 * How much an exchange tells of a key to the key itself. A: withdraw and IP restriction; B: withdraw, not the IP restriction;
 * C: nothing usable, so that the operator has to state both.
 */
export type ReadBackGrade = 'A' | 'B' | 'C';

/** What was read of one right. `unknown` is never taken for no. */
export type KeyRight = 'yes' | 'no' | 'unknown';

/** What an exchange told of a key, before any judgement. Times are UTC milliseconds; null where it does not tell. */
export interface KeyReading {
  readonly rights: {
    readonly read: KeyRight;
    readonly trade: KeyRight;
    /** Take money out of the exchange. */
    readonly withdraw: KeyRight;
    /** Move money between accounts at the exchange. */
    readonly transfer: KeyRight;
    /** Widen itself: change its own IP list, make keys or subaccounts. */
    readonly manage: KeyRight;
  };
  /** What may be traded, in the exchange's own words. */
  readonly markets: readonly string[];
  readonly ip: { readonly kind: 'restricted' | 'open' | 'unknown'; readonly addresses: readonly string[] };
  readonly createdAt: number | null;
  readonly expiresAt: number | null;
  /**
   * Days that the exchange told in place of a date, where it does not say whether they count from the key's making or are what is left of
   * them; left out where a date was told or it does not expire. `expiresAt` is then the earlier of the two readings.
   */
  readonly daysTold?: number | undefined;
  readonly label: string | null;
  readonly account: 'sub' | 'master' | 'unknown';
  /** Permission words and fields that this version of Holdfast does not know: each one is a refusal. */
  readonly unknownWords: readonly string[];
}

/** One reason why a key is not taken, or something to know about it, in one sentence, and what to do about it. */
export interface KeyFinding {
  /** Stable: `withdraw-on`, `no-ip-list`, `unknown-word`, `wrong-key`, `no-answer` … */
  readonly id: string;
  readonly sentence: string;
  readonly fix: string;
}

/** What the operator has to state, since the exchange does not tell: recorded with the name and the date. */
export const KEY_STATEMENTS = ['cannot-withdraw', 'ip-restricted', 'cannot-transfer', 'is-subaccount'] as const;
export type KeyStatement = (typeof KEY_STATEMENTS)[number];

/** The judgement over one key. It is taken only without refusals, and after each statement asked for was made. */
export interface KeyVerdict {
  readonly grade: ReadBackGrade;
  /** Null when the exchange could not be asked, or refused the key. */
  readonly reading: KeyReading | null;
  readonly refusals: readonly KeyFinding[];
  readonly warnings: readonly KeyFinding[];
  readonly statements: readonly KeyStatement[];
  /** The address the exchange saw the request come from, where it told: shown to be allowlisted, never recorded. */
  readonly callerIp: string | null;
  readonly at: number;
}

/** How the OS keychain stands, by what was tried with it. */
export const KEYCHAIN_STATES = ['available', 'locked', 'absent', 'changed', 'item-missing', 'denied'] as const;
export type KeychainStateName = (typeof KEYCHAIN_STATES)[number];
