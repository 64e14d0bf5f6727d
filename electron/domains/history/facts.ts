import { clientOrderIdOf } from '#shared/model/client-order-id';
import { recordWords } from '#shared/model/record-words';
import type { JournalRecord } from '../journal/index';

type Data = Readonly<Record<string, unknown>>;

/** Whose record it is. Empty text: it says nothing of it. */
export interface Subject {
  readonly botId: string;
  readonly accountId: string;
  readonly symbol: string;
}

/** What the read model knows of one record; all else stays in the journal. */
export interface Facts extends Subject {
  readonly seq: number;
  /** UTC milliseconds, by the writer's clock. */
  readonly at: number;
  readonly kind: string;
  /** The client order id that ties a decision, its order and its fills together. */
  readonly orderId: string;
  readonly haltId: string;
  /** One line, at most `WORDS_MAX` characters. */
  readonly words: string;
}

/** Longest line kept of a record, characters. */
export const WORDS_MAX = 300;

/**
 * Reads the facts out of a record of any kind and version: members of other forms are passed over, so that no record is missing from a
 * story. `subjectOf` tells whose an order is, which records of its states do not say.
 */
export function factsOf(
  { seq, time, type, data }: JournalRecord,
  journalId: string,
  subjectOf: (orderId: string) => Subject | undefined,
): Facts {
  const members = membersOf(data);
  const scope = membersOf(members.scope ?? membersOf(members.halt).scope);
  const orderId = orderIdIn(type, seq, members, journalId);
  const known = type === 'order.decided' || orderId === '' ? undefined : subjectOf(orderId);
  const one = (name: keyof Subject): string => text(members[name]) || known?.[name] || text(scope[name]);
  return {
    seq,
    at: Date.parse(time),
    kind: type,
    botId: one('botId'),
    accountId: one('accountId'),
    symbol: one('symbol'),
    orderId,
    haltId: haltIdIn(type, members),
    words: (recordWords(type, data) ?? plain(data)).slice(0, WORDS_MAX),
  };
}

function orderIdIn(type: string, seq: number, data: Data, journalId: string): string {
  if (type === 'order.decided') return data.verdict === 'deny' ? '' : clientOrderIdOf(journalId, seq);
  if (type === 'order.withheld')
    return Number.isSafeInteger(data.seq) ? clientOrderIdOf(journalId, Number(data.seq)) : '';
  return text(data.clientOrderId);
}

function haltIdIn(type: string, data: Data): string {
  if (type === 'halt.tripped') return text(data.id);
  return text(data.haltId) || text(membersOf(data.halt).id);
}

/** Members of an object; none of anything else. */
export const membersOf = (value: unknown): Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Data) : {};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** JSON without what is only there for machines. */
function plain(data: unknown): string {
  const json = JSON.stringify(data) ?? '';
  return json.length > 10 * WORDS_MAX
    ? json.slice(0, WORDS_MAX).replace(/[{}"]/g, '')
    : json.replace(/[{}"]/g, '').replaceAll(',', ', ');
}
