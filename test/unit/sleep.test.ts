import { describe, expect, it } from 'vitest';
import type { LinkedExchange } from '../../electron/app/exchanges';
import { type Gap, watchForSleep } from '../../electron/app/sleep-watch';
import { WakeCheck } from '../../electron/app/wake-check';
import type { Exchange, ExchangeBudget, ExchangeSnapshot } from '../../electron/domains/exchange/index';
import { Silence } from '../../electron/platform/process/silence';
import { VirtualClock } from '../support/virtual-clock';

/** A clock whose timers can come late, as after a sleep during which the monotonic clock goes on. */
class HeldUpClock extends VirtualClock {
  #extraMs = 0;
  hold(ms: number): void {
    this.#extraMs += ms;
  }
  override monotonicMs(): number {
    return super.monotonicMs() + this.#extraMs;
  }
  override now(): number {
    return super.now() + this.#extraMs;
  }
}

describe('a sleep is noticed', () => {
  const watched = (clock: VirtualClock): Gap[] => {
    const gaps: Gap[] = [];
    watchForSleep(clock, (gap) => gaps.push(gap));
    return gaps;
  };

  it('by the wall clock running ahead of the monotonic one, and by nothing else for hours', async () => {
    const clock = new VirtualClock();
    const gaps = watched(clock);
    await clock.advance(3_600_000);
    clock.jumpWall(1_500);
    await clock.advance(1_000);
    expect(gaps).toEqual([]);
    clock.jumpWall(3_600_000);
    await clock.advance(1_000);
    expect(gaps).toEqual([{ kind: 'slept', ms: 3_600_000 }]);
  });

  it('by a look that comes late where both clocks go on in sleep', async () => {
    const clock = new HeldUpClock();
    const gaps = watched(clock);
    await clock.advance(1_000);
    clock.hold(60_000);
    await clock.advance(1_000);
    expect(gaps).toEqual([{ kind: 'held-up', ms: 60_500 }]);
  });

  it('a clock set back is told as that', async () => {
    const clock = new VirtualClock();
    const gaps = watched(clock);
    clock.jumpWall(-7_000);
    await clock.advance(1_000);
    expect(gaps).toEqual([{ kind: 'clock-set-back', ms: 7_000 }]);
  });
});

/** One exchange with two accounts, whose worker comes back under a new pid when it is started anew. */
class World {
  readonly clock = new VirtualClock();
  readonly said: string[] = [];
  readonly records: Array<readonly [string, unknown]> = [];
  doubts: string[] = [];
  blocked: string | undefined;
  halted: string | undefined;
  pid = 1;
  restarts = 0;
  #onSnapshot: (snapshot: ExchangeSnapshot) => void = () => undefined;
  #onBudget: (budget: ExchangeBudget) => void = () => undefined;
  readonly check: WakeCheck;

  constructor() {
    const status = () => ({ pid: this.pid });
    const exchange = {
      restart: () => {
        this.restarts += 1;
      },
      get status() {
        return status();
      },
      onSnapshot: (listener: (snapshot: ExchangeSnapshot) => void) => {
        this.#onSnapshot = listener;
      },
      onBudget: (listener: (budget: ExchangeBudget) => void) => {
        this.#onBudget = listener;
      },
    } as unknown as Exchange;
    const linked: LinkedExchange = { id: 'binance', exchange, accountIds: ['sub-1', 'sub-2'], symbols: [] };
    this.check = new WakeCheck({
      clock: this.clock,
      linked: [linked],
      block: (reason) => {
        this.blocked = reason;
      },
      lift: () => {
        this.said.push(this.halted === undefined ? 'lifted' : 'lifted after the halt');
        this.blocked = undefined;
      },
      doubts: () => this.doubts,
      halt: (reason) => {
        this.said.push('halted');
        this.halted = reason;
      },
      record: (type, data) => this.records.push([type, data]),
    });
    this.check.start();
  }

  read(...accountIds: string[]): void {
    for (const accountId of accountIds) this.#onSnapshot({ accountId } as ExchangeSnapshot);
  }

  skew(clockSkewMs: number | undefined): void {
    this.#onBudget({ usedWeight: 0, droppedValues: 0, clockSkewMs });
  }

  async sleep(ms = 90_000): Promise<void> {
    this.clock.jumpWall(ms);
    await this.clock.advance(500);
  }

  /** The worker is back, all is read, and its clock is ours. */
  async comeBack(skewMs = 12): Promise<void> {
    this.pid += 1;
    this.read('sub-1', 'sub-2');
    this.skew(skewMs);
    await this.clock.advance(200);
  }
}

