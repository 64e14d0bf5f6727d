import type { DecisionRecord, DecisionRow, OrderStep } from '#shared/contract/decisions';
import { type DecisionFilter, decisionFits } from '#shared/model/decision-filter';
import type { Order } from '#shared/model/order';
import { ORDER_LIFECYCLE, type OrderState } from '#shared/model/order-lifecycle';
import { err, ok, type Result } from '#shared/model/result';
import type { UtcMs } from '#shared/model/time';
import { clientOrderIdOf } from '../../domains/execution/index';
import type { Journal, JournalRecord } from '../../domains/journal/index';
import { Fates } from './fates';
import { type Decided, FATE_TYPES, inText, otherIntent, readDecided, readFate, reasonOf } from './read-record';
import { type Read, type Step, stepBack, tailOf } from './steps';

/*
 * Bounds of one call. Main decides on orders meanwhile, so it takes little at a time: a request brings at most so many
 * records (a decision with 52 checks is about 3 kB; 20 of them take 1 to 2 ms to take over and read), and between two
 * requests everything else has its turn.
 */
const RECORDS_AT_ONCE = 20;
const REQUESTS_PER_PAGE = 24;
/** Of a piece, whose decisions are judged again: that takes as long as reading them. */
const REQUESTS_PER_PIECE = 8;
const HEADERS_AT_ONCE = 250;
/** Records after a decision in which its order is looked for. */
const FOLLOWED = 5_000;

const DECIDED = 'order.decided';

/** What is asked of the journal. */
export type HistoryJournal = Pick<Journal, 'tail' | 'journalId'>;

export interface HistorySources {
  readonly journal: HistoryJournal;
  /** Beginning of the period "since start", UTC. */
  readonly startedAt: UtcMs;
}

export interface Span {
  readonly from: UtcMs | null;
  readonly beforeSeq: number | null;
}

export interface HistoryPage {
  rows: DecisionRow[];
  looked: number;
  unreadable: number;
  from: UtcMs;
  nextBeforeSeq: number | null;
}

/** Decisions as they are on record. */
export interface RecordedPiece {
  readonly decisions: Array<{ readonly seq: number; readonly at: UtcMs; readonly decided: Decided }>;
  unreadable: number;
  nextBeforeSeq: number | null;
}

interface Failure<Code extends string> {
  readonly code: Code;
  readonly message: string;
}
/**
 * Decisions as the journal has them, for the Decisions screen. Reads through the journal writer, backwards, a bounded
 * piece a call; keeps nothing but the latest state of each order. It decides nothing and nothing waits for it.
 */
export class DecisionHistory {
  readonly #sources: HistorySources;
  readonly #fates = new Fates();

  constructor(sources: HistorySources) {
    this.#sources = sources;
  }

  /** Tells what an order of this run has come to. */
  onOrder({ clientOrderId, state, reason }: Pick<Order, 'clientOrderId' | 'state' | 'reason'>): void {
    if (clientOrderId !== '') this.#fates.set(clientOrderId, { outcome: state, reason: reason ?? '' });
  }

  /** Decisions before `beforeSeq` that fit, newest first. `nextBeforeSeq` goes on, also after a page without any. */
  async page(span: Span & { readonly limit: number; readonly filter: DecisionFilter }): Promise<Read<HistoryPage>> {
    const fits = decisionFits(span.filter);
    const from = span.from ?? this.#sources.startedAt;
    const page: HistoryPage = { rows: [], looked: 0, unreadable: 0, from, nextBeforeSeq: span.beforeSeq };
    for (let requests = 0; requests < REQUESTS_PER_PAGE; requests += 1) {
      const step = await this.#stepBack(page.nextBeforeSeq, from, [DECIDED, ...FATE_TYPES], RECORDS_AT_ONCE);
      if (!step.ok) return step;
      page.nextBeforeSeq = step.value.next;
      for (const record of step.value.records) {
        if (record.type !== DECIDED) {
          this.#noteFate(record);
          continue;
        }
        page.looked += 1;
        const decided = readDecided(record);
        if (decided === undefined) page.unreadable += 1;
        const row = decided && this.#rowOf(record, decided);
        if (row === undefined || !fits(row)) continue;
        page.rows.push(row);
        if (page.rows.length < span.limit) continue;
        page.nextBeforeSeq = record.seq > 1 ? record.seq : null;
        return ok(page);
      }
      if (page.nextBeforeSeq === null) break;
    }
    return ok(page);
  }

  /** Decisions before `beforeSeq` with all that is on record of them, newest first; a smaller piece than a page. */
  async piece(span: Span): Promise<Read<RecordedPiece>> {
    const from = span.from ?? this.#sources.startedAt;
    const piece: RecordedPiece = { decisions: [], unreadable: 0, nextBeforeSeq: span.beforeSeq };
    for (let requests = 0; requests < REQUESTS_PER_PIECE; requests += 1) {
      const step = await this.#stepBack(piece.nextBeforeSeq, from, [DECIDED], RECORDS_AT_ONCE);
      if (!step.ok) return step;
      piece.nextBeforeSeq = step.value.next;
      for (const record of step.value.records) {
        const decided = readDecided(record);
        if (decided === undefined) piece.unreadable += 1;
        else piece.decisions.push({ seq: record.seq, at: Date.parse(record.time), decided });
      }
      if (piece.nextBeforeSeq === null) break;
    }
    return ok(piece);
  }

