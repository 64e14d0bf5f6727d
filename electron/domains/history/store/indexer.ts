import { groupOf, RECORD_GROUPS, type RecordGroup } from '#shared/model/record-groups';
import type { JournalRecord, ReadPosition } from '../../journal/index';
import { type Facts, factsOf, membersOf, type Subject } from '../facts';
import type { HistoryDatabase } from './database';
import { Money } from './money';

/** Charts count in stretches of so long, milliseconds. */
export const SLOT_MS = 300_000;
/** A latency is kept to within one of so many steps to its double. */
export const BINS_PER_DOUBLE = 8;
/** Orders whose subject is kept in memory; of others it is read from the file. */
const SUBJECTS_KEPT = 20_000;

/**
 * Marks that stand for whole values in the word index, beside the words: from the private area of Unicode, which no search can hold (search.ts
 * takes them out), and which the index takes for letters.
 */
export const MARKS = {
  bot: '\uE001',
  account: '\uE002',
  symbol: '\uE003',
  order: '\uE004',
  halt: '\uE005',
  group: '\uE006',
} as const;
export const groupNumber = (group: RecordGroup): number => RECORD_GROUPS.findIndex(({ id }) => id === group);
/** Only letters and digits stay together in the index. */
export const markOf = (mark: keyof typeof MARKS, value: string | number): string =>
  MARKS[mark] + (typeof value === 'number' ? value : Buffer.from(value).toString('hex'));

/** Puts records into the read model, in order, each batch with its position in one transaction. */
export class Indexer {
  readonly #database: HistoryDatabase;
  readonly #journalId: string;
  readonly #money: Money;
  readonly #subjects = new Map<string, Subject>();
  readonly #reasons = new Map<string, { slot: number; bot: string; reason: string; n: number }>();
  readonly #latencies = new Map<string, { slot: number; bin: number; n: number }>();

  constructor(database: HistoryDatabase, journalId: string) {
    this.#database = database;
    this.#journalId = journalId;
    this.#money = new Money(database);
  }

  /** Where to go on reading; undefined at the start. */
  get position(): ReadPosition | undefined {
    const text = this.#database.meta('position');
    return text === undefined ? undefined : (JSON.parse(text) as ReadPosition);
  }

  add(records: readonly JournalRecord[], position: ReadPosition): void {
    this.#database.change(() => {
      for (const record of records) this.#add(record);
      this.#keepCounts();
      this.#money.keep();
      this.#database.setMeta('position', JSON.stringify(position));
    });
  }

  #add(record: JournalRecord): void {
    const facts = factsOf(record, this.#journalId, (orderId) => this.#subjectOf(orderId));
    this.#put(facts);
    const { seq, at, kind, botId, orderId } = facts;
    if (kind === 'order.decided') {
      this.#countReasons(facts, record.data);
      if (orderId !== '') this.#remember(orderId, facts);
    } else if (kind === 'order.acknowledged') this.#countLatency(at, record.data);
    else if (kind === 'fill') this.#money.fill(seq, botId, record.data);
    else if (kind === 'desk.valued') this.#money.valued(seq, at, record.data);
    else if (kind === 'account.adjusted' || kind === 'account.income') this.#money.moved(record.data);
  }

  #put({ seq, at, kind, botId, accountId, symbol, orderId, haltId, words }: Facts): void {
    const db = this.#database;
    const [bot, account, market] = [
      db.nameId('bot', botId),
      db.nameId('account', accountId),
      db.nameId('symbol', symbol),
    ];
    db.prepared(
      'INSERT INTO event (seq, at, kind, bot, account, symbol, order_id, halt_id, words) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ).run(seq, at, db.nameId('kind', kind), bot, account, market, orderId, haltId, words);
    const marks = [
      markOf('bot', bot),
      markOf('account', account),
      markOf('symbol', market),
      markOf('group', groupNumber(groupOf(kind))),
      ...(orderId === '' ? [] : [markOf('order', orderId)]),
      ...(haltId === '' ? [] : [markOf('halt', haltId)]),
    ];
    db.prepared('INSERT INTO word_index (rowid, text) VALUES (?, ?)').run(
      seq,
      `${kind} ${botId} ${accountId} ${symbol} ${orderId} ${haltId} ${words} ${marks.join(' ')}`,
    );
  }

  #remember(orderId: string, { botId, accountId, symbol }: Subject): void {
    this.#subjects.set(orderId, { botId, accountId, symbol });
    if (this.#subjects.size <= SUBJECTS_KEPT) return;
    const oldest = this.#subjects.keys().next().value;
    if (oldest !== undefined) this.#subjects.delete(oldest);
  }

  #subjectOf(orderId: string): Subject | undefined {
    const known = this.#subjects.get(orderId);
    if (known !== undefined) return known;
    const [found] = this.#database.rows<Subject>(
      `SELECT b.text AS botId, a.text AS accountId, s.text AS symbol FROM word_index w JOIN event e ON e.seq = w.rowid
       JOIN name b ON b.id = e.bot JOIN name a ON a.id = e.account JOIN name s ON s.id = e.symbol
       WHERE word_index MATCH ? ORDER BY w.rowid LIMIT 1`,
      `"${markOf('order', orderId)}"`,
    );
    if (found !== undefined) this.#remember(orderId, found);
    return found;
  }

  #countReasons({ at, botId }: Facts, data: unknown): void {
    const { verdict, failed } = membersOf(data);
    const failing = Object.keys(membersOf(failed));
    const reasons = verdict === 'allow' ? ['allowed'] : verdict === 'resize' ? ['resized'] : failing;
    const slot = Math.floor(at / SLOT_MS);
    for (const reason of reasons.length === 0 ? ['not told'] : reasons) {
      const key = `${slot} ${botId} ${reason}`;
      const counted = this.#reasons.get(key) ?? { slot, bot: botId, reason, n: 0 };
      counted.n += 1;
      this.#reasons.set(key, counted);
    }
  }

  #countLatency(at: number, data: unknown): void {
    const { afterMs } = membersOf(data);
    if (typeof afterMs !== 'number' || afterMs < 0) return;
    const [slot, bin] = [Math.floor(at / SLOT_MS), Math.floor(Math.log2(Math.max(afterMs, 0.001)) * BINS_PER_DOUBLE)];
    const key = `${slot} ${bin}`;
    const counted = this.#latencies.get(key) ?? { slot, bin, n: 0 };
    counted.n += 1;
    this.#latencies.set(key, counted);
  }

  #keepCounts(): void {
    const reason = this.#database.prepared(
      'INSERT INTO reason (slot, bot, reason, n) VALUES (?, ?, ?, ?) ON CONFLICT (slot, bot, reason) DO UPDATE SET n = n + excluded.n',
    );
    for (const counted of this.#reasons.values()) reason.run(counted.slot, counted.bot, counted.reason, counted.n);
    const latency = this.#database.prepared(
      'INSERT INTO latency (slot, bin, n) VALUES (?, ?, ?) ON CONFLICT (slot, bin) DO UPDATE SET n = n + excluded.n',
    );
    for (const { slot, bin, n } of this.#latencies.values()) latency.run(slot, bin, n);
    this.#reasons.clear();
    this.#latencies.clear();
  }
}
