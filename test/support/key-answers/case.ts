import type { Credential } from '#shared/model/account';
import type { KeyExchange, KeyStatement } from '#shared/model/keys';

/** What the server answers to one path. */
export interface Answer {
  readonly status?: number;
  /** Sent as JSON, or as it is when it is a text. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What was asked: the path with its query, and the body. */
export interface Asked {
  readonly path: string;
  readonly body: string;
}

/** Answers by path without query. What no path names is answered with 404. */
export type Answers = Readonly<Record<string, Answer | ((asked: Asked) => Answer)>>;

export interface KeyCase {
  /** What an operator would say of the key. */
  readonly name: string;
  readonly answers: Answers;
  readonly credential?: Partial<Credential>;
  readonly purpose?: 'watch';
  readonly environment?: 'testnet';
  /** Ids of the findings that refuse it, in order; none when it is taken. */
  readonly refused: readonly string[];
  /** Of a refusal that says nothing of the key: which one it is. */
  readonly says?: 'rate-limited' | 'clock' | 'maintenance' | 'turned-away';
  /** Ids that must be among the warnings. */
  readonly warned?: readonly string[];
  readonly statements?: readonly KeyStatement[];
  readonly callerIp?: string;
  readonly ip?: 'restricted' | 'open' | 'unknown';
  readonly account?: 'sub' | 'master' | 'unknown';
  readonly label?: string;
  readonly createdAt?: number;
  readonly expiresAt?: number;
}

/** One exchange's documented answers, good and bad (facts: "Reading back an exchange API key's own permissions"). */
export interface KeyAnswers {
  readonly exchange: KeyExchange;
  readonly credential: Credential;
  readonly cases: readonly KeyCase[];
}

export const SECRET = 'c2VjcmV0LW9mLXRoZS1rZXktdGhhdC1uby1vbmUtbWF5LXNlZTE=';
export const KEY = 'KeyForTests0123456789';

/** An address for documents (RFC 5737), as an exchange would name the caller's. */
export const CALLER = '203.0.113.7';

type Object = Readonly<Record<string, unknown>>;

/** The base with some fields replaced; undefined takes one away. */
export const but = (base: Object, changed: Object): Object =>
  Object.fromEntries(Object.entries({ ...base, ...changed }).filter(([, value]) => value !== undefined));