describe('after a sleep', () => {
  it('nothing leaves until clock and every account were read afresh; then trading goes on by itself', async () => {
    const world = new World();
    await world.sleep();
    expect(world.blocked).toContain('slept for 90 s');
    expect(world.restarts).toBe(1);
    // What the worker of before still tells is from before.
    world.read('sub-1', 'sub-2');
    world.skew(0);
    await world.clock.advance(1_000);
    expect(world.blocked).toBeDefined();
    world.pid += 1;
    world.read('sub-1');
    world.skew(12);
    await world.clock.advance(1_000);
    expect(world.blocked).toBeDefined();
    world.read('sub-2');
    await world.clock.advance(200);
    expect(world.blocked).toBeUndefined();
    expect(world.halted).toBeUndefined();
    expect(world.records.map(([type]) => type)).toEqual(['console.slept', 'console.reconciled']);
    expect(world.records[1]?.[1]).toMatchObject({ kind: 'slept', ms: 90_000, skewMs: { binance: 12 } });
  });

  it('an order of unknown outcome is waited for; one that stays unknown is a halt, before the block goes', async () => {
    const world = new World();
    await world.sleep();
    world.doubts = ['what became of order h1 is not known'];
    await world.comeBack();
    expect(world.blocked).toBeDefined();
    world.doubts = [];
    await world.clock.advance(200);
    expect(world.blocked).toBeUndefined();

    const other = new World();
    await other.sleep();
    other.doubts = ['what became of order h1 is not known'];
    await other.comeBack();
    await other.clock.advance(60_000);
    expect(other.halted).toContain('order h1');
    expect(other.said).toEqual(['halted', 'lifted after the halt']);
  });

  it('money that fills do not explain is a halt at once', async () => {
    const world = new World();
    await world.sleep();
    world.check.foundDifference('-12.5 USDT on sub-1');
    await world.comeBack();
    expect(world.halted).toContain('-12.5 USDT on sub-1');
    expect(world.said).toEqual(['halted', 'lifted after the halt']);
  });

  it('a clock farther than a second from the exchange keeps the gate closed, and is a halt if it stays so', async () => {
    const world = new World();
    await world.sleep();
    await world.comeBack(-1_001);
    await world.clock.advance(5_000);
    expect(world.blocked).toBeDefined();
    world.skew(-999);
    await world.clock.advance(200);
    expect(world.blocked).toBeUndefined();

    const other = new World();
    await other.sleep();
    await other.comeBack(4_000);
    await other.clock.advance(60_000);
    expect(other.halted).toContain('4000 ms from that of binance');
  });

  it('an exchange that does not come back is a halt', async () => {
    const world = new World();
    await world.sleep();
    await world.clock.advance(61_000);
    expect(world.halted).toMatch(/clock of binance is not known; sub-1 could not be read; sub-2 could not be read/);
  });

  it('told before by the OS, the gate closes before the sleep, and one sleep is checked once however often it is told', async () => {
    const world = new World();
    world.check.suspend();
    expect(world.blocked).toContain('goes to sleep');
    world.clock.jumpWall(600_000);
    world.check.resume();
    await world.clock.advance(500);
    expect(world.restarts).toBe(1);
    await world.comeBack();
    expect(world.blocked).toBeUndefined();
    expect(world.records.at(-1)).toEqual(['console.reconciled', expect.objectContaining({ ms: 600_000 })]);
  });

  it('a machine that said it would sleep and did not is looked at all the same', async () => {
    const world = new World();
    world.check.suspend();
    await world.clock.advance(31_000);
    expect(world.restarts).toBe(1);
    await world.comeBack();
    expect(world.blocked).toBeUndefined();
  });
});

describe('silence of the other process', () => {
  it('is silence only when this process was awake to hear: after a sleep it gets half of its time again', () => {
    const silence = new Silence(15_000, 1_000, 0);
    for (let now = 1_000; now <= 15_000; now += 1_000) expect(silence.look(now)).toBe(false);
    expect(silence.look(16_000)).toBe(true);
    const slept = new Silence(15_000, 1_000, 0);
    expect(slept.look(3_600_000)).toBe(false);
    for (let now = 1_000; now <= 7_000; now += 1_000) expect(slept.look(3_600_000 + now)).toBe(false);
    // A parent that is gone is not missed for it.
    expect(slept.look(3_608_000)).toBe(true);
  });
});
