import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Pacer, type PacerClock } from '../../electron/domains/halt/guard/pacer';
import { batchesOf, targetsFor } from '../../electron/domains/halt/guard/targets';
import {
  BINANCE_SPOT_PLAN,
  type Budget,
  type CancelPlan,
  KRAKEN_PLAN,
  OKX_PLAN,
  PLANS,
} from '../../electron/platform/venue/cancel-plan';

/** A clock that jumps from one timer to the next, and lets promises settle in between. */
function virtualClock(): PacerClock & { run(untilMs: number): Promise<void> } {
  let now = 0;
  let next = 0;
  const timers = new Map<number, { readonly at: number; readonly callback: () => void }>();
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 20; i += 1) await Promise.resolve();
  };
  return {
    nowMs: () => now,
    after: (ms, callback) => {
      const id = next++;
      timers.set(id, { at: now + ms, callback });
      return () => timers.delete(id);
    },
    run: async (untilMs) => {
      for (;;) {
        await settle();
        const [id, first] = [...timers].sort(([, a], [, b]) => a.at - b.at)[0] ?? [];
        if (id === undefined || first === undefined || first.at > untilMs) break;
        timers.delete(id);
        now = first.at;
        first.callback();
      }
      now = untilMs;
    },
  };
}

interface Sent {
  readonly account: string;
  readonly request: string;
  readonly orders: number;
  readonly at: number;
  /** When the exchange counts it. */
  readonly arrived: number;
}

interface Asked {
  readonly account: string;
  readonly request: string;
  readonly orders?: number;
  /** How long it takes to the exchange, and from there; half of 50 by default. Milliseconds. */
  readonly thereMs?: number;
  readonly backMs?: number;
}

/** Requests all asked for at once; when each was let go and arrived. */
async function send(plan: CancelPlan, asked: readonly Asked[], untilMs = 30_000): Promise<readonly Sent[]> {
  const clock = virtualClock();
  const pacer = new Pacer(clock);
  const sent: Sent[] = [];
  for (const { account, request, orders = 0, thereMs = 25, backMs = 25 } of asked) {
    const pace = pacer.open('here', plan, account);
    pace.start(request, orders).then(
      (done) => {
        const at = clock.nowMs();
        sent.push({ account, request, orders, at, arrived: at + thereMs });
        clock.after(thereMs + backMs, () => done());
      },
      () => undefined,
    );
  }
  await clock.run(untilMs);
  return sent;
}

/** The largest cost of one budget within any window, counted from each request. */
function mostInWindow(plan: CancelPlan, name: string, sent: readonly Sent[], windowMs: number): number {
  const costOf = ({ request, orders }: Sent): number =>
    (plan.requests[request]?.costs[name] ?? 0) + orders * (plan.requests[request]?.perOrder?.[name] ?? 0);
  return Math.max(
    0,
    ...sent.map(({ arrived: from }) =>
      sent
        .filter(({ arrived }) => arrived >= from && arrived < from + windowMs)
        .reduce((sum, each) => sum + costOf(each), 0),
    ),
  );
}

function limitOf(plan: CancelPlan, name: string): Budget {
  const budget = plan.budgets[name];
  if (budget === undefined) throw new Error(`no budget ${name}`);
  return budget;
}

/** Whether the exchange counted more at any time than a budget holds. */
function overdrawn(plan: CancelPlan, name: string, sent: readonly Sent[], { limit, refill }: Budget): boolean {
  if ('windowMs' in refill) return mostInWindow(plan, name, sent, refill.windowMs) > limit;
  let [level, at] = [0, 0];
  return sent
    .toSorted((a, b) => a.arrived - b.arrived)
    .some(({ request, arrived }) => {
      level = Math.max(0, level - ((arrived - at) / 1_000) * refill.perSecond);
      level += plan.requests[request]?.costs[name] ?? 0;
      at = arrived;
      return level > limit + 1e-6;
    });
}

