import type { RecordGroup } from '#shared/model/record-groups';
import type { Facts } from '../facts';
import type { HistoryFound, HistoryQuery } from '../protocol';
import type { HistoryDatabase, NameRole } from './database';
import { groupNumber, markOf } from './indexer';

/** Columns of a record as `Facts`. */
const FACTS = `e.seq AS seq, e.at AS at, k.text AS kind, b.text AS botId, a.text AS accountId, s.text AS symbol,
  e.order_id AS orderId, e.halt_id AS haltId, e.words AS words`;
const NAMES =
  'CROSS JOIN name k ON k.id = e.kind CROSS JOIN name b ON b.id = e.bot CROSS JOIN name a ON a.id = e.account CROSS JOIN name s ON s.id = e.symbol';

/** What records are picked by. All optional; those left out pick nothing out. */
export interface Pick {
  readonly text?: string;
  readonly botId?: string;
  readonly accountId?: string;
  readonly symbol?: string;
  readonly orderId?: string;
  readonly haltId?: string;
  readonly group?: RecordGroup | '';
  /** Records from and to this sequence, inclusive. */
  readonly fromSeq?: number;
  readonly toSeq?: number;
  readonly limit: number;
  readonly order: 'newest' | 'oldest';
}

/** Records by what they are about and the words in them. Whatever is asked for, the word index answers, walking from the asked end. */
export function pick(database: HistoryDatabase, about: Pick): Facts[] {
  const marks = marksOf(database, about);
  if (marks === undefined) return [];
  const words = wordsOf(about.text ?? '');
  if (words.length === 0 && (about.text ?? '').trim() !== '') return [];
  const match = [...marks, ...words].join(' AND ');
  const direction = about.order === 'newest' ? 'DESC' : 'ASC';
  const [from, to] = [about.fromSeq ?? 0, about.toSeq ?? Number.MAX_SAFE_INTEGER];
  if (match === '')
    return database.rows<Facts>(
      `SELECT ${FACTS} FROM event e ${NAMES} WHERE e.seq BETWEEN CAST(? AS INTEGER) AND CAST(? AS INTEGER) ORDER BY e.seq ${direction} LIMIT CAST(? AS INTEGER)`,
      from,
      to,
      about.limit,
    );
  return database.rows<Facts>(
    `SELECT ${FACTS} FROM (SELECT rowid FROM word_index WHERE word_index MATCH ? AND rowid BETWEEN CAST(? AS INTEGER) AND CAST(? AS INTEGER)
       ORDER BY rowid ${direction} LIMIT CAST(? AS INTEGER)) w
     CROSS JOIN event e ON e.seq = w.rowid ${NAMES} ORDER BY e.seq ${direction}`,
    match,
    from,
    to,
    about.limit,
  );
}

/** The newest records that match a query, a page of them. */
export function search(database: HistoryDatabase, query: HistoryQuery, nowMs: () => number): HistoryFound {
  const startedMs = nowMs();
  const within = seqsWithin(database, query.from, query.to);
  const toSeq = Math.min(within?.to ?? Number.MAX_SAFE_INTEGER, (query.beforeSeq ?? Number.MAX_SAFE_INTEGER) - 1);
  const { from: _from, to: _to, beforeSeq: _beforeSeq, ...about } = query;
  const found: Facts[] = [];
  const isTimed = query.from !== null || query.to !== null;
  let last = toSeq;
  // The clock may have been set back: within the sequence some records may be of another time.
  while (within !== undefined && found.length <= query.limit) {
    const limit = query.limit + 1;
    const page = pick(database, { ...about, fromSeq: within.from, toSeq: last, limit, order: 'newest' });
    found.push(...page.filter(({ at }) => !isTimed || (at >= (query.from ?? 0) && at <= (query.to ?? at))));
    if (page.length < limit) break;
    last = (page.at(-1)?.seq ?? 1) - 1;
  }
  const events = found.slice(0, query.limit);
  return { events, hasMore: found.length > query.limit, tookMs: nowMs() - startedMs };
}

/** The first and last sequence of a time; undefined when no record is of it. */
export function seqsWithin(
  database: HistoryDatabase,
  from: number | null,
  to: number | null,
): { readonly from: number; readonly to: number } | undefined {
  if (from === null && to === null) return { from: 0, to: Number.MAX_SAFE_INTEGER };
  const [found] = database.rows<{ from: number | null; to: number | null }>(
    'SELECT min(seq) AS "from", max(seq) AS "to" FROM event INDEXED BY event_at WHERE at BETWEEN CAST(? AS INTEGER) AND CAST(? AS INTEGER)',
    from ?? 0,
    to ?? Number.MAX_SAFE_INTEGER,
  );
  return found?.from == null || found.to == null ? undefined : { from: found.from, to: found.to };
}

/** Undefined when no record can match: a name that none has. */
function marksOf(database: HistoryDatabase, about: Pick): string[] | undefined {
  const named = (role: Exclude<NameRole, 'kind'>, name: string | undefined): string[] | undefined => {
    if (name === undefined || name === '') return [];
    const id = database.knownNameId(role, name);
    return id === undefined ? undefined : [markOf(role, id)];
  };
  const [bot, account, symbol] = [
    named('bot', about.botId),
    named('account', about.accountId),
    named('symbol', about.symbol),
  ];
  if (bot === undefined || account === undefined || symbol === undefined) return undefined;
  return [
    ...bot,
    ...account,
    ...symbol,
    ...(about.group === undefined || about.group === '' ? [] : [markOf('group', groupNumber(about.group))]),
    ...(about.orderId === undefined || about.orderId === '' ? [] : [markOf('order', about.orderId)]),
    ...(about.haltId === undefined || about.haltId === '' ? [] : [markOf('halt', about.haltId)]),
  ].map((mark) => `"${mark}"`);
}

const MOST_WORDS = 12;

/** What was typed, as the word index asks for it: each word by its beginning, what stands in quotation marks as it is. */
function wordsOf(text: string): string[] {
  const parts = [...text.replace(/[\uE000-\uF8FF]/g, ' ').matchAll(/"([^"]*)"|[^\s"]+/g)];
  return parts
    .map(([all, quoted]) => ({ word: quoted ?? all, isWhole: quoted !== undefined }))
    .filter(({ word }) => /[\p{L}\p{N}]/u.test(word))
    .slice(0, MOST_WORDS)
    .map(({ word, isWhole }) => `"${word}"${isWhole ? '' : ' *'}`);
}
