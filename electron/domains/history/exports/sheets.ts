import { pairOf } from '#shared/model/asset-pair';
import { clientOrderIdOf } from '#shared/model/client-order-id';
import { type Decimal, formatDecimal } from '#shared/model/decimal';
import { groupOf } from '#shared/model/record-groups';
import { formatUtc } from '#shared/model/time';
import type { JournalRecord } from '../../journal/index';
import { membersOf } from '../facts';
import { type FillRecord, feesOf, fillKey, isPerpetual, notionalOf, readFill, tradeOf } from '../fill-record';
import type { ExportKind } from '../protocol';
import type { Cell } from './csv';
import { type CostMethod, Lots, realisedBy } from './lots';

/** What of the journal goes into a file. */
export interface ExportRange {
  /** UTC milliseconds, both inclusive, by the time in the first column. */
  readonly from: number;
  readonly to: number;
  /** Empty: all. */
  readonly accountId: string;
}

/** Reads records in the journal's order, and gives lines; `end` those that could only be told once all were read. */
export interface Sheet {
  readonly columns: readonly string[];
  take(record: JournalRecord): Cell[][];
  end(): Cell[][];
}

/** The sheet of one kind; what each column means stands in docs/guide/exports.md. */
export function sheetOf(kind: ExportKind, method: CostMethod, range: ExportRange, journalId: string): Sheet {
  switch (kind) {
    case 'fills':
      return fillSheet(range, journalId);
    case 'realised':
      return realisedSheet(range, method, journalId);
    case 'funding':
      return fundingSheet(range);
    case 'decisions':
      return decisionSheet(range, journalId);
    case 'operator':
      return operatorSheet(range);
  }
}

const FILL_COLUMNS = [
  'time_utc',
  'account',
  'bot',
  'symbol',
  'market',
  'side',
  'quantity',
  'base_asset',
  'price',
  'notional',
  'quote_asset',
  'fee_base',
  'fee_quote',
  'fee_other',
  'fee_other_asset',
  'maker',
  'exchange_realised',
  'trade_id',
  'exchange_order_id',
  'client_order_id',
  'record',
] as const;

function fillSheet(range: ExportRange, journalId: string): Sheet {
  const fills = new Fills(journalId);
  return {
    columns: FILL_COLUMNS,
    take: (record) => {
      const found = fills.take(record);
      if (found === undefined || !isWithin(range, found.fill.at, found.fill.accountId)) return [];
      const { fill, botId } = found;
      const fees = feesOf(fill);
      const { base, quote } = pairOf(fill.symbol);
      return [
        [
          formatUtc(fill.at),
          fill.accountId,
          botId,
          fill.symbol,
          marketOf(fill),
          fill.side,
          formatDecimal(fill.quantity),
          base,
          formatDecimal(fill.price),
          formatDecimal(notionalOf(fill)),
          quote,
          formatDecimal(fees.base),
          formatDecimal(fees.quote),
          formatDecimal(fees.other),
          fees.other === 0n ? '' : fill.feeAsset,
          fill.isMaker ? 'yes' : 'no',
          textOf(fill.realised),
          fill.tradeId,
          fill.exchangeOrderId,
          fill.clientOrderId,
          record.seq,
        ],
      ];
    },
    end: () => [],
  };
}

const REALISED_COLUMNS = [
  'closed_utc',
  'account',
  'bot',
  'symbol',
  'market',
  'side',
  'quantity',
  'base_asset',
  'opened_utc',
  'cost',
  'proceeds',
  'realised',
  'quote_asset',
  'method',
  'opening_trade_id',
  'closing_trade_id',
] as const;

/** Fills are matched by when they were executed, which need not be the order in which they were told: so lines come at the end. */
function realisedSheet(range: ExportRange, method: CostMethod, journalId: string): Sheet {
  const fills = new Fills(journalId);
  const all: { readonly fill: FillRecord; readonly botId: string }[] = [];
  return {
    columns: REALISED_COLUMNS,
    take: (record) => {
      const found = fills.take(record);
      if (found !== undefined) all.push(found);
      return [];
    },
    end: () => {
      const lots = new Map<string, Lots>();
      // Stable: executions of one millisecond stay as they were told.
      return all
        .sort((a, b) => a.fill.at - b.fill.at)
        .flatMap(({ fill, botId }) => {
          const key = `${fill.accountId} ${fill.symbol}`;
          const held = lots.get(key) ?? new Lots(method, isPerpetual(fill));
          lots.set(key, held);
          const closings = held.trade(tradeOf(fill));
          if (!isWithin(range, fill.at, fill.accountId)) return [];
          const { base, quote } = pairOf(fill.symbol);
          return closings.map((closing) => [
            formatUtc(fill.at),
            fill.accountId,
            botId,
            fill.symbol,
            marketOf(fill),
            fill.side === 'sell' ? 'long' : 'short',
            formatDecimal(closing.quantity),
            base,
            method === 'average' || closing.lot === undefined ? '' : formatUtc(closing.lot.openedAt),
            textOf(closing.cost),
            formatDecimal(closing.proceeds),
            textOf(realisedBy(closing)),
            quote,
            method,
            method === 'average' ? '' : (closing.lot?.tradeId ?? ''),
            fill.tradeId,
          ]);
        });
    },
  };
}

