import { z } from 'zod';
import { RECORD_GROUPS } from '../model/record-groups';
import { channel, decimalText, nothing, utcMs } from './define';

/*
 * The history: search, stories, charts and exports. All of it is told by a read model of the journal, which may be behind it: `indexed` says how
 * far it is. A window names no file: where an export goes is asked by main, in the system's own dialog.
 */

const seq = z.number().int().positive();
const count = z.number().int().nonnegative();
const name = z.string().max(100);
/** Filters are names as records have them; empty: any. */
const filter = z.string().max(100);
const group = z.enum(RECORD_GROUPS.map(({ id }) => id));

/** How the read model stands: see HistoryStatus in electron/domains/history. */
export const historyStatus = z.strictObject({
  state: z.enum(['starting', 'building', 'ready', 'failed']),
  indexed: count,
  of: count,
  message: z.string().max(2_000),
  /** It was made without the records before this one, which are archived in `folder` (empty: not known where). */
  since: z.strictObject({ seq, at: utcMs, folder: z.string().max(8_192) }).nullable(),
});
export type HistoryStatusView = z.infer<typeof historyStatus>;
export const historyChanged = z.strictObject({ status: historyStatus });

export const historyEvent = z.strictObject({
  seq,
  at: utcMs,
  kind: z.string().max(64),
  botId: name,
  accountId: name,
  symbol: name,
  /** Client order id; empty: of no order. */
  orderId: name,
  haltId: name,
  /** One line, in an operator's words where there are some. */
  words: z.string().max(300),
});
export type HistoryEventView = z.infer<typeof historyEvent>;

export const historyQuery = z.strictObject({
  /** Beginnings of words, all of which a record has; in quotation marks one after the other. */
  text: z.string().max(200),
  botId: filter,
  accountId: filter,
  symbol: filter,
  orderId: filter,
  group: group.or(z.literal('')),
  /** Both inclusive. */
  from: utcMs.nullable(),
  to: utcMs.nullable(),
  beforeSeq: seq.nullable(),
  limit: z.number().int().min(1).max(200),
});
export type HistoryQueryView = z.infer<typeof historyQuery>;

/** `own`: of the same order or halt as the subject. */
export const storyEvent = historyEvent.extend({ role: z.enum(['subject', 'own', 'around']) });
export type StoryEventView = z.infer<typeof storyEvent>;
export const storyView = z.strictObject({
  /** Oldest first. */
  events: z.array(storyEvent).max(1_000),
  /** There was more within the time than is told. */
  isCutBefore: z.boolean(),
  isCutAfter: z.boolean(),
});
export type StoryView = z.infer<typeof storyView>;

const points = 300;
export const chartsView = z.strictObject({
  accounts: z.array(
    z.strictObject({
      accountId: name,
      points: z
        .array(
          z.strictObject({
            at: utcMs,
            /** USDT; null where it was not known. */
            equity: decimalText.nullable(),
            /** The largest within the point's stretch. */
            exposure: decimalText.nullable(),
            /** Percent below the highest equity so far; the deepest within the point's stretch. */
            drawdown: z.number().nullable(),
          }),
        )
        .max(points),
    }),
  ),
  bots: z.array(
    z.strictObject({
      botId: name,
      quote: z.string().max(20),
      /** Since the journal began, by average cost, less fees in quote and base. */
      points: z.array(z.strictObject({ at: utcMs, realised: decimalText, fees: decimalText })).max(points),
      /** Fills of which something is in neither number. */
      unpriced: count,
    }),
  ),
  /** Of the decisions in the time: `allowed`, `resized`, or a check that refused. */
  reasons: z.array(z.strictObject({ reason: z.string().max(100), count })).max(100),
  /** From decision to acknowledgement, milliseconds. */
  latency: z
    .array(z.strictObject({ at: utcMs, p50: z.number().nonnegative(), p99: z.number().nonnegative(), count }))
    .max(points),
});
export type ChartsView = z.infer<typeof chartsView>;

export const EXPORT_KINDS = ['fills', 'realised', 'funding', 'decisions', 'operator'] as const;
export const COST_METHODS = ['fifo', 'lifo', 'average'] as const;

export const savedExport = z.strictObject({
  file: z.string().max(8_192),
  rows: count,
  bytes: count,
  sha256: z.string().length(64),
});
export type SavedExport = z.infer<typeof savedExport>;

/** The export that is being written, and how the last one since Holdfast started ended. */
export const exportsView = z.strictObject({
  /** Records read, and to be read; `total` is 0 while it is not known. */
  job: z.strictObject({ done: count, total: count, startedAt: utcMs, isCancelling: z.boolean() }).nullable(),
  /** Saved, or why not: what happened, what to do. */
  last: z.strictObject({ saved: savedExport.nullable(), message: z.string().max(10_000) }).nullable(),
});
export type ExportsView = z.infer<typeof exportsView>;

const historyErrors = ['history-failed'] as const;

export const historyChannels = {
  'history.status': channel({ request: nothing, response: historyStatus, errors: [] }),
  /** Names that records have, for filters. */
  'history.choices': channel({
    request: nothing,
    response: z.strictObject({ bots: z.array(name), accounts: z.array(name), symbols: z.array(name) }),
    errors: historyErrors,
  }),
  /** The newest that match, newest first. */
  'history.search': channel({
    request: historyQuery,
    response: z.strictObject({
      events: z.array(historyEvent).max(200),
      hasMore: z.boolean(),
      tookMs: z.number().nonnegative(),
      /** The last record that was looked at. */
      indexed: count,
    }),
    errors: historyErrors,
  }),
  'history.story': channel({
    request: z.strictObject({ seq, windowMs: z.number().int().min(1_000).max(86_400_000) }),
    response: storyView,
    errors: ['history-failed', 'no-such-record'],
  }),
  /** The record that a halt began with. */
  'history.halt': channel({
    request: z.strictObject({ haltId: name }),
    response: z.strictObject({ seq }),
    errors: ['history-failed', 'no-such-record'],
  }),
  'history.charts': channel({
    request: z.strictObject({ from: utcMs, to: utcMs }),
    response: chartsView,
    errors: historyErrors,
  }),
  /** Throws the read model away and makes it anew from the journal. */
  'history.rebuild': channel({ request: nothing, response: nothing, errors: [] }),
  /** Asks where to, writes the file from the journal, and puts it on record; `history.exports-changed` tells how it gets on. `saved` is null when the dialog was closed without. */
  'history.export': channel({
    request: z.strictObject({
      kind: z.enum(EXPORT_KINDS),
      method: z.enum(COST_METHODS),
      from: utcMs,
      to: utcMs,
      accountId: filter,
    }),
    response: z.strictObject({ saved: savedExport.nullable() }),
    errors: ['running', 'journal-broken', 'not-written', 'cancelled'],
  }),
  'history.exports': channel({ request: nothing, response: exportsView, errors: [] }),
  /** Ends the export that is being written; no file is left of it. */
  'history.cancel-export': channel({ request: nothing, response: nothing, errors: ['not-running'] }),
} as const;
