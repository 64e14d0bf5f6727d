/*
 * Snapshots and changes as main would send them, made from a seed: for tests of the screens and for pictures of states
 * that the real app reaches only by accident. The same seed gives the same desk.
 */
import { PORTFOLIO } from '#shared/model/trading-state';
import type { Change, Snapshot } from '../../shared/contract/index';
import { equityLine, fakeBots, fakeTotal, healthy, JOURNAL_AWAY, WORLD } from './fake-desk/accounts';
import { fakeDecision, fakeDecisions } from './fake-desk/decisions';
import { haltReport, standingHalt } from './fake-desk/halts';
import { fakeHash } from './fake-desk/journal';
import { endedOrder, fakeEnded, fakeOrder, fakeOrders, movedOrder } from './fake-desk/orders';
import { fakePositions } from './fake-desk/positions';
import { type Random, randomFrom } from './fake-desk/random';
import { fakeRehearsal } from './fake-desk/runbook';
import { fakeFirings } from './fake-desk/triggers';

export const DESK_STATES = [
  'first-run',
  'busy',
  'stale',
  'empty',
  'error',
  'reducing',
  'part-halted',
  'halt-running',
  'halted',
  'halt-not-verified',
  'halted-before',
] as const;
export type DeskState = (typeof DESK_STATES)[number];

/** The whole desk in one state. `now` is UTC milliseconds. */
export function fakeSnapshot(state: DeskState, now: number, seed = 7): Snapshot {
  const random = randomFrom(seed);
  const isQuiet = state === 'first-run' || state === 'empty';
  const asOf = state === 'stale' ? now - 14_000 : now - 300;
  const orders = isQuiet || state.startsWith('halt') ? [] : fakeOrders(random, 300, now);
  const bots = state === 'empty' ? [] : fakeBots(random, state, orders, now, asOf);
  const total = fakeTotal(state, orders, asOf);
  const accounts = state === 'empty' ? [] : total.accounts;
  const base: Snapshot = {
    revision: 1_000,
    at: now,
    appVersion: '0.1.0',
    dataFolder: '/home/operator/.config/Holdfast',
    notices: [],
    trading: {
      state: 'ACTIVE',
      reason: '',
      blocked: '',
      since: now - 3_600_000,
      haltId: null,
      passphraseSet: true,
      halts: [],
      rehearsal: fakeRehearsal(now - 3 * 86_400_000),
    },
    vault: { state: 'unlocked', keychain: 'available', message: '', autoLockMinutes: 15, keys: 3 },
    journal: { healthy: true, message: '', headSeq: 144_204, headHash: fakeHash(144_204), setAside: '' },
    halt: null,
    firings: fakeFirings(state, now),
    total: total.total,
    equity: state === 'empty' || state === 'first-run' ? [] : equityLine(random, now),
    health: healthy(state),
    accounts,
    bots,
    positions: isQuiet ? [] : fakePositions(random, asOf),
    orders,
    ended: isQuiet ? [] : fakeEnded(randomFrom(seed + 2), 120, now),
    decisions: isQuiet ? [] : fakeDecisions(random, 400, now),
  };
  return { ...base, ...inState(state, now, random) };
}

/** How far the halt of a state is. */
const PROGRESS: Partial<Record<DeskState, 'running' | 'verified-empty' | 'not-verified'>> = {
  'halt-running': 'running',
  halted: 'verified-empty',
  'halt-not-verified': 'not-verified',
};

