import type { RecordGroup } from '#shared/model/record-groups';
import type { WrittenCsv } from './exports/csv';
import type { CostMethod } from './exports/lots';
import type { ExportRange } from './exports/sheets';
import type { Facts } from './facts';

/** How the read model stands. `of`: the journal's last record; what is beyond `indexed` is not in any answer yet. */
export interface HistoryStatus {
  /** `building`: more than a moment behind. `failed`: it cannot be read or made; trading and the journal are not touched by it. */
  readonly state: 'starting' | 'building' | 'ready' | 'failed';
  readonly indexed: number;
  readonly of: number;
  /** Why it was made anew or failed, what that means, what to do; empty otherwise. */
  readonly message: string;
  /** Where it begins when it was made without records that are archived; null: with the first record, or not known yet. */
  readonly since: HistoryBeginning | null;
}

/** The first record in it, the time that it says (UTC milliseconds), and the folder that those before were archived to; empty: not known. */
export interface HistoryBeginning {
  readonly seq: number;
  readonly at: number;
  readonly folder: string;
}

/** Empty text and null: any. */
export interface HistoryQuery {
  /** Words, or beginnings of them, all of which a record must have; in quotation marks one after the other. */
  readonly text: string;
  readonly botId: string;
  readonly accountId: string;
  readonly symbol: string;
  readonly orderId: string;
  readonly group: RecordGroup | '';
  /** UTC milliseconds, both inclusive. */
  readonly from: number | null;
  readonly to: number | null;
  /** Only records before this one: the next page. */
  readonly beforeSeq: number | null;
  /** 1 to 200. */
  readonly limit: number;
}

/** The newest that match, newest first. */
export interface HistoryFound {
  readonly events: readonly Facts[];
  readonly hasMore: boolean;
  readonly tookMs: number;
}

/** What a record is to the one that a story is about. `own`: of the same order or the same halt. */
export type StoryRole = 'subject' | 'own' | 'around';
export interface StoryEvent extends Facts {
  readonly role: StoryRole;
}

/** One timeline, oldest first. */
export interface Story {
  readonly events: readonly StoryEvent[];
  /** Whether there was more within the time than is told, before and after. */
  readonly isCutBefore: boolean;
  readonly isCutAfter: boolean;
}

export interface ChartsQuery {
  /** UTC milliseconds, both inclusive. */
  readonly from: number;
  readonly to: number;
}

export interface ValuePoint {
  readonly at: number;
  /** Decimal text, USDT; null where it was not known. */
  readonly equity: string | null;
  readonly exposure: string | null;
  /** Percent below the highest equity so far, deepest within the point's stretch; null where it was not known. */
  readonly drawdown: number | null;
}

/** Everything the charts draw: at most `MAX_POINTS` points a line. */
export interface Charts {
  readonly accounts: readonly { readonly accountId: string; readonly points: readonly ValuePoint[] }[];
  /** Since the journal began, in the quote asset; `unpriced` fills have something that is in neither number. */
  readonly bots: readonly {
    readonly botId: string;
    readonly quote: string;
    readonly points: readonly { readonly at: number; readonly realised: string; readonly fees: string }[];
    readonly unpriced: number;
  }[];
  /** Decisions in the time asked for: `allowed`, `resized`, or the id of a check that refused; the most frequent first. */
  readonly reasons: readonly { readonly reason: string; readonly count: number }[];
  /** From the decision to the exchange's acknowledgement, milliseconds, to within 10 %. */
  readonly latency: readonly {
    readonly at: number;
    readonly p50: number;
    readonly p99: number;
    readonly count: number;
  }[];
}

/** Most points of one line, and of one chart. */
export const MAX_POINTS = 240;

export interface HistoryChoices {
  readonly bots: readonly string[];
  readonly accounts: readonly string[];
  readonly symbols: readonly string[];
}

export const EXPORT_KINDS = ['fills', 'realised', 'funding', 'decisions', 'operator'] as const;
export type ExportKind = (typeof EXPORT_KINDS)[number];

/** What to export, and to where. */
export interface ExportOrder extends ExportRange {
  readonly kind: ExportKind;
  /** Only of `realised`. */
  readonly method: CostMethod;
  /** Absolute; its folder is there. */
  readonly path: string;
  /** The journal up to this record, which is durable. */
  readonly toSeq: number;
}

/** How far an export has read, of the records it reads. */
export interface Exporting {
  readonly readSeq: number;
  readonly toSeq: number;
}

/** What travels between main and the read model's process. */
export interface HistoryWire {
  readonly config: { readonly journalFolder: string; readonly journalId: string; readonly folder: string };
  readonly ready: HistoryStatus;
  readonly requests: {
    /** `indexed`: the last record that was looked at. */
    readonly search: {
      readonly params: HistoryQuery;
      readonly result: HistoryFound & { readonly indexed: number };
    };
    /** Null: there is no such record in it. */
    readonly story: {
      readonly params: { readonly seq: number; readonly windowMs: number };
      readonly result: { readonly story: Story | null };
    };
    readonly halt: { readonly params: { readonly haltId: string }; readonly result: { readonly seq: number | null } };
    readonly charts: { readonly params: ChartsQuery; readonly result: Charts };
    readonly choices: { readonly params: Record<string, never>; readonly result: HistoryChoices };
    /** One at a time. Fails with `cancelled`, `journal-broken` or `not-written`. */
    readonly export: { readonly params: ExportOrder; readonly result: WrittenCsv };
  };
  readonly notices: {
    /** The journal is durable up to this record. */
    readonly follow: { readonly seq: number };
    readonly rebuild: Record<string, never>;
    /** Ends the export that is being written, if one is: it fails with `cancelled`. */
    readonly 'cancel-export': Record<string, never>;
  };
  readonly events: { readonly status: HistoryStatus; readonly exporting: Exporting };
}