  /** How many decisions there are before `beforeSeq`, without reading them. */
  async count(span: Span): Promise<Read<{ decisions: number; nextBeforeSeq: number | null }>> {
    const from = span.from ?? this.#sources.startedAt;
    const counted = { decisions: 0, nextBeforeSeq: span.beforeSeq };
    for (let requests = 0; requests < REQUESTS_PER_PAGE; requests += 1) {
      const step = await this.#stepBack(counted.nextBeforeSeq, from, [DECIDED], HEADERS_AT_ONCE, true);
      if (!step.ok) return step;
      counted.decisions += step.value.records.length;
      counted.nextBeforeSeq = step.value.next;
      if (counted.nextBeforeSeq === null) break;
    }
    return ok(counted);
  }

  /** One decision with everything that is on record of it. */
  async open(seq: number): Promise<Result<DecisionRecord, Failure<'journal-failed' | 'no-decision' | 'unreadable'>>> {
    const answer = await this.#tail({ limit: 1, beforeSeq: seq + 1, afterSeq: seq - 1, types: [DECIDED] });
    if (!answer.ok) return answer;
    const [record] = answer.value;
    if (record === undefined)
      return err({ code: 'no-decision', message: `Record ${seq} of the journal is not a decision.` });
    const decided = readDecided(record);
    if (decided === undefined)
      return err({
        code: 'unreadable',
        message: `Record ${seq} is a decision in a form that this version of Holdfast does not know, or it is damaged. The Journal screen shows it as it stands.`,
      });
    const {
      failed: _failed,
      checks: _count,
      outcome: _outcome,
      reason: _reason,
      ...facts
    } = this.#rowOf(record, decided);
    const followed = await this.#follow(record, facts.orderId);
    if (!followed.ok) return followed;
    return ok({
      ...facts,
      intent: otherIntent(decided),
      inputs: inText(decided.data.inputs),
      checks: [...decided.checks],
      hash: record.hash,
      ...followed.value,
    });
  }

  /** What is on record of an order after its decision, up to its end or for so many records. */
  async #follow(
    decision: JournalRecord,
    orderId: string | null,
  ): Promise<Read<Pick<DecisionRecord, 'steps' | 'followedTo' | 'isFollowed'>>> {
    const steps: OrderStep[] = [];
    let after = decision.seq;
    if (orderId === null) return ok({ steps, followedTo: after, isFollowed: true });
    while (after < decision.seq + FOLLOWED) {
      const before = after + HEADERS_AT_ONCE + 1;
      const answer = await this.#tail({
        limit: HEADERS_AT_ONCE,
        beforeSeq: before,
        afterSeq: after,
        types: FATE_TYPES,
      });
      if (!answer.ok) return answer;
      for (const record of answer.value) {
        const fate = readFate(record);
        if (fate === undefined || (fate.orderId !== orderId && fate.decisionSeq !== decision.seq)) continue;
        const { what, quantity, price, note } = fate;
        steps.push({ seq: record.seq, at: Date.parse(record.time), what, quantity, price, note });
        if (hasEnded(what) || steps.length === 200) return ok({ steps, followedTo: record.seq, isFollowed: true });
      }
      if (answer.value.length === 0 && (await this.#isEnd(after)))
        return ok({ steps, followedTo: after, isFollowed: true });
      after = before - 1;
    }
    return ok({ steps, followedTo: after, isFollowed: false });
  }

  /** Whether the journal has nothing after this record. */
  async #isEnd(seq: number): Promise<boolean> {
    const newest = await this.#tail({ limit: 1, headersOnly: true });
    return newest.ok && (newest.value[0]?.seq ?? 0) <= seq;
  }

  #stepBack(
    beforeSeq: number | null,
    from: UtcMs,
    types: readonly string[],
    limit: number,
    headersOnly = false,
  ): Promise<Read<Step>> {
    return stepBack(this.#sources.journal, { beforeSeq, from, types, limit, headersOnly });
  }

  #tail(query: Parameters<HistoryJournal['tail']>[0]): Promise<Read<readonly JournalRecord[]>> {
    return tailOf(this.#sources.journal, query);
  }

  #noteFate(record: JournalRecord): void {
    const fate = readFate(record);
    if (fate === undefined || fate.what === 'fill') return;
    const orderId = fate.orderId ?? (fate.decisionSeq === undefined ? undefined : this.#orderIdOf(fate.decisionSeq));
    if (orderId === undefined) return;
    this.#fates.setIfNew(orderId, { outcome: fate.what === 'withheld' ? 'not-placed' : fate.what, reason: fate.note });
  }

  /** The name that a decision's order gets. */
  #orderIdOf(seq: number): string {
    return clientOrderIdOf(this.#sources.journal.journalId, seq);
  }

  #rowOf(record: JournalRecord, decided: Decided): DecisionRow {
    const { botId, accountId, symbol, side, type, quantity, price, verdict, resizedQuantity } = decided.data;
    const { checks } = decided;
    const orderId = verdict === 'deny' ? null : this.#orderIdOf(record.seq);
    const fate = orderId === null ? undefined : this.#fates.get(orderId);
    return {
      seq: record.seq,
      at: Date.parse(record.time),
      botId,
      accountId,
      symbol,
      side,
      type,
      quantity,
      resizedQuantity: resizedQuantity ?? null,
      price,
      verdict,
      orderId,
      outcome: orderId === null ? 'refused' : (fate?.outcome ?? ''),
      reason: reasonOf(decided) || (fate?.reason ?? ''),
      failed: checks.filter(({ passed }) => !passed).map(({ id, name }) => ({ id, name })),
      checks: checks.length,
    };
  }
}

/** Whether nothing more is to be expected of an order: what was not placed may still turn up. */
const hasEnded = (what: string): boolean =>
  what === 'withheld' || (what in ORDER_LIFECYCLE && ORDER_LIFECYCLE[what as OrderState].next.length === 0);