function inState(state: DeskState, now: number, random: Random): Partial<Snapshot> {
  const halted = (reason: string, haltId: string | null, passphraseSet: boolean): Partial<Snapshot> => ({
    trading: {
      state: 'HALTED',
      reason,
      blocked: '',
      since: now - 42_000,
      haltId,
      passphraseSet,
      rehearsal: fakeRehearsal(now - 3 * 86_400_000),
      halts: [
        { ...standingHalt(PORTFOLIO, 'HALTED', reason, now - 42_000, PROGRESS[state]), id: haltId ?? 'halt-before' },
      ],
    },
  });
  switch (state) {
    case 'first-run':
      return {
        trading: {
          state: 'ACTIVE',
          reason: '',
          blocked: '',
          since: now - 2_000,
          haltId: null,
          passphraseSet: false,
          halts: [],
          rehearsal: null,
        },
        journal: { healthy: true, message: '', headSeq: 6, headHash: fakeHash(6), setAside: '' },
      };
    case 'reducing':
      return {
        trading: {
          state: 'REDUCING',
          reason: 'The exchange link is unsteady.',
          blocked: '',
          since: now - 4_000,
          haltId: null,
          passphraseSet: true,
          rehearsal: fakeRehearsal(now - 3 * 86_400_000),
          halts: [standingHalt(PORTFOLIO, 'REDUCING', 'The exchange link is unsteady.', now - 4_000)],
        },
      };
    case 'part-halted':
      return {
        trading: {
          state: 'ACTIVE',
          reason: '',
          blocked: '',
          since: now - 3_600_000,
          haltId: null,
          passphraseSet: true,
          rehearsal: fakeRehearsal(now - 3 * 86_400_000),
          halts: [
            standingHalt({ kind: 'bot', botId: 'grid-2' }, 'HALTED', 'The operator halted bot grid-2.', now - 130_000),
            standingHalt(
              { kind: 'symbol', symbol: 'SOL/USDT' },
              'REDUCING',
              'The operator set symbol SOL/USDT to REDUCING.',
              now - 31_000,
            ),
          ],
        },
      };
    case 'halt-running':
    case 'halted':
    case 'halt-not-verified': {
      const halt = haltReport(state, now, random);
      return { ...halted('Halt all was pressed.', halt.id, state !== 'halt-not-verified'), halt };
    }
    case 'halted-before':
      return {
        ...halted('The state file was damaged, so trading stays stopped until you have looked.', null, true),
        notices: ['The halt state file could not be read and was set aside as halt-state.damaged-1.json.'],
        journal: {
          healthy: true,
          message: '',
          headSeq: 144_204,
          headHash: fakeHash(144_204),
          setAside: '212 bytes after record 144,190 were incomplete; they are kept in 000003.torn-1.',
        },
      };
    case 'error':
      return {
        trading: {
          state: 'ACTIVE',
          reason: '',
          blocked: JOURNAL_AWAY,
          since: now - 3_600_000,
          haltId: null,
          passphraseSet: true,
          rehearsal: fakeRehearsal(now - 3 * 86_400_000),
          halts: [],
        },
        journal: {
          healthy: false,
          message:
            'The journal cannot be written: the disk is full. New orders are refused; cancels and the halt work.',
          headSeq: 144_204,
          headHash: fakeHash(144_204),
          setAside: '',
        },
      };
    default:
      return {};
  }
}

/** A desk that lives: each `next` is the change that main would send next. */
export class FakeDesk {
  snapshot: Snapshot;
  readonly #random: Random;
  #decided = 0;

  constructor(snapshot: Snapshot, seed = 7) {
    this.snapshot = snapshot;
    this.#random = randomFrom(seed + 1);
  }

  /** The next change: `moved` orders with new distances, one replaced, one decision, new totals. */
  next(now: number, moved = 40): Change {
    const random = this.#random;
    const { orders, decisions } = this.snapshot;
    const changed = new Map<string, (typeof orders)[number]>();
    for (let count = 0; count < moved && orders.length > 0; count += 1) {
      const order = random.pick(orders);
      changed.set(order.id, movedOrder(random, order, now));
    }
    const leaver = orders.length > 250 ? random.pick(orders) : undefined;
    const leaving = leaver?.id;
    if (leaving !== undefined) changed.delete(leaving);
    const arriving = orders.length === 0 ? [] : [fakeOrder(random, now)];
    this.#decided += 1;
    const seq = (decisions.at(-1)?.seq ?? 0) + 1 + random.below(4);
    const asOf = now - random.below(400);
    const equity = Number(this.snapshot.total.equity ?? WORLD.equity) + random.between(-3, 3);
    const change: Change = {
      revision: this.snapshot.revision + 1,
      at: now,
      total: { ...this.snapshot.total, equity: equity.toFixed(4), asOf },
      accounts: this.snapshot.accounts.map((account) => ({ ...account, asOf })),
      bots: this.snapshot.bots.map((bot) => ({ ...bot, asOf, unrealised: random.between(-20, 20).toFixed(4) })),
      positions: this.snapshot.positions.map((position) => ({
        ...position,
        asOf,
        unrealised: random.between(-20, 20).toFixed(4),
      })),
      orders: [...changed.values(), ...arriving],
      ordersRemoved: leaving === undefined ? [] : [leaving],
      ended: leaver === undefined ? [] : [endedOrder(random, leaver, now)],
      decisions: [fakeDecision(random, seq, now)],
      equity: this.#decided % 10 === 0 ? [{ at: now, equity }] : [],
    };
    return change;
  }
}
