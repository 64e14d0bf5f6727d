import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ZERO } from '#shared/model/decimal';
import type { SubmitOutcome } from '../../electron/domains/execution/index';
import type { PaperFaults } from '../../electron/domains/paper/protocol';
import {
  accepted,
  assertEveryOrderWasDecided,
  assertNoneTwice,
  assertStopped,
  type Harness,
  LONG_MS,
  onlyWarning,
  openConsole,
  press,
  quietSettings,
  recordsOf,
  restingOrder,
  resume,
  submit,
  until,
  untilAccepted,
  untilOpen,
  untilVerified,
} from '../support/desk-console';

const PASSPHRASE = 'correct horse battery';
let desk: Harness;

beforeAll(async () => {
  desk = await openConsole({ settings: onlyWarning(quietSettings()) });
  await untilOpen(desk);
  await desk.console.halt.passphrase.set(PASSPHRASE);
});
afterAll(async () => {
  await desk.close();
});

const faults = async (set: PaperFaults): Promise<void> => {
  await desk.console.paper.setFaults(set);
};
/** Sets or, with undefined, lifts. */
const lift = (set: { readonly [K in keyof PaperFaults]?: PaperFaults[K] | undefined }): Promise<void> =>
  faults(set as PaperFaults);
const submitMany = (count: number): Promise<SubmitOutcome[]> =>
  Promise.all(Array.from({ length: count }, () => submit(desk)));

const stateOf = (clientOrderId: string): string | undefined =>
  desk.console.execution.book.byClientOrderId(clientOrderId)?.state;
/** How an order that was sent stands now; for one that was not, why. */
const stateAfter = (outcome: SubmitOutcome): string | undefined =>
  outcome.kind === 'accepted' || outcome.kind === 'unknown' ? stateOf(outcome.clientOrderId) : outcome.kind;
const atExchange = (clientOrderId: string): boolean =>
  accepted(desk.dataFolder).some((order) => order.clientOrderId === clientOrderId);

/** Every order here has an outcome, the same as at the exchange, and none stands there twice. */
async function assertAgreement(outcomes: readonly SubmitOutcome[]): Promise<void> {
  await until(
    'every outcome known',
    () => [...desk.console.execution.book.workingOrders].every(({ state }) => state !== 'unknown' && state !== 'sent'),
    LONG_MS,
  );
  for (const outcome of outcomes) {
    if (outcome.kind !== 'accepted' && outcome.kind !== 'unknown') continue;
    expect(atExchange(outcome.clientOrderId)).toBe(stateOf(outcome.clientOrderId) !== 'not-placed');
  }
  assertNoneTwice(desk.dataFolder);
}

/** Halts, is verified, and resumes for the next test. */
async function haltAndResume(): Promise<void> {
  press(desk);
  assertStopped(desk.dataFolder, await untilVerified(desk));
  await expect
    .poll(() => resume(desk, PASSPHRASE, 'next test'), { timeout: LONG_MS, interval: 500 })
    .toEqual({ ok: true });
}

