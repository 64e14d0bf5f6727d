import type { RecordGroup } from '#shared/model/record-groups';
import type { Facts } from '../facts';
import type { Story, StoryEvent, StoryRole } from '../protocol';
import type { HistoryDatabase } from './database';
import { pick, seqsWithin } from './search';

/** Most records of the order or halt itself. */
const MOST_OWN = 300;
/** Most records around it on either side: the nearest. */
const MOST_AROUND = 150;
/** Read on either side to find them among what is none of its business. */
const MOST_LOOKED_AT = 2_000;

/**
 * Everything before and after one record, across processes, oldest first: all records of the same order or halt, whenever they were; what
 * happened within `windowMs` of it to the same bot, account or symbol, or to everything; and, however long ago, the last start or stop of its
 * bot and the last halt or resume before it, and the next after it: the state of things it met. Undefined when there is no such record.
 */
export function storyOf(database: HistoryDatabase, seq: number, windowMs: number): Story | undefined {
  const [subject] = pick(database, { fromSeq: seq, toSeq: seq, limit: 1, order: 'oldest' });
  if (subject === undefined) return undefined;
  const found = new Map<number, StoryEvent>();
  const take = (facts: Facts, role: StoryRole): void => {
    if (!found.has(facts.seq)) found.set(facts.seq, { ...facts, role });
  };
  take(subject, 'subject');
  for (const own of ownRecords(database, subject)) take(own, 'own');

  const within = seqsWithin(database, subject.at - windowMs, subject.at + windowMs) ?? { from: seq, to: seq };
  const before = around(database, subject, { from: within.from, to: seq - 1, order: 'newest' });
  const after = around(database, subject, { from: seq + 1, to: within.to, order: 'oldest' });
  for (const facts of [...before.facts, ...after.facts]) take(facts, 'around');
  for (const facts of standing(database, subject)) take(facts, 'around');
  return {
    events: [...found.values()].sort((a, b) => a.seq - b.seq),
    isCutBefore: before.isCut,
    isCutAfter: after.isCut,
  };
}

function ownRecords(database: HistoryDatabase, { orderId, haltId }: Facts): Facts[] {
  const ofOrder = orderId === '' ? [] : pick(database, { orderId, limit: MOST_OWN, order: 'oldest' });
  const ofHalt = haltId === '' ? [] : pick(database, { haltId, limit: MOST_OWN, order: 'oldest' });
  return [...ofOrder, ...ofHalt];
}

function around(
  database: HistoryDatabase,
  subject: Facts,
  { from, to, order }: { readonly from: number; readonly to: number; readonly order: 'newest' | 'oldest' },
): { readonly facts: readonly Facts[]; readonly isCut: boolean } {
  if (from > to) return { facts: [], isCut: false };
  const looked = pick(database, { fromSeq: from, toSeq: to, limit: MOST_LOOKED_AT, order });
  const facts = looked.filter((facts) => concerns(subject, facts));
  return { facts: facts.slice(0, MOST_AROUND), isCut: facts.length > MOST_AROUND || looked.length === MOST_LOOKED_AT };
}

/** Whether what happened could have to do with it: nobody's in particular, or of the same bot, account or symbol. */
function concerns(subject: Facts, { botId, accountId, symbol }: Facts): boolean {
  if (botId === '' && accountId === '' && symbol === '') return true;
  const isEverybodys = subject.botId === '' && subject.accountId === '' && subject.symbol === '';
  if (isEverybodys) return true;
  if (botId !== '' && subject.botId !== '') return botId === subject.botId;
  if (accountId !== '' && subject.accountId !== '') return accountId === subject.accountId;
  return symbol === '' || subject.symbol === '' || symbol === subject.symbol;
}

/** What stood at the time: the nearest start or stop of the bot, and the nearest halt or resume, on either side. */
function standing(database: HistoryDatabase, { seq, botId }: Facts): Facts[] {
  const nearest = (group: RecordGroup, of: { readonly botId?: string }): Facts[] => [
    ...pick(database, { ...of, group, toSeq: seq - 1, limit: 1, order: 'newest' }),
    ...pick(database, { ...of, group, fromSeq: seq + 1, limit: 1, order: 'oldest' }),
  ];
  return [...(botId === '' ? [] : nearest('bots', { botId })), ...nearest('halts', {})];
}
