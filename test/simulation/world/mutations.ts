import type { Decimal } from '#shared/model/decimal';
import type { FedReports } from '../../../electron/app/exchange-feed';
import type { ExchangeReports } from '../../../electron/domains/execution/index';
import type { Mutation } from './mutation';

/** Passes on all reports but what `change` replaces. */
const fedWith =
  (change: (reports: ExchangeReports) => Partial<FedReports>) =>
  (reports: ExchangeReports): FedReports => ({
    applyUpdate: (update) => reports.applyUpdate(update),
    applyFill: (fill, isHistory) => reports.applyFill(fill, isHistory),
    applyBalances: (accountId, balances, at) => reports.applyBalances(accountId, balances, at),
    applySnapshot: (accountId, snapshot) => reports.applySnapshot(accountId, snapshot),
    applyPositions: (accountId, positions) => reports.applyPositions(accountId, positions),
    applyIncome: (income, isHistory) => reports.applyIncome(income, isHistory),
    applyLeverages: (accountId, leverages) => reports.applyLeverages(accountId, leverages),
    ...change(reports),
  });

/** Broken parts that the simulation must notice, each as a bug that somebody could write. */
export const MUTATIONS: readonly Mutation[] = [
  { name: 'a disk that says "synced" before it is', diskLies: true },
  {
    name: 'a journal that acknowledges a decision before it is written',
    journal: (journal) => {
      let lastSeq = 0;
      return {
        ...journal,
        append: async (type, data) => {
          const written = journal.append(type, data);
          if (lastSeq === 0) {
            const first = await written;
            if (first.ok) lastSeq = first.value.seq;
            return first;
          }
          void written.then((result) => {
            if (result.ok) lastSeq = Math.max(lastSeq, result.value.seq);
          });
          lastSeq += 1;
          return { ok: true, value: { seq: lastSeq } };
        },
      };
    },
  },
  {
    name: 'an order entry that sends again when the outcome is unknown',
    entry: (entry) => ({
      ...entry,
      place: async (order) => {
        const answer = await entry.place(order);
        return !answer.ok && answer.error.code === 'outcome-unknown' ? entry.place(order) : answer;
      },
    }),
  },
  {
    name: 'an order entry that takes an unknown outcome for a refusal',
    entry: (entry) => ({
      ...entry,
      place: async (order) => {
        const answer = await entry.place(order);
        if (answer.ok || answer.error.code !== 'outcome-unknown') return answer;
        return { ok: false, error: { ...answer.error, code: 'rejected' } };
      },
    }),
  },
  {
    name: 'a gate that says ACTIVE while trading is halted',
    gate: () => ({ look: () => ({ state: 'ACTIVE', reason: '' }) }),
  },
  {
    name: 'a gate that is looked at once a second only',
    gate: (gate) => {
      const answers = new Map<string, { readonly at: number; readonly answer: ReturnType<typeof gate.look> }>();
      return {
        look: (subject) => {
          const known = answers.get(subject.botId);
          if (known !== undefined && Date.now() - known.at < 1_000) return known.answer;
          const answer = gate.look(subject);
          answers.set(subject.botId, { at: Date.now(), answer });
          return answer;
        },
      };
    },
  },
  {
    name: 'a book that drops a fill',
    feed: fedWith((reports) => {
      let fills = 0;
      return {
        applyFill: (fill, isHistory) => {
          fills += 1;
          if (fills % 5 !== 0) reports.applyFill(fill, isHistory);
        },
      };
    }),
  },
  {
    name: 'a book that counts a fill told twice as two',
    feed: fedWith((reports) => {
      let told = 0;
      return {
        applyFill: (fill, isHistory) => {
          told += 1;
          reports.applyFill(told % 5 === 0 ? { ...fill, tradeId: `${fill.tradeId}-${told}` } : fill, isHistory);
        },
      };
    }),
  },
  {
    name: 'a book that never hears how an order ended',
    feed: fedWith((reports) => ({
      applyUpdate: (update) => {
        if (update.state !== 'cancelled') reports.applyUpdate(update);
      },
    })),
  },
  {
    name: 'a cancel that says it is done and never leaves',
    entry: (entry) => {
      let cancels = 0;
      return {
        ...entry,
        cancel: async (order) => {
          cancels += 1;
          if (cancels % 3 !== 0) return entry.cancel(order);
          const asked = await entry.query(order);
          return asked.ok ? { ok: true, value: { ...asked.value, state: 'cancelled' } } : asked;
        },
      };
    },
  },
  {
    name: 'a limit that is taken for a fifth higher than it is',
    limits: (limits) => {
      const position = limits['max-position'];
      if (position?.value === undefined) return limits;
      return { ...limits, 'max-position': { ...position, value: ((position.value * 6n) / 5n) as Decimal } };
    },
  },
  {
    name: 'a journal that leaves refusals out',
    journal: (journal) => ({
      ...journal,
      append: async (type, data) => {
        const isRefusal = (data as { readonly verdict?: string }).verdict === 'deny';
        return isRefusal ? { ok: true, value: { seq: 1 } } : journal.append(type, data);
      },
    }),
  },
  {
    name: 'a guard that reports without cancelling',
    guard: (guard) => ({
      isReady: () => guard.isReady(),
      cancelAll: async (_haltId, accountIds) =>
        accountIds.map((accountId) => ({
          accountId,
          state: 'verified-empty',
          listings: 1,
          problem: null,
          orders: [],
          firstCancelSentMs: 1,
          finishedMs: 2,
        })),
    }),
  },
  {
    name: 'a funding that the book counts for the other side',
    feed: fedWith((reports) => ({
      applyIncome: (income, isHistory) =>
        reports.applyIncome({ ...income, amount: -income.amount as Decimal }, isHistory),
    })),
  },
  {
    name: 'an order entry that forgets that an order only reduces',
    entry: (entry) => ({ ...entry, place: (order) => entry.place({ ...order, reduceOnly: false }) }),
  },
  {
    name: 'a snapshot without its fills',
    feed: fedWith((reports) => ({
      applySnapshot: (accountId, snapshot) => reports.applySnapshot(accountId, { ...snapshot, fills: [] }),
    })),
  },
];
