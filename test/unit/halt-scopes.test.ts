import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Decimal, decimal } from '#shared/model/decimal';
import type { OrderIntent } from '#shared/model/order';
import type { HaltScope } from '#shared/model/trading-state';
import { growingOrders } from '../../electron/domains/execution/growing';
import { LiveOrder } from '../../electron/domains/execution/live-order';
import { decodeState } from '../../electron/domains/halt/state-file';
import { empty, HaltRig, PASSPHRASE, SUBJECT, VERIFIER } from '../support/halt-rig';
import { settle } from '../support/virtual-clock';

const ACCOUNT: HaltScope = { kind: 'account', accountId: 'sub-1' };
const OTHER = { exchange: 'binance', accountId: 'sub-2', botId: 'grid-2', symbol: 'ETH/USDT' };

const started = async (): Promise<HaltRig> => {
  const rig = new HaltRig(undefined, VERIFIER);
  await rig.service.start(false);
  return rig;
};
const halt = (rig: HaltRig, scope: HaltScope, state: 'HALTED' | 'REDUCING' = 'HALTED') =>
  rig.service.trip(scope, `operator halts ${scope.kind}`, 'button', undefined, state);
const stateOf = (rig: HaltRig, subject: typeof SUBJECT) => rig.service.gate.look(subject).state;
/** Everything the guard was asked to cancel. */
const asked = (rig: HaltRig) => {
  const calls: Array<{ readonly accountIds: readonly string[]; readonly symbols: readonly string[] | undefined }> = [];
  rig.guard = async (_known, accountIds, symbols) => {
    calls.push({ accountIds, symbols });
    return accountIds.map((id) => empty(id));
  };
  return calls;
};

describe('A halt of less than everything', () => {
  it.each<[HaltScope, readonly string[], readonly string[] | undefined]>([
    [{ kind: 'exchange', exchange: 'binance' }, ['sub-1', 'sub-2'], undefined],
    [ACCOUNT, ['sub-1'], undefined],
    [{ kind: 'bot', botId: 'grid-2' }, ['sub-2'], undefined],
    [{ kind: 'symbol', symbol: 'BTC/USDT' }, ['sub-1', 'sub-2'], ['BTC/USDT']],
  ])('%o cancels what it covers, and nothing else', async (scope, accountIds, symbols) => {
    const rig = await started();
    const calls = asked(rig);
    halt(rig, scope);
    await settle();
    expect(calls).toEqual([{ accountIds, symbols }]);
    expect(rig.service.standing).toMatchObject([
      { halt: { scope, state: 'HALTED' }, report: { state: 'verified-empty' } },
    ]);
    // Orders of others, already decided, may still leave.
    expect(rig.events).not.toContain('freeze');
  });

  it('leaves everybody else trading', async () => {
    const rig = await started();
    halt(rig, ACCOUNT);
    expect([stateOf(rig, SUBJECT), stateOf(rig, OTHER)]).toEqual(['HALTED', 'ACTIVE']);
  });

  it('asks what became only of the orders it covers', async () => {
    const rig = await started();
    const order = (accountId: string, symbol: string) => ({
      accountId,
      symbol,
      clientOrderId: `${accountId}${symbol}`,
      quantity: '1',
    });
    rig.known = [order('sub-1', 'BTC/USDT'), order('sub-1', 'ETH/USDT'), order('sub-2', 'BTC/USDT')];
    const known: string[][] = [];
    rig.guard = async (orders, ids) => {
      known.push(orders.map(({ clientOrderId }) => clientOrderId));
      return ids.map((id) => empty(id));
    };
    halt(rig, ACCOUNT);
    halt(rig, { kind: 'symbol', symbol: 'BTC/USDT' });
    await settle();
    expect(known).toEqual([
      ['sub-1BTC/USDT', 'sub-1ETH/USDT'],
      ['sub-1BTC/USDT', 'sub-2BTC/USDT'],
    ]);
  });

  it('cancels again when an order of it turns up, and not for an order of another account', async () => {
    const rig = await started();
    const calls = asked(rig);
    halt(rig, ACCOUNT);
    await settle();
    rig.service.orderAppeared(OTHER);
    rig.service.orderAppeared(SUBJECT);
    await settle();
    expect(calls).toHaveLength(2);
  });

  it('stands beside another, each with its own report, and each is resumed by itself', async () => {
    const rig = await started();
    halt(rig, ACCOUNT);
    rig.press();
    await settle();
    expect(new Set(rig.service.standing.map(({ halt: { id } }) => id)).size).toBe(2);
    await rig.clear();
    expect(await rig.service.resume(PASSPHRASE, 'all well')).toEqual({ ok: true });
    expect([stateOf(rig, SUBJECT), stateOf(rig, OTHER)]).toEqual(['HALTED', 'ACTIVE']);
    expect(await rig.service.resume(PASSPHRASE, 'all well', { kind: 'bot', botId: 'grid-1' })).toMatchObject({
      code: 'not-halted',
    });
    expect(await rig.service.resume(PASSPHRASE, 'all well', ACCOUNT)).toEqual({ ok: true });
    expect(stateOf(rig, SUBJECT)).toBe('ACTIVE');
    expect(rig.service.standing).toEqual([]);
  });

  it('is resumed on a clean listing of what it covers alone', async () => {
    const rig = await started();
    const listed: unknown[] = [];
    rig.listing = async (ids, symbols) => {
      listed.push([ids, symbols]);
      return ids.map((accountId) => ({ accountId, openOrders: symbols === undefined ? 3 : 0, problem: null }));
    };
    const symbol: HaltScope = { kind: 'symbol', symbol: 'BTC/USDT' };
    halt(rig, symbol);
    halt(rig, ACCOUNT);
    await settle();
    await rig.clear();
    expect(await rig.service.resume(PASSPHRASE, 'all well', symbol)).toEqual({ ok: true });
    expect(await rig.service.resume(PASSPHRASE, 'all well', ACCOUNT)).toMatchObject({ code: 'not-clean' });
    expect(listed).toEqual([
      [['sub-1', 'sub-2'], ['BTC/USDT']],
      [['sub-1'], undefined],
    ]);
  });

  it('gives way to a press that comes while it is being resumed', async () => {
    const rig = await started();
    halt(rig, ACCOUNT);
    await settle();
    rig.listing = async (ids) => {
      rig.press();
      return ids.map((accountId) => ({ accountId, openOrders: 0, problem: null }));
    };
    await rig.clear();
    expect(await rig.service.resume(PASSPHRASE, 'all well', ACCOUNT)).toMatchObject({ code: 'halt-running' });
  });

  it('outlives a clean end; after a crash everything is halted beside it', async () => {
    const rig = await started();
    halt(rig, ACCOUNT);
    await settle();
    const crashed = new HaltRig(rig.file, VERIFIER);
    await crashed.service.start(true);
    expect([stateOf(crashed, SUBJECT), stateOf(crashed, OTHER)]).toEqual(['HALTED', 'HALTED']);
    await rig.service.stopCleanly();
    const next = new HaltRig(rig.file, VERIFIER);
    await next.service.start(true);
    expect([stateOf(next, SUBJECT), stateOf(next, OTHER)]).toEqual(['HALTED', 'ACTIVE']);
    next.service.verifyAfterStart();
    await settle();
    expect(next.service.standing).toMatchObject([{ report: { state: 'verified-empty' } }]);
  });

  it('takes up the halt of a state file from before there were scopes', () => {
    const before = { id: 'halt-1', scope: { kind: 'portfolio' }, source: 'button', reason: 'why', trippedAt: 5 };
    const body = JSON.stringify({ version: 1, halt: before, running: false });
    const text = `${body}\n${createHash('sha256').update(body).digest('hex')}\n`;
    expect(decodeState(text)).toEqual({ halts: [{ ...before, state: 'HALTED' }], running: false });
  });
});