describe('the pacer', () => {
  it('never overdraws a budget of any exchange, whatever is asked and however long each request is on its way', async () => {
    const names = Object.keys(PLANS) as Array<keyof typeof PLANS>;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.array(
          fc.record({
            account: fc.nat(4),
            request: fc.nat(20),
            orders: fc.integer({ min: 1, max: 20 }),
            thereMs: fc.nat(600),
            backMs: fc.nat(100),
          }),
          { maxLength: 250 },
        ),
        async (name, raw) => {
          const plan = PLANS[name];
          const requests = Object.keys(plan.requests);
          const asked = raw.map(({ account, request, orders, thereMs, backMs }) => {
            const picked = requests[request % requests.length] ?? '';
            const named = plan.requests[picked]?.perOrder ? orders : 0;
            return { account: `a${account}`, request: picked, orders: named, thereMs, backMs };
          });
          const sent = await send(plan, asked);
          for (const [budgetName, budget] of Object.entries(plan.budgets)) {
            const groups =
              budget.per === 'address' ? [sent] : [0, 1, 2, 3, 4].map((i) => sent.filter((s) => s.account === `a${i}`));
            for (const group of groups) {
              expect(overdrawn(plan, budgetName, group, budget), budgetName).toBe(false);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('starts all that fits in the same tick, and the rest a window after those before have ended', async () => {
    const asked = Array.from({ length: 40 }, () => ({ account: 'a', request: 'cancel-batch-orders', orders: 20 }));
    const sent = await send({ ...OKX_PLAN, inFlight: 100 }, asked);
    expect(sent.map(({ at }) => at)).toEqual(Array.from({ length: 40 }, (_, i) => Math.floor(i / 15) * 2_060));
  });

  it.each([
    ['a window', OKX_PLAN, 'orders-algo-pending', 'algo listings'],
    ['a counter', { ...KRAKEN_PLAN, inFlight: 32 }, 'OpenOrders', 'counter'],
  ] as const)(
    'lets nothing overtake what was held up on its way to the exchange: %s',
    async (_, plan, request, name) => {
      const asked = Array.from({ length: 60 }, (_, i) => ({
        account: 'a',
        request,
        thereMs: i < 20 ? 900 : 1,
        backMs: 1,
      }));
      const sent = await send(plan, asked, 100_000);
      expect(sent.length).toBeGreaterThan(limitOf(plan, name).limit);
      expect(overdrawn(plan, name, sent, limitOf(plan, name))).toBe(false);
    },
  );

  it('shares an address fairly: one large account does not keep others waiting', async () => {
    const plan: CancelPlan = {
      ...BINANCE_SPOT_PLAN,
      budgets: { weight: { per: 'address', limit: 10, refill: { windowMs: 1_000 } } },
    };
    const large = Array.from({ length: 30 }, () => ({ account: 'large', request: 'privateDeleteOpenOrders' }));
    const small = ['b', 'c'].map((account) => ({ account, request: 'privateDeleteOpenOrders' }));
    const sent = await send(plan, [...large, ...small]);
    const whenOf = (account: string): number => sent.find((one) => one.account === account)?.at ?? -1;
    expect([whenOf('b') < 1_100, whenOf('c') < 1_100, sent.length]).toEqual([true, true, 32]);
    // The ten that went first were large's alone; the next ten are shared among all three.
    expect(
      sent
        .slice(10, 13)
        .map(({ account }) => account)
        .sort(),
    ).toEqual(['b', 'c', 'large']);
  });

  it('lets cancels go before listings, and listings before what only warms', async () => {
    const plan: CancelPlan = {
      ...BINANCE_SPOT_PLAN,
      budgets: { weight: { per: 'address', limit: 81, refill: { windowMs: 1_000 } } },
    };
    const asked = [
      'privateGetOpenOrders of all',
      'publicGetPing',
      'privateGetOpenOrders of all',
      'privateDeleteOpenOrders',
    ];
    const sent = await send(
      plan,
      asked.map((request) => ({ account: 'a', request })),
    );
    expect(sent.map(({ request }) => request)).toEqual([
      'privateGetOpenOrders of all',
      'publicGetPing',
      'privateDeleteOpenOrders',
      'privateGetOpenOrders of all',
    ]);
  });

  it('sends one request of an account at a time where nonces must arrive in order', async () => {
    const asked = Array.from({ length: 4 }, () => ({ account: 'a', request: 'CancelAll' }));
    expect((await send(KRAKEN_PLAN, asked)).map(({ at }) => at)).toEqual([0, 50, 100, 150]);
  });

  it('keeps quiet until the limit’s own clock has run out: one account, or all of the address', async () => {
    for (const per of ['account', 'address'] as const) {
      const clock = virtualClock();
      const pacer = new Pacer(clock);
      const [one, other] = ['a', 'b'].map((account) => pacer.open('here', BINANCE_SPOT_PLAN, account));
      const done = await one?.start('publicGetPing');
      done?.({ ms: 7_000, per });
      const at: number[] = [];
      void one?.start('privateDeleteOpenOrders').then(() => at.push(clock.nowMs()));
      void other?.start('privateDeleteOpenOrders').then(() => at.push(clock.nowMs()));
      await clock.run(10_000);
      expect(at).toEqual(per === 'address' ? [7_000, 7_000] : [0, 7_000]);
    }
  });

  it.each(['binance', 'binanceusdm', 'bybit', 'okx', 'kraken'] as const)(
    'on %s keeps looks from using up what a halt of the same accounts needs, and tells when there is room again',
    async (exchange) => {
      const clock = virtualClock();
      const pacer = new Pacer(clock);
      const plan = PLANS[exchange];
      const accounts = ['a', 'b', 'c', 'd'];
      const paces = accounts.map((account) => pacer.open('here', plan, account));
      let looks = 0;
      for (; pacer.lookWaitMs(accounts) === 0 && looks < 1_000; looks += 1)
        await Promise.all(
          paces.flatMap((pace) => plan.listing.map((request) => pace.start(request).then((done) => done()))),
        );
      expect(looks).toBeGreaterThan(0);
      expect(looks).toBeLessThan(1_000);

      const [cancel = ''] = Object.keys(plan.requests).filter((name) => plan.requests[name]?.priority === 0);
      const sentAt: number[] = [];
      for (const pace of paces)
        for (const request of [cancel, ...plan.listing])
          void pace.start(request).then((done) => {
            sentAt.push(clock.nowMs());
            done();
          });
      const waitMs = pacer.lookWaitMs(accounts);
      expect(waitMs).toBeGreaterThan(0);
      await clock.run(1);
      expect(sentAt).toHaveLength(accounts.length * (1 + plan.listing.length));
      await clock.run(300_000);
      expect(pacer.lookWaitMs(accounts)).toBe(0);
    },
  );

  it('tells who waited half a minute that it was not sent', async () => {
    const clock = virtualClock();
    const pace = new Pacer(clock).open('here', BINANCE_SPOT_PLAN, 'a');
    (await pace.start('publicGetPing'))({ ms: 120_000, per: 'address' });
    const told = pace.start('privateDeleteOpenOrders').then(
      () => 'sent',
      (thrown: Error & { failure?: { kind: string } }) => thrown.failure?.kind,
    );
    await clock.run(31_000);
    expect(await told).toBe('not-sent');
  });
});

describe('the calls of a wave', () => {
  const order = (i: number, isConditional = false) => ({ symbol: 'BTC/USDT', clientOrderId: `c${i}`, isConditional });
  const symbols = ['BTC/USDT', 'ETH/USDT'];

  it('are the widest that the exchange has', () => {
    const orders = Array.from({ length: 45 }, (_, i) => order(i));
    const kinds = (name: keyof typeof PLANS, isPart: boolean): string =>
      targetsFor(PLANS[name], isPart, symbols, orders)
        .map(({ kind }) => kind)
        .join(' ');
    expect(kinds('binance', false)).toBe('symbol symbol');
    expect(kinds('kraken', false)).toBe('account');
    expect(kinds('bybit', false)).toBe('account');
    expect(kinds('okx', false)).toBe('orders orders orders');
  });

  it('of a part touch nothing else: by symbol where there is such a call, else order by order', () => {
    expect(targetsFor(PLANS.bybit, true, ['BTC/USDT'], [order(1)])).toEqual([{ kind: 'symbol', symbol: 'BTC/USDT' }]);
    expect(targetsFor(PLANS.kraken, true, ['BTC/USDT'], [order(1)])).toEqual([{ kind: 'orders', orders: [order(1)] }]);
  });

  it('name each order once, no more than a call takes, and conditional ones apart', () => {
    const orders = Array.from({ length: 47 }, (_, i) => order(i, i % 2 === 0));
    const batches = batchesOf(OKX_PLAN, orders);
    expect(
      batches
        .flat()
        .map(({ clientOrderId }) => clientOrderId)
        .sort(),
    ).toEqual(orders.map(({ clientOrderId }) => clientOrderId).sort());
    for (const batch of batches) {
      expect(batch.length).toBeLessThanOrEqual(20);
      expect(new Set(batch.map(({ isConditional }) => isConditional)).size).toBe(1);
    }
  });
});
