import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clientOrderIdOf } from '#shared/model/client-order-id';
import type { JournalHead } from '../../electron/domains/journal/index';
import { JOURNAL_FORMAT, sha256Hex, ZERO_HASH } from '../../electron/domains/journal/record';
import { segmentName } from '../../electron/domains/journal/segments';

export const JOURNAL_ID = 'abc123';

export interface Written {
  readonly type: string;
  readonly data: unknown;
  /** UTC milliseconds. */
  readonly at: number;
}

/** A journal written straight to its files, for what reads them: quick enough for a million records. */
export class WrittenJournal {
  readonly folder: string;
  #head: JournalHead = { seq: 0, hash: ZERO_HASH };
  #segment = 1;
  #lines: string[] = [];

  constructor(dataFolder: string, startedAt: number) {
    this.folder = join(dataFolder, 'journal');
    mkdirSync(this.folder, { recursive: true });
    this.add({ type: 'journal.created', data: { format: JOURNAL_FORMAT, journalId: JOURNAL_ID }, at: startedAt });
  }

  get segments(): number {
    return this.#segment;
  }

  get head(): JournalHead {
    return this.#head;
  }

  /** The sequence it gets; on disk after `flush`. */
  add({ type, data, at }: Written): number {
    const seq = this.#head.seq + 1;
    const time = new Date(at).toISOString();
    const covered = `","prev":"${this.#head.hash}","seq":${seq},"time":"${time}","type":"${type}","data":${JSON.stringify(data)}}`;
    const hash = sha256Hex(Buffer.from(covered));
    this.#lines.push(`{"hash":"${hash}${covered}\n`);
    this.#head = { seq, hash };
    return seq;
  }

  flush(): void {
    writeFileSync(join(this.folder, segmentName(this.#segment)), this.#lines.join(''), { flag: 'a' });
    this.#lines = [];
  }

  /** What follows goes into a segment of its own. */
  nextSegment(at: number): void {
    this.flush();
    this.#segment += 1;
    this.add({ type: 'journal.segment-opened', data: { segment: this.#segment, prevHead: this.#head.hash }, at });
  }
}

/** A moment to begin at. */
export const DAY = Date.UTC(2026, 0, 5);

/** A decision that let an order through, or refused it by a check. */
export const decided = (about: object = {}, failed: Readonly<Record<string, string>> = {}) => ({
  type: 'order.decided',
  data: {
    botId: 'grid-1',
    accountId: 'sub-1',
    botOrderId: 'a',
    symbol: 'BTC/USDT',
    side: 'buy',
    type: 'limit',
    quantity: '0.5',
    price: '100',
    inputs: { bid: '99', ask: '101' },
    verdict: Object.keys(failed).length === 0 ? 'allow' : 'deny',
    checks: [['order-value', '50', '500']],
    failed,
    waived: [],
    ...about,
  },
});

export const fill = (about: object = {}) => ({
  type: 'fill',
  data: {
    accountId: 'sub-1',
    tradeId: 't1',
    symbol: 'BTC/USDT',
    clientOrderId: null,
    exchangeOrderId: 'x1',
    side: 'buy',
    price: '100',
    quantity: '0.5',
    fee: '0.05',
    feeAsset: 'USDT',
    maker: true,
    at: DAY,
    ...about,
  },
});

/** The client order id of the decision with this sequence. */
export const orderIdOf = (seq: number): string => clientOrderIdOf(JOURNAL_ID, seq);

/** A search for everything: the newest of all events. */
export const EVERYTHING = {
  text: '',
  botId: '',
  accountId: '',
  symbol: '',
  orderId: '',
  group: '',
  from: null,
  to: null,
  beforeSeq: null,
  limit: 200,
} as const;
