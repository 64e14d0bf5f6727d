import { ok } from '#shared/model/result';
import { DecisionHistory, type HistoryJournal } from '../../electron/app/decisions/history';
import type { JournalEntry, TailQuery } from '../../electron/domains/journal/index';
import { readTail } from '../../electron/domains/journal/tail';
import { FaultyFiles } from './faulty-files';
import { bytesOf, FOLDER, ManualClock, openWriter } from './journal-rig';

export const JOURNAL_ID = 'abc123';

/** One check, passed unless it has a message. */
interface Seen {
  readonly id: string;
  readonly message?: string;
  readonly level?: string;
  readonly observed?: string;
}
export const check = (id: string, over: Partial<Seen> = {}): Seen => ({ id, ...over });

/** Checks as they are journaled. */
const recordedChecks = (checks: readonly Seen[]) => ({
  checks: checks.map(({ id, level, observed = '1' }) =>
    level === undefined ? [id, observed, '2'] : [id, observed, '2', level],
  ),
  failed: Object.fromEntries(checks.flatMap(({ id, message }) => (message === undefined ? [] : [[id, message]]))),
  waived: [],
});

interface Over {
  readonly checks?: readonly Seen[];
  readonly [member: string]: unknown;
}

/** A decision as execution journals it. */
export const decided = ({ checks = [check('order-size'), check('balance')], ...over }: Over = {}): JournalEntry => ({
  type: 'order.decided',
  data: {
    botId: 'grid-1',
    accountId: 'sub-1',
    botOrderId: 'b-1',
    symbol: 'BTC/USDT',
    side: 'buy',
    type: 'limit',
    quantity: '0.01',
    price: '64000.5',
    stopPrice: null,
    timeInForce: 'GTC',
    inputs: { state: 'ACTIVE', bid: '64000', priceAgeMs: 140, position: null },
    verdict: 'allow',
    ...recordedChecks(checks),
    ...over,
  },
});

export const denied = (over: Over = {}): JournalEntry =>
  decided({
    verdict: 'deny',
    checks: [check('order-size'), check('balance', { message: 'It needs more than is free.' })],
    ...over,
  });

/** What becomes of the order of the decision at `seq`. */
export const fate = (seq: number, state: string, over: object = {}): JournalEntry => ({
  type: `order.${state}`,
  data: { clientOrderId: `h${JOURNAL_ID}${seq.toString(36)}`, botId: 'grid-1', filled: '0', reason: null, ...over },
});

/** A real journal on a disk in memory, and the history that reads it. Every question asked of the journal is kept. */
export async function historyRig(segmentBytes?: number) {
  const files = new FaultyFiles();
  const clock = new ManualClock();
  const { writer } = await openWriter(files, { clock, ...(segmentBytes !== undefined && { segmentBytes }) });
  const queries: TailQuery[] = [];
  let largest = 0;
  const journal: HistoryJournal = {
    journalId: JOURNAL_ID,
    tail: async (query) => {
      queries.push(query);
      const records = await readTail(files, FOLDER, writer.end, query);
      largest = Math.max(largest, records.length);
      return ok(records);
    },
  };
  return {
    clock,
    journal,
    queries,
    /** Most records that came with one answer. */
    largest: () => largest,
    history: new DecisionHistory({ journal, startedAt: clock.now() }),
    /** Appends each entry and returns the sequence of the first. */
    async write(...entries: JournalEntry[]): Promise<number> {
      const first = writer.end.head.seq + 1;
      for (let at = 0; at < entries.length; at += 500) {
        const written = await writer.append(bytesOf(entries.slice(at, at + 500)));
        if (!written.ok) throw new Error(written.error.message);
      }
      return first;
    },
  };
}
