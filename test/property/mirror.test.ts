import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change, Snapshot } from '#shared/contract/desk';
import { DeskMirror } from '../../electron/app/desk/mirror';
import { applyChange } from '../../renderer/mirror/apply-change';
import { VirtualClock } from '../support/virtual-clock';

type First = ConstructorParameters<typeof DeskMirror>[1];
type Order = Snapshot['orders'][number];
type Ended = Snapshot['ended'][number];
type Decision = Snapshot['decisions'][number];
type Position = Snapshot['positions'][number];

const total = { accountId: 'total', equity: '1' } as Snapshot['total'];
const first = {
  appVersion: '0',
  dataFolder: '/',
  notices: [],
  trading: {
    state: 'ACTIVE',
    reason: '',
    blocked: '',
    since: 0,
    haltId: null,
    passphraseSet: false,
    halts: [],
    rehearsal: null,
  },
  vault: { state: 'not-set-up', keychain: 'available', message: '', autoLockMinutes: 15, keys: 0 },
  journal: { healthy: true, message: '', headSeq: 0, headHash: '', setAside: '' },
  halt: null,
  firings: [],
  health: [],
  bots: [],
  accounts: [],
  total,
} as First;

const id = fc.constantFrom('a', 'b', 'c', 'd');
const step = fc.oneof(
  fc.record({ do: fc.constant('order' as const), id, filled: fc.nat(3) }),
  fc.record({ do: fc.constant('gone' as const), id }),
  fc.record({ do: fc.constant('ended' as const), id, filled: fc.nat(3) }),
  fc.record({ do: fc.constant('position' as const), id, quantity: fc.nat(3) }),
  fc.record({ do: fc.constant('decision' as const), seq: fc.integer({ min: 1, max: 12 }), outcome: fc.nat(3) }),
  fc.record({ do: fc.constant('equity' as const), at: fc.nat(1_000) }),
  fc.record({ do: fc.constant('total' as const), equity: fc.nat(3), urgent: fc.boolean() }),
  fc.record({ do: fc.constant('trading' as const), halted: fc.boolean() }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1, 50, 100, 250) }),
  fc.record({ do: fc.constant('look' as const) }),
);

/** Lists without their order, and without the time at which each side was made. */
function shape(snapshot: Snapshot): object {
  const { at: _at, orders, ended, positions, decisions, ...rest } = snapshot;
  const by = <T>(rows: readonly T[], key: (row: T) => string | number): T[] =>
    [...rows].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  return {
    ...rest,
    orders: by(orders, (row) => row.id),
    ended: by(ended, (row) => row.id),
    positions: by(positions, (row) => row.id),
    decisions: by(decisions, (row) => row.seq),
  };
}

describe('What the screens mirror', () => {
  it('a snapshot and the changes after it are always the same as a later snapshot', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const clock = new VirtualClock();
        let mirrored: Snapshot | undefined;
        const revisions: number[] = [];
        const mirror = new DeskMirror(clock, first, (change: Change) => {
          revisions.push(change.revision);
          if (mirrored !== undefined) mirrored = applyChange(mirrored, change);
        });
        for (const each of steps) {
          if (each.do === 'order') mirror.setOrder(each.id, { id: each.id, filled: String(each.filled) } as Order);
          else if (each.do === 'gone') mirror.setOrder(each.id, undefined);
          else if (each.do === 'ended') mirror.setEnded({ id: each.id, filled: String(each.filled) } as Ended);
          else if (each.do === 'position')
            mirror.setPosition({ id: each.id, quantity: String(each.quantity) } as Position);
          else if (each.do === 'decision')
            mirror.setDecision({ seq: each.seq, reason: String(each.outcome) } as Decision);
          else if (each.do === 'equity') mirror.addEquity({ at: each.at, equity: each.at }, 4_000);
          else if (each.do === 'total') mirror.set({ total: { ...total, equity: String(each.equity) } }, each.urgent);
          else if (each.do === 'trading')
            mirror.set({ trading: { ...first.trading, state: each.halted ? 'HALTED' : 'ACTIVE' } }, true);
          else if (each.do === 'wait') await clock.advance(each.ms);
          else mirrored ??= mirror.snapshot();
        }
        mirrored ??= mirror.snapshot();
        expect(mirrored.revision).toBeLessThanOrEqual(mirror.current.revision);
        const later = mirror.snapshot();
        expect(shape(mirrored)).toEqual(shape(later));
        expect(revisions).toEqual(revisions.map((_, index) => index + 1));
      }),
      { numRuns: 1_000 },
    );
  });

  it('changes go out at most ten times a second, however much happens; a halt goes at once', async () => {
    const clock = new VirtualClock();
    const changes: Change[] = [];
    const mirror = new DeskMirror(clock, first, (change) => changes.push(change));
    for (let index = 0; index < 1_000; index += 1) {
      mirror.setOrder('a', { id: 'a', filled: String(index) } as Order);
      await clock.advance(1);
    }
    expect(changes.length).toBeLessThanOrEqual(10);
    expect(changes.length).toBeGreaterThanOrEqual(9);
    const before = changes.length;
    mirror.set({ trading: { ...first.trading, state: 'HALTED' } }, true);
    expect(changes).toHaveLength(before + 1);
    expect(changes.at(-1)?.trading?.state).toBe('HALTED');
    mirror.set({ trading: { ...first.trading, state: 'HALTED' } }, true);
    expect(changes).toHaveLength(before + 1);
  });
});
