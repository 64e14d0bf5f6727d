import { triggerHandlers } from '../../../electron/app/triggers/handlers';
import { TriggersDesk } from '../../../electron/app/triggers/triggers-desk';
import { firingView } from '../../../electron/app/triggers/view';
import { TriggerService } from '../../../electron/domains/triggers/index';
import type { ChannelName, Request } from '../../../shared/contract/index';
import type { FiringView, ObservedPiece } from '../../../shared/contract/triggers';
import { ok } from '../../../shared/model/result';
import { NO_STORED_TRIGGERS, type StoredTriggers } from '../../../shared/model/stored-triggers';
import { TRIGGERS, type TriggerId } from '../../../shared/model/triggers';
import type { DeskState } from '../fake-desk';
import { FAKE_PASSPHRASE } from './limits';

type TriggerChannel = Extract<ChannelName, `triggers.${string}`>;
type Sees = Parameters<ConstructorParameters<typeof TriggerService>[0]['sample']>[0];

/** What made-up triggers see: id, whom, value. */
const SEEN: ReadonlyArray<readonly [TriggerId, string, number]> = [
  ['daily-loss', 'bot grid-3', 61.42],
  ['daily-loss', 'portfolio', 22.8],
  ['drawdown', 'account sub-3', 34.1],
  ['leverage', 'sub-4', 2.4],
  ['error-streak', 'sub-1', 0],
  ['latency', 'sub-2', 41.3],
  ['slippage', 'grid-1', 2.1],
  ['data-stale', 'SOL/USDT', 312],
  ['data-crossed', 'BTC/USDT', 0],
  ['data-absurd', 'ETH/USDT', 1.0021],
  ['exchange-unreachable', 'sub-1', 0],
  ['maintenance', 'BTC/USDT', 0],
  ['order-size', 'grid-2 ETH/USDT', 1.31],
  ['bot-heartbeat', 'grid-2', 640],
  ['clock-skew', 'binance', 18],
  ['clock-jump', 'this machine', 1],
  ['journal-failure', 'journal', 0],
];

/** Triggers of a made-up desk, evaluated and changed by the real service and desk. */
export class FakeTriggers {
  readonly #service: TriggerService;
  readonly #handlers: ReturnType<typeof triggerHandlers>;
  readonly #isQuiet: boolean;

  constructor(state: DeskState, now = Date.now()) {
    this.#isQuiet = state === 'first-run' || state === 'empty';
    let ms = 1_000_000;
    const clock = {
      now: () => now - 1_000_000 + ms,
      monotonicMs: () => ms,
      after: () => () => undefined,
      every: () => () => undefined,
    };
    const desk = new TriggersDesk(storedOf(this.#isQuiet), {
      clock,
      checkPassphrase: async (text) => (text === FAKE_PASSPHRASE ? 'right' : 'wrong'),
      append: async () => ok({ seq: 1 }),
      record: () => undefined,
      save: () => {
        if (state === 'error') throw new Error('no space left on device');
      },
      onChange: (settings) => this.#service.replace(settings),
    });
    let sees = (_tell: Sees): void => undefined;
    this.#service = new TriggerService({
      clock,
      settings: desk.settings,
      sample: (tell) => sees(tell),
      act: ({ scope, action }) =>
        action === 'warn' ? { haltId: null, under: null } : { haltId: 'halt-20260102030405678', under: scope },
      isHeld: () => true,
      record: () => undefined,
      memory: { read: async () => undefined, write: async () => undefined },
      onChange: () => undefined,
    });
    const look = (count: number, values: typeof SEEN): void => {
      for (let index = 0; index < count; index += 1) {
        ms += 250;
        const id = ms;
        sees = (tell) => {
          for (const [trigger, key, value] of values) tell(trigger, { key, id, value, of: ofKey(key) });
        };
        this.#service.look();
      }
    };
    if (!this.#isQuiet) {
      ms = 820_000;
      if (state === 'busy' || state === 'part-halted' || state === 'stale') {
        look(3, [['data-crossed', 'SOL/USDT', 99.6]]);
        ms += 1_000;
        look(1, [['data-crossed', 'SOL/USDT', 0]]);
        look(3, [['bot-heartbeat', 'grid-2', 4_210]]);
      }
      ms = 999_000;
      look(2, SEEN);
    }
    ms = 1_000_000;
    this.#handlers = triggerHandlers({
      triggers: { desk, service: this.#service },
      clock: { ...clock, now: () => (state === 'stale' ? now - 14_000 : Date.now()) },
      settings: { bots: [] },
    } as unknown as Parameters<typeof triggerHandlers>[0]);
  }

  /** What waits for an acknowledgement. */
  get firings(): FiringView[] {
    return this.#service.unacknowledged().map(firingView);
  }

  static answers(name: string): name is TriggerChannel {
    return name.startsWith('triggers.');
  }

  async answer(name: TriggerChannel, request: never): Promise<unknown> {
    if (name === 'triggers.observed' && TRIGGERS_RECORDED(request)) return { ok: true, value: this.#observed(request) };
    return this.#handlers[name](request);
  }

  /** A day in which the worst came at noon. */
  #observed({ triggerId, from }: Request<'triggers.observed'>): ObservedPiece {
    if (this.#isQuiet) return { observations: [], records: 0, oldestAt: null, nextBeforeSeq: null };
    const { threshold } = TRIGGERS[triggerId].standard;
    const { counts } = TRIGGERS[triggerId] as { readonly counts: string };
    const observations = Array.from({ length: 1_440 }, (_, index) => {
      const away = Math.abs(720 - index) / 720;
      const value = counts === 'level' ? threshold * (1.04 - away * 0.8) : 1;
      const seq = 100_000 - index;
      return {
        key: 'grid-1',
        id: String(seq),
        at: from + 3_600_000 + (1_440 - index) * 500,
        value,
        seen: '',
        seq,
        isDecision: true,
      };
    });
    return { observations, records: 1_440, oldestAt: from + 60_000, nextBeforeSeq: null };
  }
}

const TRIGGERS_RECORDED = ({ triggerId }: Request<'triggers.observed'>): boolean =>
  !('notRecorded' in TRIGGERS[triggerId]);

const ofKey = (key: string) => {
  if (key.includes('/')) return { symbol: key };
  if (key.startsWith('grid-')) return { botId: key, accountId: key.replace('grid', 'sub'), exchange: 'binance' };
  return { accountId: key, exchange: 'binance' };
};

/** One is stricter than the standard, one is off. */
const storedOf = (isQuiet: boolean): StoredTriggers =>
  isQuiet
    ? NO_STORED_TRIGGERS
    : {
        version: 1,
        set: {
          'daily-loss': { ...TRIGGERS['daily-loss'].standard, threshold: 90 },
          'order-hours': { ...TRIGGERS['order-hours'].standard, enabled: false },
        },
      };

/** What waits for an acknowledgement in a state of the desk. */
export const fakeFirings = (state: DeskState, now: number): FiringView[] => new FakeTriggers(state, now).firings;
