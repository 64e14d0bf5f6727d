import { describe, expect, it } from 'vitest';
import type { Account } from '#shared/model/account';
import { KeyLoans } from '../../electron/app/accounts/key-loans';
import { NEW_KEY, VaultRig } from '../support/vault-rig';

const ACCOUNTS: readonly Account[] = [
  { id: 'sub-1', exchange: 'binance', environment: 'paper' },
  { id: 'demo-1', exchange: 'binance', environment: 'testnet' },
];
const [, DEMO = ACCOUNTS[0]] = ACCOUNTS;
const TRADE = { apiKey: 'trade-key-of-demo', secret: 'trade-secret-of-demo' };
const WATCH = { apiKey: 'watch-key-of-demo', secret: 'watch-secret-of-demo' };
const PASSPHRASE = 'violin marmot teacup glacier';

async function open() {
  const rig = await new VaultRig().load();
  const lent: string[] = [];
  const loans = new KeyLoans({
    clock: rig.clock,
    accounts: ACCOUNTS,
    store: () => rig.desk.keys,
    isUnlocked: () => rig.desk.isUnlocked,
    onLent: (accountId, borrower) => lent.push(`${borrower} ${accountId}`),
  });
  await rig.desk.setUp(PASSPHRASE);
  const put = (purpose: 'trade' | 'watch', key: typeof TRADE, replaces?: string) =>
    rig.desk.keys.put({ ...NEW_KEY, accountId: 'demo-1', purpose }, key, replaces);
  const records = () => rig.journaled.filter(({ type }) => type === 'vault.key-lent').map(({ data }) => data);
  return { rig, loans, lent, put, records };
}

describe('Keys of accounts are lent', () => {
  it('by one loan each to the guard, first, and to the worker, which reads with the watch key alone', async () => {
    const { loans, lent, put, records } = await open();
    await loans.look();
    expect([loans.standing(DEMO as Account), loans.ofWorker('demo-1')]).toEqual(['no-key', undefined]);
    await put('trade', TRADE);
    await put('watch', WATCH);
    await loans.look();
    expect(loans.ofGuard('demo-1')).toEqual(TRADE);
    expect(loans.ofWorker('demo-1')).toEqual({ credential: TRADE, watch: WATCH });
    expect(lent).toEqual(['guard demo-1', 'exchange-worker demo-1']);
    expect(records()).toMatchObject([
      { borrower: 'guard', purpose: 'trade' },
      { borrower: 'exchange-worker', purpose: 'trade' },
      { borrower: 'exchange-worker', purpose: 'watch' },
    ]);
    await loans.look();
    expect(records()).toHaveLength(3);
  });

  it('not while the vault is locked, and once it is open; what was lent is held over the next lock', async () => {
    const { rig, loans, lent, put } = await open();
    await put('trade', TRADE);
    rig.desk.lock('operator');
    await loans.look();
    expect([loans.standing(DEMO as Account), lent]).toEqual(['waiting-for-vault', []]);
    await rig.desk.unlock(PASSPHRASE);
    await loans.look();
    rig.desk.lock('idle');
    await loans.look();
    expect(loans.standing(DEMO as Account)).toBe('lent');
    expect([loans.ofGuard('demo-1'), loans.ofWorker('demo-1')?.credential]).toEqual([TRADE, TRADE]);
  });

  it('anew when a key is replaced; a dropped one stays with the guard, and the account counts as without a key', async () => {
    const { rig, loans, put } = await open();
    await put('trade', TRADE);
    await loans.look();
    const [first] = rig.desk.keys.list();
    await put('trade', WATCH, first?.keyId);
    await loans.look();
    expect([loans.ofGuard('demo-1'), loans.ofWorker('demo-1')?.credential]).toEqual([WATCH, WATCH]);
    const [second] = rig.desk.keys.list();
    await rig.desk.keys.drop(second?.keyId ?? '', 'gone');
    await loans.look();
    expect([loans.standing(DEMO as Account), loans.ofGuard('demo-1')]).toEqual(['no-key', WATCH]);
  });

  it('to the guard although the journal is away, and to the worker once it is back', async () => {
    const { rig, loans, put } = await open();
    await put('trade', TRADE);
    rig.before = (what) => {
      if (what === 'journal vault.key-lent') throw new Error('no disk');
    };
    await loans.look();
    expect([loans.ofGuard('demo-1'), loans.ofWorker('demo-1')]).toEqual([TRADE, undefined]);
    expect(loans.standing(DEMO as Account)).toBe('not-lent');
    expect(loans.whyRefused('demo-1')).toMatch(/no disk/);
    rig.before = () => undefined;
    await rig.clock.advance(60_000);
    await loans.look();
    expect(loans.standing(DEMO as Account)).toBe('lent');
  });
});
