import { describe, expect, it } from 'vitest';
import type { ExchangeTimerStanding } from '#shared/model/exchange-timer';
import { ExchangeTimers } from '../../electron/domains/halt/guard/exchange-timers';
import type { CancelAnswer } from '../../electron/platform/venue/cancel-port';
import { EXCHANGE_TIMERS } from '../../electron/platform/venue/exchange-timers';
import { settle, VirtualClock } from '../support/virtual-clock';

const plan = EXCHANGE_TIMERS.binanceusdm;
if (plan === undefined) throw new Error('Binance USD-M has a timer');

/** An exchange with a timer for each symbol, as Binance describes it, and a main process that beats or does not. */
class World {
  readonly clock = new VirtualClock();
  /** When each symbol's timer runs out, monotonic. */
  readonly timers = new Map<string, number>();
  readonly calls: string[] = [];
  readonly ranOut: string[] = [];
  standing: readonly ExchangeTimerStanding[] = [];
  isMainFresh = true;
  trouble: CancelAnswer<null> | undefined;
  readonly board = new ExchangeTimers({
    clock: this.clock,
    isMainFresh: () => this.isMainFresh,
    onStanding: (standing) => {
      this.standing = standing;
    },
    onRanOut: (accountId, symbols) => this.ranOut.push(`${accountId} ${symbols.join(' ')}`),
  });

  hold(symbols: readonly string[]): void {
    const set = async (symbol: string, timeoutMs: number): Promise<CancelAnswer<null>> => {
      this.calls.push(`${symbol} ${timeoutMs}`);
      if (this.trouble !== undefined) return this.trouble;
      if (timeoutMs === 0) this.timers.delete(symbol);
      else this.timers.set(symbol, this.clock.monotonicMs() + timeoutMs);
      return { ok: true, value: null };
    };
    this.board.hold([
      { accountId: 'perp-1', symbols, timer: plan && { plan, set } },
      { accountId: 'sub-1', symbols: ['BTC/USDT'], timer: undefined },
    ]);
    this.board.start();
  }

  get perp(): ExchangeTimerStanding | undefined {
    return this.standing.find(({ accountId }) => accountId === 'perp-1');
  }

  /** Least time that any timer of the exchange had left over `ms`. */
  async leastLeft(ms: number): Promise<number> {
    let least = Number.POSITIVE_INFINITY;
    for (let passed = 0; passed < ms; passed += 1_000) {
      await this.clock.advance(1_000);
      least = Math.min(least, ...[...this.timers.values()].map((at) => at - this.clock.monotonicMs()));
    }
    return least;
  }
}

async function armed(symbols: readonly string[] = ['BTC/USDT:USDT', 'ETH/USDT:USDT']): Promise<World> {
  const world = new World();
  world.hold(symbols);
  await settle();
  return world;
}
const many = (count: number): string[] => Array.from({ length: count }, (_, index) => `S${index}/USDT:USDT`);
const cut: CancelAnswer<null> = { ok: false, error: { kind: 'again', waitMs: 0, message: 'cut' } };

describe("the exchange's own dead-man timer", () => {
  it('is set for every symbol, set anew each 30 s, and says until when it runs; spot has none', async () => {
    const world = await armed();
    expect(world.perp).toMatchObject({ state: 'armed', covered: 2, runsOutAt: world.clock.now() + 120_000 });
    expect(world.standing[1]).toMatchObject({ accountId: 'sub-1', state: 'none', runsOutAt: null });
    expect(await world.leastLeft(600_000)).toBeGreaterThanOrEqual(89_000);
    // 20 weight each half minute.
    expect(world.calls.length).toBeLessThanOrEqual(2 * 21);
    expect(world.ranOut).toEqual([]);
  });

  it('is left to run out when main falls silent, and set again when it is back', async () => {
    const world = await armed();
    world.isMainFresh = false;
    const calls = world.calls.length;
    await world.clock.advance(119_000);
    expect(world.calls.length).toBe(calls);
    expect(world.ranOut).toEqual([]);
    await world.clock.advance(3_000);
    expect(world.ranOut).toEqual(['perp-1 BTC/USDT:USDT ETH/USDT:USDT']);
    expect(world.perp).toMatchObject({ state: 'ran-out', runsOutAt: null });
    world.isMainFresh = true;
    await world.clock.advance(1_000);
    expect(world.perp?.state).toBe('armed');
    expect(world.ranOut).toHaveLength(1);
  });

  it('that cannot be set anew is told with what is left, tried again each 2 s, and is armed when one succeeds', async () => {
    const world = await armed();
    const runsOutAt = world.perp?.runsOutAt;
    world.trouble = cut;
    await world.clock.advance(40_000);
    expect(world.perp).toMatchObject({ state: 'failing', problem: 'cut', runsOutAt, covered: 2 });
    const tries = world.calls.length;
    await world.clock.advance(10_000);
    expect(world.calls.length - tries).toBeGreaterThanOrEqual(8);
    world.trouble = undefined;
    await world.clock.advance(3_000);
    expect(world.perp).toMatchObject({ state: 'armed', problem: '' });
    expect(world.ranOut).toEqual([]);
  });

  it('keeps the quiet that the exchange asks for', async () => {
    const world = await armed();
    world.trouble = { ok: false, error: { kind: 'again', waitMs: 60_000, message: 'banned' } };
    await world.clock.advance(31_000);
    const tries = world.calls.length;
    await world.clock.advance(50_000);
    expect(world.calls.length).toBe(tries);
  });

  it('is taken for run out after a sleep that only the wall clock knows of', async () => {
    const world = await armed();
    world.clock.jumpWall(200_000);
    await world.clock.advance(500);
    expect(world.ranOut).toEqual(['perp-1 BTC/USDT:USDT ETH/USDT:USDT']);
  });

  it('is not thought run out, nor to run longer, because the wall clock was set back', async () => {
    const world = await armed();
    world.clock.jumpWall(-3_600_000);
    expect(await world.leastLeft(240_000)).toBeGreaterThanOrEqual(89_000);
    expect(world.ranOut).toEqual([]);
  });

  it('spends at most a quarter of the request budget: beyond 30 symbols less often, beyond 60 not all, and says so', async () => {
    for (const [count, covered] of [
      [30, 30],
      [45, 45],
      [75, 60],
    ] as const) {
      const world = await armed(many(count));
      const calls = world.calls.length;
      expect(await world.leastLeft(600_000)).toBeGreaterThanOrEqual(59_000);
      expect(world.timers.size).toBe(covered);
      expect(((world.calls.length - calls) / 10) * 10).toBeLessThanOrEqual(0.25 * 2_400 * 1.01);
      expect(world.perp?.state).toBe(count === covered ? 'armed' : 'failing');
    }
  });

  it('is taken away on purpose, also one that was just being set, and then stays away', async () => {
    const world = await armed();
    await world.clock.advance(29_900);
    const setting = world.clock.advance(200);
    expect(await world.board.turn(false)).toBe('');
    await setting;
    await world.clock.advance(300_000);
    expect(world.timers.size).toBe(0);
    expect(world.perp).toMatchObject({ state: 'disarmed', runsOutAt: null });
    expect(world.ranOut).toEqual([]);
    await world.board.turn(true);
    await settle();
    expect(world.perp?.state).toBe('armed');
  });
});
