import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  assertEveryOrderWasDecided,
  assertNoneTwice,
  assertStopped,
  type Harness,
  LONG_MS,
  openConsole,
  press,
  quietSettings,
  resume,
  submit,
  until,
  untilAccepted,
  untilOpen,
  untilVerified,
} from '../support/desk-console';
import { acceptedAfter, openOrders } from '../support/exchange-ledger';
import { ExchangeProxy, withReady } from '../support/exchange-proxy';

const PASSPHRASE = 'correct horse battery';
const BAN_MS = 12_000;
const proxy = new ExchangeProxy();
let desk: Harness;

beforeAll(async () => {
  await proxy.open();
  desk = await openConsole({
    settings: quietSettings(),
    change: (options) => ({
      ...options,
      launchers: {
        ...options.launchers,
        paperExchange: withReady(options.launchers.paperExchange, (ready: never) => proxy.through(ready) as never),
      },
    }),
  });
  await untilOpen(desk);
  await desk.console.halt.passphrase.set(PASSPHRASE);
});
afterAll(async () => {
  await desk.close();
  await proxy.close();
});

const light = (id: 'exchange' | 'guard') => desk.console.desk.snapshot().health.find((each) => each.id === id);

const symbols = () => [...new Set(quietSettings().bots.flatMap((bot) => bot.symbols))];

describe('The exchange bans the address (418)', () => {
  it('orders stop, the light says why and until when, cancels are not hammered, the halt goes through afterwards, and it heals', async () => {
    const { console, dataFolder } = desk;
    for (let count = 0; count < 3; count += 1) await untilAccepted(desk);
    const standing = openOrders(dataFolder).length;

    const bannedUntil = proxy.ban(BAN_MS);
    expect(await submit(desk)).toMatchObject({ kind: 'rejected', code: 'rate-limited' });
    expect(light('exchange')).toMatchObject({ level: 'bad', message: expect.stringContaining('banned') });
    expect(light('exchange')?.message).toContain(new Date(bannedUntil).toISOString().slice(11, 16));

    // Whatever asks, nothing of the worker's leaves: neither an order nor a cancel.
    const sentBefore = proxy.duringBan.length;
    for (let count = 0; count < 20; count += 1) {
      expect(await submit(desk)).toMatchObject({ kind: expect.stringMatching(/rejected|refused/) });
      const { failed } = await console.execution.cancelAll('grid-1');
      expect(failed).toHaveLength(standing);
    }
    expect(proxy.duringBan.slice(sentBefore).filter(({ method }) => method !== 'GET')).toEqual([]);

    // The halt has to try, once; then it waits for the end of the ban.
    press(desk);
    await until('the guard to have met the ban', () => proxy.duringBan.some(({ method }) => method === 'DELETE'));
    await until('the end of the ban', () => Date.now() > bannedUntil, LONG_MS);
    // One wave, one cancel per account and symbol, and nobody looks again before the ban is over.
    const cancels = proxy.duringBan.filter(({ method }) => method === 'DELETE');
    expect(new Set(cancels.map(({ path }) => path))).toEqual(new Set(['/api/v3/openOrders']));
    expect(cancels).toHaveLength(console.accounts.length * symbols().length);
    expect(proxy.duringBan.length).toBeLessThan(40);
    expect(openOrders(dataFolder)).toHaveLength(standing);
    expect(acceptedAfter(dataFolder, bannedUntil - BAN_MS)).toEqual([]);

    assertStopped(dataFolder, await untilVerified(desk, LONG_MS));
    await until('a good light', () => light('exchange')?.level === 'good' && light('guard')?.level === 'good', LONG_MS);
    await expect
      .poll(() => resume(desk, PASSPHRASE, 'the ban is over'), { timeout: LONG_MS, interval: 500 })
      .toEqual({ ok: true });
    await untilAccepted(desk);
    assertNoneTwice(dataFolder);
    await console.recorder.settled();
    assertEveryOrderWasDecided(dataFolder);
  }, 150_000);
});
