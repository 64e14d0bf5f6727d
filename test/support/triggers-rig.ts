import { type Firing, type Sample, TriggerService } from '../../electron/domains/triggers/index';
import { type StoredTriggers, settingsOf } from '../../shared/model/stored-triggers';
import { type HaltScope, scopeKey } from '../../shared/model/trading-state';
import type { TriggerId } from '../../shared/model/triggers';
import { VirtualClock } from './virtual-clock';

export const GRID_1 = { botId: 'grid-1', accountId: 'sub-1', exchange: 'binance' } as const;

/** The real service with what it looks at, whom it stops and where it keeps things in the test's hand. */
export function triggersRig({ set = {}, kept }: { readonly set?: StoredTriggers['set']; readonly kept?: string } = {}) {
  const clock = new VirtualClock();
  /** What happened, in order: records, acts, both by name. */
  const log: string[] = [];
  const records: Array<{ readonly type: string; readonly data: Record<string, unknown> }> = [];
  const acted: Array<Omit<Firing, 'haltId' | 'under'>> = [];
  const held = new Set<string>();
  const world = { text: kept, isDiskFull: false, isLate: false };
  let sees: readonly (readonly [TriggerId, Sample])[] = [];
  const service = new TriggerService({
    clock,
    settings: settingsOf({ version: 1, set }),
    sample: (tell, isLate) => {
      world.isLate = isLate;
      for (const [id, sample] of sees) tell(id, sample);
    },
    act: (firing) => {
      log.push(`act ${firing.action} ${scopeKey(firing.scope)}`);
      acted.push(firing);
      if (firing.action === 'warn') return { haltId: null, under: null };
      held.add(scopeKey(firing.scope));
      return { haltId: `halt-${acted.length}`, under: firing.scope };
    },
    isHeld: (scope) => held.has(scopeKey(scope)),
    record: (type, data) => {
      log.push(type);
      records.push({ type, data: data as Record<string, unknown> });
    },
    memory: {
      read: async () => world.text,
      write: async (text) => {
        if (world.isDiskFull) throw new Error('ENOSPC');
        world.text = text;
      },
    },
    onChange: () => undefined,
  });
  let looks = 0;
  return {
    service,
    clock,
    log,
    records,
    acted,
    held,
    world,
    resume: (scope: HaltScope) => held.delete(scopeKey(scope)),
    /** So many looks, each of which sees this value afresh, unless a name is given. */
    look: async (count: number, id: TriggerId, value: number, over: Partial<Sample> = {}) => {
      for (let index = 0; index < count; index += 1) {
        looks += 1;
        sees = [[id, { key: 'BTC/USDT', id: looks, value, of: { symbol: 'BTC/USDT' }, ...over }]];
        await clock.advance(250);
      }
      sees = [];
    },
    seeNothing: async (ms: number) => {
      sees = [];
      await clock.advance(ms);
    },
  };
}
