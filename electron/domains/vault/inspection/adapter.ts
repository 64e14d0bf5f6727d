import type { Credential } from '#shared/model/account';
import type { KeyReading, ReadBackGrade } from '#shared/model/keys';
import type { KeyAnswer, KeyCallParameters } from '../../../platform/key-answer';
import type { FindingId } from './findings';

export type Answered = Extract<KeyAnswer, { kind: 'answered' }>;

export type Parameters = KeyCallParameters;

/** What an adapter works with. */
export interface KeyAtHand {
  readonly credential: Credential;
  readonly environment: 'testnet' | 'live';
  /** Address of the wallet whose private key was given; null where keys are no wallets. */
  readonly walletAddress: string | null;
  /** UTC milliseconds. */
  readonly now: number;
  /** One request that must succeed: its body. Throws an InspectionStop with what the exchange's own code means. */
  readonly ask: (method: string, parameters?: Parameters) => Promise<unknown>;
  /** One request that may fail: its body, or what its failure means. */
  readonly attempt: (
    method: string,
    parameters?: Parameters,
  ) => Promise<{ readonly ok: true; readonly body: unknown } | { readonly ok: false; readonly stop: InspectionStop }>;
}

export type RightName = keyof KeyReading['rights'];

/** A reading, with the exchange's own words for what granted a right: they are named in the sentence that refuses it. */
export interface AdapterReading {
  readonly reading: KeyReading;
  readonly words: Partial<Record<RightName, readonly string[]>>;
  /** Rights that neither trading nor watching needs, in the exchange's own words. */
  readonly extras: readonly string[];
  /** Where this one key can tell less than the exchange's keys usually do. */
  readonly grade?: ReadBackGrade;
  /** Why this key is not taken for trading, besides its rights. */
  readonly tradeRefusals?: readonly FindingId[];
  /** What to know besides. */
  readonly notes?: readonly FindingId[];
}

/** What an exchange's error means. The first rule that fits has it. */
export interface ErrorRule {
  /** The exchange's own code, in full. */
  readonly code: string | RegExp;
  /** Where one code has several meanings: its text as well. */
  readonly text?: RegExp;
  readonly finding: FindingId;
}

/** One exchange: which calls to make, how to read them, what its errors mean. Data and small pure functions. */
export interface KeyAdapter {
  /** Its name as operators write it. */
  readonly name: string;
  readonly grade: { readonly live: ReadBackGrade; readonly testnet: ReadBackGrade };
  /** The exchange's own error code in an answer, or null when the call succeeded. ccxt's exception classes are not used. */
  readonly errorOf: (answer: Answered) => string | null;
  readonly errors: readonly ErrorRule[];
  /** Finds the address the request came from in an error's text; its first group is the address. */
  readonly callerIp?: RegExp;
  /** What is wrong with the parts of the key before anything is sent; null when they may be tried. */
  readonly check?: (credential: Credential) => FindingId | null;
  /** Moving money between own accounts comes with the right to trade and cannot be left out. */
  readonly transferComesWithTrading?: true;
  /** Keys there cannot be bound to addresses at all. */
  readonly hasNoIpLists?: true;
  /** A second call whose refusal tells the caller's address, where the first one's does not. */
  readonly tellsIp?: { readonly method: string; readonly after: ReadonlySet<FindingId> };
  readonly read: (key: KeyAtHand) => Promise<AdapterReading>;
}

/** Ends an inspection with one finding. Thrown inside adapters alone; `inspectKey` makes it part of the verdict. */
export class InspectionStop extends Error {
  readonly finding: FindingId;
  /** The exchange's code, the field or the host it is about; never a text of the exchange. */
  readonly detail: string;
  constructor(finding: FindingId, detail = '') {
    super(finding);
    this.name = 'InspectionStop';
    this.finding = finding;
    this.detail = detail;
  }
}
