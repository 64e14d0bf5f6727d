import type { KeyPurpose, ReadBackGrade } from '../keys';

/** Parts a key is pasted in. The names are those of `KEY_PARTS` of the contract. */
export type KeyPart = 'api-key' | 'secret' | 'passphrase';

/**
 * What a part looks like, so that another text on the clipboard is not taken for it.
 * `token`: visible characters without spaces. `word`: what the operator chose when the key was made. `uuid`, `pem`, `address` and
 * `private-key` as their names say. `account-token`: a token that has to begin with `account-`. `cdp-name`: a path that ends in an id.
 */
export type PartShape = 'token' | 'account-token' | 'uuid' | 'cdp-name' | 'pem' | 'word' | 'address' | 'private-key';

export interface KeyPartGuide {
  readonly part: KeyPart;
  /** What the exchange calls it. */
  readonly name: string;
  readonly shape: PartShape;
}

/** What happens to a key without an IP list. `idle`: counted from its last use; `flat`: from when it was made. */
export interface KeyLapse {
  readonly days: number;
  readonly kind: 'flat' | 'idle';
  /** What happens then, after "without an IP list, ": `the permission to trade lapses`. */
  readonly what: string;
}

/**
 * How a key is made at one exchange. Source: the exchanges' own documents and help pages, as they stood in November 2026. What could
 * not be verified there, or comes from a third party's guide, is written as something to look for.
 */
export interface KeyGuide {
  readonly name: string;
  /** How much it tells of a key. */
  readonly grade: ReadBackGrade;
  /** What it tells, and what has to be stated instead, in one sentence. */
  readonly tells: string;
  /** Where keys are made, or its front page where the page itself is not known. */
  readonly page: string;
  /** From that page on, as a path of menus. */
  readonly path: string;
  readonly tick: Readonly<Record<KeyPurpose, readonly string[]>>;
  readonly never: readonly string[];
  /** Where the IP list is set. Null: it has none. */
  readonly ip: string | null;
  /** Whether a refusal for the address says which address was seen. */
  readonly tellsIp: 'yes' | 'no' | 'unknown';
  readonly lapse: KeyLapse | null;
  readonly parts: readonly KeyPartGuide[];
  /** Purposes a key of its own makes sense for. */
  readonly purposes: readonly KeyPurpose[];
  /** Whether it has a test environment that is linked. */
  readonly testnet: boolean;
  readonly notes: readonly string[];
}

export const BOTH = ['watch', 'trade'] as const;
/** What most exchanges give: two parts, the second shown once. */
export const TWO_PARTS: readonly KeyPartGuide[] = [
  { part: 'api-key', name: 'API key', shape: 'token' },
  { part: 'secret', name: 'Secret key', shape: 'token' },
];
/** OKX, KuCoin, Bitget: the passphrase is chosen when the key is made. It is not the one to log in with. */
export const THREE_PARTS: readonly KeyPartGuide[] = [
  ...TWO_PARTS,
  { part: 'passphrase', name: 'Passphrase of the key', shape: 'word' },
];