describe('REDUCING', () => {
  it('lets the gate judge by the position, cancels what could grow one, and needs no empty exchange to end', async () => {
    const rig = await started();
    halt(rig, ACCOUNT, 'REDUCING');
    await settle();
    expect([stateOf(rig, SUBJECT), stateOf(rig, OTHER)]).toEqual(['REDUCING', 'ACTIVE']);
    expect(rig.events).toContain('cancel what grows account:sub-1');
    expect(rig.events).not.toContain('guard cancels');
    rig.listing = async (ids) => ids.map((accountId) => ({ accountId, openOrders: 4, problem: null }));
    await rig.clear();
    expect(await rig.service.resume(PASSPHRASE, 'all well', ACCOUNT)).toEqual({ ok: true });
    expect(stateOf(rig, SUBJECT)).toBe('ACTIVE');
  });

  it('becomes HALTED on a halt of the same scope, and HALTED never becomes REDUCING', async () => {
    const rig = await started();
    halt(rig, ACCOUNT, 'REDUCING');
    const halted = halt(rig, ACCOUNT);
    expect(halt(rig, ACCOUNT, 'REDUCING')).toEqual(halted);
    expect(rig.service.standing.map(({ halt: { state } }) => state)).toEqual(['HALTED']);
    expect(stateOf(rig, SUBJECT)).toBe('HALTED');
  });

  it('is HALTED where another scope says so, and is held back by a block as everything is', async () => {
    const rig = await started();
    halt(rig, ACCOUNT, 'REDUCING');
    halt(rig, { kind: 'symbol', symbol: 'BTC/USDT' });
    expect(stateOf(rig, SUBJECT)).toBe('HALTED');
    expect(stateOf(rig, { ...SUBJECT, symbol: 'ETH/USDT' })).toBe('REDUCING');
    rig.service.gate.block('journal', 'no journal');
    expect(stateOf(rig, { ...SUBJECT, symbol: 'ETH/USDT' })).toBe('HALTED');
  });

  it('keeps orders that make a position smaller, the oldest first, up to the position', () => {
    const order = (at: number, side: 'buy' | 'sell', quantity: string, accountId = 'sub-1') => {
      const intent = {
        ...SUBJECT,
        accountId,
        botOrderId: `${at}`,
        side,
        type: 'limit',
        quantity: decimal(quantity),
        price: decimal('1'),
      };
      return new LiveOrder(intent as unknown as OrderIntent, at);
    };
    const [first, buy, second, third] = [
      order(1, 'sell', '2'),
      order(2, 'buy', '1'),
      order(3, 'sell', '2'),
      order(4, 'sell', '1'),
    ];
    const growing = (position: Decimal | undefined) => growingOrders([third, second, buy, first], () => position);
    expect(growing(decimal('3'))).toEqual([buy, second]);
    expect(growing(decimal('5'))).toEqual([buy]);
    expect(growing(decimal('-1'))).toEqual([first, second, third]);
    expect(growing(decimal('0'))).toHaveLength(4);
    expect(growing(undefined)).toHaveLength(4);
  });
});
