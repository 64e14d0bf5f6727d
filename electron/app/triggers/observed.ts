import type { ObservedPiece } from '#shared/contract/triggers';
import { type Decimal, mul, parseDecimal, toNumber } from '#shared/model/decimal';
import { ok } from '#shared/model/result';
import type { UtcMs } from '#shared/model/time';
import type { RecordedObservation } from '#shared/model/trigger-replay';
import type { TriggerId } from '#shared/model/triggers';
import { FOREIGN_BOT } from '../../domains/execution/index';
import type { JournalRecord } from '../../domains/journal/index';
import { type Decided, readDecided } from '../decisions/read-record';
import { type Read, stepBack, type TailJournal } from '../decisions/steps';
import { saysNothingOfTheBot } from './tell';

/** Of one call: main decides on orders meanwhile (see decisions/history.ts, whose bounds these are). */
const RECORDS_AT_ONCE = 20;
const REQUESTS_PER_PIECE = 8;
const MAX_TEXT = 200;

type Found = Omit<RecordedObservation, 'at' | 'seq' | 'isDecision'>;
interface Reader {
  readonly types: readonly string[];
  /** What the record says of the trigger; nothing of a record that says nothing of it. */
  readonly read: (record: JournalRecord, accountOf: (botId: string) => string) => readonly Found[];
}

const DECIDED = 'order.decided';

/** A reader of decisions. */
const ofDecisions = (of: (decided: Decided, seq: number) => readonly Found[]): Reader => ({
  types: [DECIDED],
  read: (record) => {
    const decided = readDecided(record);
    return decided === undefined ? [] : of(decided, record.seq);
  },
});

const failed = ({ checks }: Decided, id: string): boolean => checks.some((check) => check.id === id && !check.passed);
const limitOf = ({ checks }: Decided, id: string): Decimal | undefined =>
  parseDecimal(checks.find((check) => check.id === id)?.limit ?? '');
function input({ data: { inputs } }: Decided, name: string): Decimal | undefined {
  const value = inputs[name];
  return typeof value === 'string' ? parseDecimal(value) : undefined;
}
const ratio = (a: Decimal, b: Decimal): number => Number((a * 1_000_000n) / b) / 1_000_000;
const member = (data: unknown, name: string): string => {
  const value = (data as Readonly<Record<string, unknown>> | null)?.[name];
  return typeof value === 'string' ? value : '';
};

function dailyLoss(decided: Decided, seq: number): Found[] {
  const { botId, accountId } = decided.data;
  const scopes = [
    ['Bot', 'bot', `bot ${botId}`],
    ['Account', 'account', `account ${accountId}`],
    ['Portfolio', 'portfolio', 'portfolio'],
  ] as const;
  return scopes.flatMap(([name, scope, key]) => {
    const [loss, limit] = [input(decided, `dayLossOf${name}`), limitOf(decided, `daily-loss-${scope}`)];
    return loss === undefined || limit === undefined || limit <= 0n
      ? []
      : [{ key, id: seq, value: ratio(loss, limit) * 100 }];
  });
}

/** Peak and equity of the account are on record; those of bot and portfolio are not. */
function drawdown(decided: Decided, seq: number): Found[] {
  const [equity, peak] = [input(decided, 'equityOfAccount'), input(decided, 'peakOfAccount')];
  const limit = limitOf(decided, 'drawdown-account');
  if (equity === undefined || peak === undefined || limit === undefined || peak <= 0n || limit <= 0n) return [];
  const percent = ratio((peak - equity) as Decimal, peak) * 100;
  return [{ key: `account ${decided.data.accountId}`, id: seq, value: (percent / toNumber(limit)) * 100 }];
}

function worth(decided: Decided, seq: number): Found[] {
  const { botId, symbol, price, quantity, verdict } = decided.data;
  const [bid, ask] = [input(decided, 'bid'), input(decided, 'ask')];
  const middle = bid === undefined || ask === undefined ? undefined : (((bid + ask) / 2n) as Decimal);
  const at = price === null ? middle : parseDecimal(price);
  const size = parseDecimal(quantity);
  if (verdict === 'deny' || at === undefined || size === undefined) return [];
  const value = toNumber(mul(at, size));
  return [{ key: `${botId} ${symbol}`, id: seq, value, seen: `worth ${value.toFixed(2)}` }];
}

function crossed(decided: Decided): Found[] {
  const [bid, ask] = [input(decided, 'bid'), input(decided, 'ask')];
  if (bid === undefined || ask === undefined || ask <= 0n) return [];
  const value = bid > ask ? ratio((bid - ask) as Decimal, ask) * 10_000 : 0;
  return [{ key: decided.data.symbol, id: `${bid} ${ask}`, value }];
}