describe('The exchange misbehaves', () => {
  it('it answers that it does not know (-1007): the stream tells, or each order is asked for; it stands once', async () => {
    await faults({ unknownOutcome: { count: 5 } });
    const outcomes = await submitMany(5);
    await assertAgreement(outcomes);
    expect(outcomes.map(stateAfter)).toEqual(Array(5).fill('acknowledged'));
    await desk.console.recorder.settled();
    const unknown = outcomes.filter(({ kind }) => kind === 'unknown').length;
    expect(recordsOf(desk.dataFolder, 'order.unknown')).toHaveLength(unknown);
    await haltAndResume();
  });

  it('the line is cut after it took the orders: they are found, not sent again', async () => {
    await faults({ cutAfterAccept: { count: 4 } });
    const outcomes = await submitMany(4);
    await assertAgreement(outcomes);
    expect(outcomes.map(stateAfter)).toEqual(Array(4).fill('acknowledged'));
  });

  it('the line is cut before it took the orders: they count until it is certain that none will arrive', async () => {
    await faults({ cutBeforeAccept: { count: 3 } });
    const outcomes = await submitMany(3);
    expect(outcomes.map(({ kind }) => kind)).toEqual(Array(3).fill('unknown'));
    await assertAgreement(outcomes);
    expect(
      outcomes.every((outcome) => outcome.kind === 'unknown' && stateOf(outcome.clientOrderId) === 'not-placed'),
    ).toBe(true);
  });

  it('it acknowledges twice: each order counts once', async () => {
    await faults({ duplicateAck: true });
    const before = desk.console.execution.workingOrders().length;
    const outcomes = await submitMany(4);
    expect(outcomes.map(({ kind }) => kind)).toEqual(Array(4).fill('accepted'));
    expect(desk.console.execution.workingOrders()).toHaveLength(before + 4);
    await assertAgreement(outcomes);
    await faults({ duplicateAck: false });
  });

  it('it is slow by half a second: orders and the halt only take longer', async () => {
    await faults({ latencyMs: 500 });
    expect((await submitMany(3)).map(({ kind }) => kind)).toEqual(Array(3).fill('accepted'));
    press(desk);
    assertStopped(desk.dataFolder, await untilVerified(desk));
    await faults({ latencyMs: 0 });
    await haltAndResume();
  });

  it.each(['stale', 'crossed'] as const)('its prices are %s: orders are refused and say why', async (prices) => {
    const sane = restingOrder(desk);
    await lift({ prices });
    let outcome: SubmitOutcome | undefined;
    const refusals = async (): Promise<readonly string[]> => {
      outcome = await submit(desk, { price: sane.price, quantity: sane.quantity });
      return outcome.kind === 'refused' ? outcome.checks : [];
    };
    await expect.poll(refusals, { timeout: LONG_MS, interval: 200 }).toContain('reference-fresh');
    expect(outcome).toMatchObject({ reason: expect.stringMatching(/\.$/) });
    await lift({ prices: undefined });
    await untilAccepted(desk);
  });

  it('its prices are absurd: a bot that follows them gets no order to stand, and is told why', async () => {
    const sane = desk.console.market.reference('BTC/USDT')?.last ?? ZERO;
    await lift({ prices: 'absurd' });
    await until(
      'the absurd price',
      () => (desk.console.market.reference('BTC/USDT')?.last ?? ZERO) > sane * 2n,
      LONG_MS,
    );
    for (const type of ['limit', 'market'] as const) {
      const outcome = await submit(desk, type === 'market' ? { type, price: undefined } : { type });
      expect(outcome.kind === 'refused' ? outcome.reason : outcome.kind === 'rejected' ? outcome.message : '').not.toBe(
        '',
      );
    }
    await lift({ prices: undefined });
    await until('the sane price', () => (desk.console.market.reference('BTC/USDT')?.last ?? ZERO) < sane * 2n, LONG_MS);
    await untilAccepted(desk);
  });

  it('it says 429: orders are refused as such, the halt goes through as soon as it may', async () => {
    await faults({ status: 429 });
    const [outcome] = await submitMany(1);
    expect(outcome).toMatchObject({ kind: 'rejected', code: 'rate-limited' });
    press(desk);
    await lift({ status: undefined });
    assertStopped(desk.dataFolder, await untilVerified(desk, 60_000));
    await expect
      .poll(() => resume(desk, PASSPHRASE, 'next test'), { timeout: LONG_MS, interval: 500 })
      .toEqual({ ok: true });
    await untilAccepted(desk);
  });

  it('it is away: orders are refused, the halt says that it is not verified, and verifies when it is back', async () => {
    const placed = await submitMany(3);
    expect(placed.map(({ kind }) => kind)).toEqual(Array(3).fill('accepted'));
    await faults({ outage: true });
    await until('the link down', () => desk.console.health.get('exchange')?.level === 'bad', LONG_MS);
    const outcomes = await submitMany(2);
    expect(outcomes.every(({ kind }) => kind === 'refused' || kind === 'rejected' || kind === 'unknown')).toBe(true);
    press(desk);
    await until('an honest report', () => desk.console.halt.report?.state === 'not-verified', LONG_MS);
    expect(desk.console.halt.report?.accounts.every(({ problem }) => problem !== undefined && problem !== '')).toBe(
      true,
    );
    expect(await desk.console.halt.resume(PASSPHRASE, 'not yet')).toMatchObject({ ok: false });
    await faults({ outage: false });
    assertStopped(desk.dataFolder, await untilVerified(desk, 60_000));
    await assertAgreement(outcomes);
  }, 150_000);

  it('and through all of it each order at the exchange was decided first', async () => {
    await desk.console.recorder.settled();
    assertEveryOrderWasDecided(desk.dataFolder);
  });
});
