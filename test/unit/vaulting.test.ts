import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Account } from '#shared/model/account';
import { type HaltScope, PORTFOLIO } from '#shared/model/trading-state';
import { firstRunSettings } from '../../electron/app/settings';
import { liveGate } from '../../electron/app/vault/live-gate';
import { createVaulting } from '../../electron/app/vault/vaulting';
import { Keychain } from '../../electron/platform/keychain';
import { HaltRig, PASSPHRASE, SUBJECT } from '../support/halt-rig';
import { keychainOf, NEW_KEY } from '../support/vault-rig';

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
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-vaulting-'));
    const first = firstRunSettings();
    const { vault } = createVaulting({
      clock: halts.clock,
      settings: { ...first, accounts: first.accounts.map((each) => ({ ...each, lockKeyOnHalt: true })) },
      accounts: [account('sub-1', 'testnet')],
      keychain: new Keychain(async () => keychainOf(new Map())),
      path: (name) => join(folder, name),
      halt: halts.service,
      recorder: { append: async () => ({ ok: true, value: { seq: 1 } }), record: () => undefined },
      health: { set: () => undefined },
      onChange: () => undefined,
    });
    await vault.load();
    expect(await vault.setUp(PASSPHRASE)).toMatchObject({ ok: true });
    const put = await vault.keys.put(NEW_KEY, { apiKey: 'k', secret: 's' }, undefined);
    const keyId = put.ok ? put.value.keyId : '';
    expect(await vault.keys.lend(keyId, 'exchange-worker')).toMatchObject({ ok: true });
    halts.service.trip(scope, 'why', 'button', undefined, state);
    expect((await vault.keys.lend(keyId, 'exchange-worker')).ok).toBe(isLent);
    expect(await vault.keys.lend(keyId, 'guard')).toMatchObject({ ok: true });
  });
});