function fundingSheet(range: ExportRange): Sheet {
  const told = new Set<string>();
  return {
    columns: ['time_utc', 'account', 'kind', 'symbol', 'amount', 'asset', 'id', 'record'],
    take: ({ type, data, seq }) => {
      const members = membersOf(data);
      const [accountId, at, id] = [textIn(members, 'accountId'), Number(members.at), textIn(members, 'id')];
      const key = `${accountId} ${textIn(members, 'kind')} ${id}`;
      if (type !== 'account.income' || !Number.isSafeInteger(at) || !isWithin(range, at, accountId) || told.has(key))
        return [];
      told.add(key);
      const cells = ['kind', 'symbol', 'amount', 'asset'].map((name) => textIn(members, name));
      return [[formatUtc(at), accountId, ...cells, id, seq]];
    },
    end: () => [],
  };
}

const DECISION_TEXTS = [
  'symbol',
  'side',
  'type',
  'quantity',
  'price',
  'stopPrice',
  'timeInForce',
  'reduceOnly',
  'verdict',
  'resizedQuantity',
];

function decisionSheet(range: ExportRange, journalId: string): Sheet {
  return {
    columns: [
      'time_utc',
      'account',
      'bot',
      'bot_order_id',
      'symbol',
      'side',
      'type',
      'quantity',
      'price',
      'stop_price',
      'time_in_force',
      'reduce_only',
      'verdict',
      'resized_quantity',
      'failed_checks',
      'reasons',
      'client_order_id',
      'record',
      'hash',
    ],
    take: ({ type, time, data, seq, hash }) => {
      const members = membersOf(data);
      const accountId = textIn(members, 'accountId');
      if (type !== 'order.decided' || !isWithin(range, Date.parse(time), accountId)) return [];
      const failed = Object.entries(membersOf(members.failed));
      return [
        [
          time,
          accountId,
          textIn(members, 'botId'),
          textIn(members, 'botOrderId'),
          ...DECISION_TEXTS.map((name) => textIn(members, name)),
          failed.map(([id]) => id).join(' '),
          failed.map(([, sentence]) => String(sentence)).join(' '),
          members.verdict === 'deny' ? '' : clientOrderIdOf(journalId, seq),
          seq,
          hash,
        ],
      ];
    },
    end: () => [],
  };
}

/** What a person did or set, and what of halts and keys had to be somebody's deed. Of every account: most name none. */
function operatorSheet(range: ExportRange): Sheet {
  return {
    columns: ['time_utc', 'kind', 'by', 'account', 'bot', 'data', 'record', 'hash'],
    take: ({ type, time, data, seq, hash }) => {
      const group = groupOf(type);
      const isDeed = group === 'operator' || group === 'halts' || group === 'keys';
      const members = membersOf(data);
      const accountId = textIn(members, 'accountId');
      if (!isDeed || !isWithin(range, Date.parse(time), accountId === '' ? range.accountId : accountId)) return [];
      const by = textIn(members, 'by') || textIn(members, 'source');
      return [[time, type, by, accountId, textIn(members, 'botId'), JSON.stringify(data), seq, hash]];
    },
    end: () => [],
  };
}

/** Fills as they are told, each once, and whose they are: a fill names its order, and the order's decision its bot. */
class Fills {
  readonly #journalId: string;
  readonly #told = new Set<string>();
  readonly #botOf = new Map<string, string>();

  constructor(journalId: string) {
    this.#journalId = journalId;
  }

  take({ type, data, seq }: JournalRecord): { readonly fill: FillRecord; readonly botId: string } | undefined {
    if (type === 'order.decided') {
      const members = membersOf(data);
      if (members.verdict !== 'deny') this.#botOf.set(clientOrderIdOf(this.#journalId, seq), textIn(members, 'botId'));
      return undefined;
    }
    const fill = type === 'fill' ? readFill(data) : undefined;
    if (fill === undefined || this.#told.has(fillKey(fill))) return undefined;
    this.#told.add(fillKey(fill));
    return { fill, botId: this.#botOf.get(fill.clientOrderId) ?? '' };
  }
}

const isWithin = ({ from, to, accountId }: ExportRange, at: number, of: string): boolean =>
  at >= from && at <= to && (accountId === '' || accountId === of);
const textIn = (members: Readonly<Record<string, unknown>>, name: string): string =>
  typeof members[name] === 'string' ? String(members[name]) : '';
const textOf = (value: Decimal | undefined): string => (value === undefined ? '' : formatDecimal(value));
const marketOf = (fill: FillRecord): string => (isPerpetual(fill) ? 'perpetual' : 'spot');