const refused = (decided: Decided, seq: number): Found[] =>
  decided.data.verdict !== 'deny' || decided.checks.some(({ id, passed }) => !passed && saysNothingOfTheBot(id))
    ? []
    : [{ key: decided.data.botId, id: seq, value: 1, seen: Object.keys(decided.data.failed).join(', ') }];

/** What the journal holds of each trigger that it can tell of. */
const READERS: Partial<Record<TriggerId, Reader>> = {
  'daily-loss': ofDecisions(dailyLoss),
  drawdown: ofDecisions(drawdown),
  'order-rate': ofDecisions(({ data: { botId, verdict } }, seq) =>
    verdict === 'deny' ? [] : [{ key: botId, id: seq, value: 1 }],
  ),
  'order-size': ofDecisions(worth),
  'order-hours': ofDecisions((decided, seq) =>
    failed(decided, 'operating-hours') ? [{ key: decided.data.botId, id: seq, value: 1 }] : [],
  ),
  'data-stale': ofDecisions(({ data: { symbol, inputs } }, seq) =>
    typeof inputs.priceAgeMs === 'number' ? [{ key: symbol, id: seq, value: inputs.priceAgeMs }] : [],
  ),
  'data-crossed': ofDecisions(crossed),
  'data-absurd': ofDecisions(({ data: { symbol }, checks }, seq) => {
    const value = Number(checks.find(({ id }) => id === 'reference-jump')?.observed);
    return Number.isFinite(value) ? [{ key: symbol, id: seq, value }] : [];
  }),
  'reject-spike': {
    types: [DECIDED, 'order.rejected'],
    read: (record) => {
      if (record.type !== DECIDED) {
        const [key, id, seen] = ['botId', 'clientOrderId', 'reason'].map((name) => member(record.data, name));
        return [{ key: key ?? '', id: id ?? '', value: 1, seen: seen ?? '' }];
      }
      const decided = readDecided(record);
      return decided === undefined ? [] : refused(decided, record.seq);
    },
  },
  'error-streak': {
    types: ['order.rejected', 'order.acknowledged', 'order.waiting', 'order.triggered'],
    read: ({ type, data }, accountOf) => {
      const key = accountOf(member(data, 'botId'));
      const value = type === 'order.rejected' ? 1 : 0;
      return key === '' ? [] : [{ key, id: member(data, 'clientOrderId'), value, seen: member(data, 'reason') }];
    },
  },
  'foreign-order': {
    types: ['order.adopted', 'fill'],
    read: ({ type, data }) => {
      const order = member(data, 'exchangeOrderId');
      if (type === 'fill' && member(data, 'clientOrderId').startsWith('h')) return [];
      if (type !== 'fill' && member(data, 'botId') !== FOREIGN_BOT) return [];
      // The record of an order that was found does not name its account; that of a fill does.
      const key = member(data, 'accountId') || 'an account';
      return [{ key, id: `order ${order}`, value: 1, seen: `order ${order}` }];
    },
  },
  'reconcile-mismatch': {
    types: ['account.adjusted', 'position.adjusted'],
    read: ({ data, seq }) => [
      {
        key: member(data, 'accountId'),
        id: seq,
        value: 1,
        seen: `${member(data, 'asset') || member(data, 'symbol')} by ${member(data, 'by')}`,
      },
    ],
  },
};

/** Triggers of which the journal holds what they would have been told. */
export const isRecorded = (id: TriggerId): boolean => READERS[id] !== undefined;

/** A bounded piece of what is on record for a trigger since `from`, newest first. */
export async function observedIn(
  journal: TailJournal,
  accountOf: (botId: string) => string,
  triggerId: TriggerId,
  from: UtcMs,
  beforeSeq: number | null,
): Promise<Read<ObservedPiece>> {
  const reader = READERS[triggerId];
  const piece: ObservedPiece = { observations: [], records: 0, oldestAt: null, nextBeforeSeq: beforeSeq };
  if (reader === undefined) return ok({ ...piece, nextBeforeSeq: null });
  for (let requests = 0; requests < REQUESTS_PER_PIECE; requests += 1) {
    const step = await stepBack(journal, {
      beforeSeq: piece.nextBeforeSeq,
      from,
      types: reader.types,
      limit: RECORDS_AT_ONCE,
    });
    if (!step.ok) return step;
    piece.nextBeforeSeq = step.value.next;
    for (const record of step.value.records) {
      piece.records += 1;
      piece.oldestAt = Date.parse(record.time);
      for (const { key, id, value, seen = '' } of reader.read(record, accountOf)) {
        const at = piece.oldestAt;
        const text = { key: key.slice(0, MAX_TEXT), id: String(id).slice(0, MAX_TEXT), seen: seen.slice(0, MAX_TEXT) };
        piece.observations.push({ ...text, at, value, seq: record.seq, isDecision: record.type === DECIDED });
      }
    }
    if (piece.nextBeforeSeq === null) break;
  }
  return ok(piece);
}
