import { describe, expect, it } from 'vitest';
import type { Account } from '#shared/model/account';
import { type HaltScope, PORTFOLIO } from '#shared/model/trading-state';
import { firstRunSettings } from '../../electron/app/settings';
import { keyLockOf } from '../../electron/app/vault/key-lock';
import { liveGate } from '../../electron/app/vault/live-gate';
import { ExitPermit } from '../../electron/domains/halt/exit-permit';
import { HaltRig, PASSPHRASE, SUBJECT } from '../support/halt-rig';
import { NEW_KEY, vaultOn } from '../support/vault-rig';

const account = (id: string, environment: Account['environment']): Account => ({
  id,
  exchange: 'binance',
  environment,
});

describe('the gate of a desk with a vault', () => {
  const rig = new HaltRig();
  let isUnlocked = false;
  const gate = liveGate(
    rig.service.gate,
    [account('sub-1', 'live'), account('sub-2', 'testnet'), account('sub-3', 'paper')],
    () => isUnlocked,
  );
  const of = (accountId: string) => ({ ...SUBJECT, accountId });

  it('holds back live and testnet accounts while it is locked, and paper ones never', () => {
    for (const id of ['sub-1', 'sub-2']) {
      expect(gate.look(of(id))).toMatchObject({ state: 'HALTED', reason: expect.stringContaining('locked') });
      expect(gate.standing(of(id))).toMatchObject({ state: 'ACTIVE', blocked: expect.stringContaining('locked') });
    }
    expect(gate.look(of('sub-3'))).toEqual({ state: 'ACTIVE', reason: '' });
    isUnlocked = true;
    expect(gate.look(of('sub-1'))).toEqual({ state: 'ACTIVE', reason: '' });
  });

  it('never hides a halt, which needs no vault', () => {
    isUnlocked = false;
    rig.service.trip(PORTFOLIO, 'the operator pressed', 'button');
    expect(gate.look(of('sub-1')).reason).toBe('the operator pressed');
    expect(gate.standing(of('sub-1')).state).toBe('HALTED');
    // What a halt closes is part of it.
    const permit = new ExitPermit('sub-1', () => true);
    expect(gate.look(of('sub-1'), permit)).toEqual(rig.service.gate.look(of('sub-1'), permit));
    expect(gate.look(of('sub-1'), permit).state).not.toBe('HALTED');
  });
});

describe('an account that locks its key on a halt', () => {
  it.each<[HaltScope, 'HALTED' | 'REDUCING', boolean]>([
    [{ kind: 'account', accountId: 'sub-1' }, 'HALTED', false],
    [{ kind: 'exchange', exchange: 'binance' }, 'HALTED', false],
    [{ kind: 'account', accountId: 'sub-1' }, 'REDUCING', true],
    [{ kind: 'account', accountId: 'sub-2' }, 'HALTED', true],
  ])('halted by %o %s, lends it to the exchange worker: %o', async (scope, state, isLent) => {
    const halts = new HaltRig();
    const accounts = firstRunSettings().accounts.map((each) => ({ ...each, lockKeyOnHalt: true }));
    const vault = await vaultOn();
    vault.keyLock = keyLockOf(accounts, halts.service.gate);
    await vault.desk.setUp(PASSPHRASE);
    const put = await vault.desk.keys.put(NEW_KEY, { apiKey: 'k', secret: 's' }, undefined);
    const keyId = put.ok ? put.value.keyId : '';
    expect(await vault.desk.keys.lend(keyId, 'exchange-worker')).toMatchObject({ ok: true });
    halts.service.trip(scope, 'why', 'button', undefined, state);
    expect((await vault.desk.keys.lend(keyId, 'exchange-worker')).ok).toBe(isLent);
    expect(await vault.desk.keys.lend(keyId, 'guard')).toMatchObject({ ok: true });
  });
});
