import { randomBytes } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import type { KeptKey } from '../../electron/domains/vault/index';
import { VERIFIER } from '../support/halt-passphrase';
import { LOW_COST, NEW_KEY, newDisk, PASSPHRASE, type VaultDisk, type VaultRig, vaultOn } from '../support/vault-rig';

const CANARY = 'canary-9b1f';
const SECRET = { apiKey: `key-${CANARY}`, secret: `secret-${CANARY}`, passphrase: `third-${CANARY}` };
const NEXT = 'a better passphrase';

/** A vault that is set up and holds one trade key and one watch key. */
async function withKeys(disk: VaultDisk = newDisk()): Promise<{ rig: VaultRig; trade: KeptKey; code: string }> {
  const rig = await vaultOn(disk);
  const set = await rig.desk.setUp(PASSPHRASE);
  const trade = await rig.desk.keys.put(NEW_KEY, SECRET, undefined);
  const watch = await rig.desk.keys.put({ ...NEW_KEY, purpose: 'watch' }, SECRET, undefined);
  if (!set.ok || !trade.ok || !watch.ok) throw new Error('not set up');
  return { rig, trade: trade.value, code: set.value.recoveryCode };
}

const lendTrade = async (rig: VaultRig) =>
  rig.desk.keys.lend(rig.desk.keys.list().find(({ purpose }) => purpose === 'trade')?.keyId ?? '', 'guard');

describe('the vault', () => {
  it('keeps a key over a restart, and lends it only once it is unlocked', async () => {
    const { rig, trade } = await withKeys();
    expect(rig.desk.view()).toMatchObject({ state: 'unlocked', keychain: 'available', keys: 2 });
    const next = await vaultOn(rig.disk);
    expect(next.desk.view()).toMatchObject({ state: 'locked', keys: 2 });
    expect(next.desk.keys.list()[0]).toEqual({ ...trade, verdict: { ...trade.verdict, callerIp: null } });
    expect(await lendTrade(next)).toMatchObject({ ok: false, error: { code: 'locked' } });
    expect(await next.desk.unlock('not the passphrase')).toMatchObject({ error: { code: 'wrong-passphrase' } });
    expect(await next.desk.unlock(PASSPHRASE)).toMatchObject({ ok: true });
    expect(await lendTrade(next)).toEqual({ ok: true, value: SECRET });
    next.desk.lock('operator');
    expect(await lendTrade(next)).toMatchObject({ ok: false, error: { code: 'locked' } });
    expect(next.types()).toEqual([
      'vault.loan-refused',
      'vault.unlock-refused',
      'vault.unlocked',
      'vault.key-lent',
      'vault.locked',
      'vault.loan-refused',
    ]);
  });

  it('lets no secret and no caller IP into the journal, a file, or unsealed into the keychain', async () => {
    const { rig, trade, code } = await withKeys();
    await rig.desk.keys.lend(trade.keyId, 'exchange-worker');
    await rig.desk.keys.update(trade.keyId, NEW_KEY.verdict);
    await rig.desk.changePassphrase(PASSPHRASE, NEXT);
    await rig.desk.keys.drop(trade.keyId, 'rotated by hand');
    const everything = JSON.stringify([rig.journaled, rig.disk.list, rig.disk.verifier, [...rig.disk.items]]);
    for (const secret of [
      CANARY,
      Buffer.from(CANARY).toString('base64').slice(0, 12),
      PASSPHRASE,
      NEXT,
      code,
      '203.0.113.7',
    ])
      expect(everything).not.toContain(secret);
    expect(rig.types()).toEqual(
      expect.arrayContaining(['vault.set-up', 'vault.key-stored', 'vault.key-updated', 'vault.key-dropped']),
    );
  });

  it('lends trade keys to the exchange worker and the guard, watch keys to the worker, and records each loan', async () => {
    const { rig, trade } = await withKeys();
    const watch = rig.desk.keys.list().find(({ purpose }) => purpose === 'watch')?.keyId ?? '';
    for (const borrower of ['exchange-worker', 'guard', 'inspector', 'leak-scan'] as const) {
      expect(await rig.desk.keys.lend(trade.keyId, borrower)).toMatchObject({ ok: true });
      expect((await rig.desk.keys.lend(watch, borrower)).ok).toBe(borrower !== 'guard');
    }
    const about = { keyId: watch, borrower: 'guard', code: 'not-allowed' };
    expect(rig.journaled).toContainEqual({ type: 'vault.loan-refused', data: about });
    const held = 'sub-1 is halted and its key is locked until it is resumed.';
    rig.keyLock = () => held;
    expect(await rig.desk.keys.lend(trade.keyId, 'exchange-worker')).toMatchObject({
      error: { message: held },
    });
    expect(await rig.desk.keys.lend(trade.keyId, 'guard')).toMatchObject({ ok: true });
    expect(await rig.desk.keys.lend(watch, 'exchange-worker')).toMatchObject({ ok: true });
    rig.before = (what) => {
      if (what.startsWith('journal')) throw new Error('disk full');
    };
    expect(await rig.desk.keys.lend(watch, 'exchange-worker')).toMatchObject({ error: { code: 'journal-failed' } });
    expect(await rig.desk.keys.lend(trade.keyId, 'guard')).toMatchObject({ ok: true });
  });

  it('replaces a key in place, refuses a second one for the same use, and forgets a dropped one in the keychain, too', async () => {
    const { rig, trade } = await withKeys();
    expect(await rig.desk.keys.put(NEW_KEY, SECRET, undefined)).toMatchObject({ error: { code: 'taken' } });
    const next = await rig.desk.keys.put(NEW_KEY, { apiKey: 'k', secret: 's' }, trade.keyId);
    expect(rig.desk.keys.list()).toHaveLength(2);
    expect(rig.desk.keys.list()).not.toContainEqual(expect.objectContaining({ keyId: trade.keyId }));
    expect(next.ok && (await rig.desk.keys.lend(next.value.keyId, 'guard'))).toMatchObject({
      value: { apiKey: 'k', secret: 's' },
    });
    expect([...rig.disk.items.keys()].filter((name) => name.includes('key-'))).toHaveLength(2);
    for (const { keyId } of rig.desk.keys.list())
      expect(await rig.desk.keys.drop(keyId, 'done')).toMatchObject({ ok: true });
    expect([...rig.disk.items.keys()].filter((name) => name.includes('key-'))).toEqual([]);
  });

  it('uses no key whose line or item was changed, or that was moved to another account', async () => {
    const { rig, trade } = await withKeys();
    const { disk } = rig;
    const text = disk.list ?? '';
    disk.list = text.replaceAll('sub-1', 'sub-2');
    const other = await vaultOn(disk);
    expect(await other.desk.unlock(PASSPHRASE)).toMatchObject({ ok: true });
    expect(other.types().filter((type) => type === 'vault.key-damaged')).toHaveLength(2);
    expect(await lendTrade(other)).toMatchObject({ error: { code: 'damaged' } });
    disk.list = text;
    const names = [...disk.items.keys()].filter((name) => name.includes('key-'));
    const [first = '', second = ''] = names.map((name) => disk.items.get(name));
    disk.items.set(names[0] ?? '', second);
    disk.items.set(names[1] ?? '', first);
    expect(await rig.desk.keys.lend(trade.keyId, 'guard')).toMatchObject({ error: { code: 'damaged' } });
    disk.list = '{"version":1,"keys":';
    const broken = await vaultOn(disk);
    expect(broken.desk.view().state).toBe('unusable');
    expect(await broken.desk.unlock(PASSPHRASE)).toMatchObject({ error: { code: 'keychain' } });
  });

  it('opens with the recovery code, which makes the passphrase and itself void', async () => {
    const { rig, code } = await withKeys();
    const forgotten = await vaultOn(rig.disk);
    expect(await forgotten.desk.recover('0000-0000', NEXT)).toMatchObject({ error: { code: 'wrong-code' } });
    const recovered = await forgotten.desk.recover(code.toLowerCase(), NEXT);
    expect(recovered.ok && recovered.value.recoveryCode).not.toBe(code);
    expect(await lendTrade(forgotten)).toEqual({ ok: true, value: SECRET });
    const after = await vaultOn(rig.disk);
    expect(await after.desk.unlock(PASSPHRASE)).toMatchObject({ error: { code: 'wrong-passphrase' } });
    expect(await after.desk.recover(code, PASSPHRASE)).toMatchObject({ error: { code: 'wrong-code' } });
    expect(await after.desk.unlock(NEXT)).toMatchObject({ ok: true });
  });

  it('raises the cost of a passphrase that was stretched for less', async () => {
    const { rig } = await withKeys();
    const higher = { ...LOW_COST, r: 2 };
    const header = (): string => [...rig.disk.items].find(([name]) => name.includes('header'))?.[1] ?? '';
    expect(JSON.parse(header())).toMatchObject({ ...LOW_COST, generation: 1 });
    const raised = await vaultOn(rig.disk, higher);
    expect(await raised.desk.unlock(PASSPHRASE)).toMatchObject({ ok: true });
    expect(JSON.parse(header())).toMatchObject({ ...higher, generation: 2 });
    expect(JSON.parse(rig.disk.verifier ?? '')).toMatchObject({ ...higher, vault: { generation: 2 } });
    expect([...rig.disk.items.keys()].filter((name) => name.includes('header'))).toHaveLength(1);
    const again = await vaultOn(rig.disk, higher);
    expect(await again.desk.unlock(PASSPHRASE)).toMatchObject({ ok: true });
    expect(await lendTrade(again)).toEqual({ ok: true, value: SECRET });
    expect(again.types()).not.toContain('vault.cost-raised');
  });

  it('crashed anywhere in a change of the passphrase, opens with the old or the new, every key in it', async () => {
    const made = await withKeys();
    const stored = { ...made.rig.disk, items: new Map(made.rig.disk.items) };
    const outcomes: string[] = [];
    for (let step = 0; ; step += 1) {
      const disk = { ...stored, items: new Map(stored.items) };
      const rig = await vaultOn(disk);
      let touched = 0;
      rig.before = () => {
        // From here on nothing arrives any more: the console is gone.
        if (touched++ >= step) throw new Error('gone');
      };
      const changed = await rig.desk.changePassphrase(PASSPHRASE, NEXT);
      const ended = touched <= step;
      const after = await vaultOn(disk);
      const opensWith = [];
      for (const passphrase of [PASSPHRASE, NEXT])
        if ((await after.desk.unlock(passphrase)).ok) {
          opensWith.push(passphrase);
          expect(await lendTrade(after)).toEqual({ ok: true, value: SECRET });
          expect(after.desk.keys.list()).toHaveLength(2);
          after.desk.lock('operator');
        }
      expect(opensWith).toHaveLength(1);
      if (changed.ok) expect(opensWith).toEqual([NEXT]);
      outcomes.push(opensWith[0] === NEXT ? 'new' : 'old');
      expect(
        [...disk.items.keys()].filter((name) => name.startsWith('vault/')),
        `step ${step}`,
      ).toHaveLength(3);
      if (ended) break;
    }
    expect(outcomes.length).toBeGreaterThan(8);
    expect([...new Set(outcomes)]).toEqual(['old', 'new']);
  });

  it('that could not be told whether it was saved, goes by what is stored', async () => {
    const { rig } = await withKeys();
    const { disk } = rig;
    const before = disk.verifier;
    rig.after = (what) => {
      rig.after = () => undefined;
      if (what === 'save verifier') throw new Error('the folder could not be synced');
    };
    expect(await rig.desk.changePassphrase(PASSPHRASE, NEXT)).toMatchObject({ ok: true });
    expect(await lendTrade(rig)).toEqual({ ok: true, value: SECRET });
    // A power cut may bring the old file back: nothing that it needs is gone.
    for (const [verifier, passphrase] of [
      [disk.verifier, NEXT],
      [before, PASSPHRASE],
    ] as const) {
      const after = await vaultOn({ ...disk, items: new Map(disk.items), verifier });
      expect(await after.desk.unlock(passphrase)).toMatchObject({ ok: true });
      expect(await lendTrade(after)).toEqual({ ok: true, value: SECRET });
    }
  });
});

describe('the one passphrase', () => {
  it('that was set before there was a vault sets it up, and no other does', async () => {
    const rig = await vaultOn(newDisk(VERIFIER));
    expect(rig.desk.view().state).toBe('not-set-up');
    expect(await rig.desk.setUp('another passphrase')).toMatchObject({ error: { code: 'wrong-passphrase' } });
    expect(await rig.desk.setUp(PASSPHRASE)).toMatchObject({ ok: true });
    expect(rig.desk.view().state).toBe('unlocked');
    expect(await rig.desk.setUp(PASSPHRASE)).toMatchObject({ error: { code: 'already-set' } });
  });

  it('is set where there is no keychain, can be recovered there, and makes the vault once there is one', async () => {
    const disk = newDisk();
    const rig = await vaultOn(disk);
    rig.before = (what) => {
      if (!what.startsWith('save')) throw new Error('Cannot autolaunch D-Bus without X11 $DISPLAY');
    };
    const set = await rig.desk.setUp(PASSPHRASE);
    expect(rig.desk.view()).toMatchObject({ state: 'not-set-up', keychain: 'absent' });
    expect(disk.items.size).toBe(0);
    const recovered = await rig.desk.recover(set.ok ? set.value.recoveryCode : '', NEXT);
    expect(recovered.ok).toBe(true);
    const after = await vaultOn(disk);
    expect(await after.desk.setUp(PASSPHRASE)).toMatchObject({ error: { code: 'wrong-passphrase' } });
    expect(await after.desk.setUp(NEXT)).toMatchObject({ ok: true });
  });

  it('whose verifier was replaced by somebody else is the one that opens the vault', async () => {
    const { rig } = await withKeys();
    const { disk } = rig;
    const thief = await vaultOn(newDisk());
    await thief.desk.setUp('the thief knows this one');
    const theirs = JSON.parse(thief.disk.verifier ?? '');
    disk.verifier = JSON.stringify({ ...theirs, vault: JSON.parse(disk.verifier ?? '').vault });
    const next = await vaultOn(disk);
    expect(await next.desk.unlock('the thief knows this one')).toMatchObject({ error: { code: 'keychain' } });
    expect(next.desk.view().keychain).toBe('changed');
    expect(await next.desk.unlock(PASSPHRASE)).toMatchObject({ ok: true });
    expect(next.journaled).toContainEqual({ type: 'vault.verifier-replaced', data: { isRepaired: true } });
    expect(await (await vaultOn(disk)).desk.changePassphrase(PASSPHRASE, NEXT)).toMatchObject({ ok: true });
  });

  it('is slowed down after five wrong tries, also here', async () => {
    const { rig } = await withKeys();
    rig.desk.lock('operator');
    for (let tries = 0; tries < 5; tries += 1) await rig.desk.unlock('wrong wrong wrong');
    expect(await rig.desk.unlock(PASSPHRASE)).toMatchObject({ error: { code: 'too-many-tries' } });
    await rig.clock.advance(31_000);
    expect(await rig.desk.unlock(PASSPHRASE)).toMatchObject({ ok: true });
  });
});

describe('locking', () => {
  it('while it is being opened or changed leaves it locked, and nothing sealed under an empty key', async () => {
    const { rig } = await withKeys();
    const changing = rig.desk.changePassphrase(PASSPHRASE, NEXT);
    await vi.waitUntil(() => [...rig.disk.items.keys()].some((name) => name.includes('/keys-2/')), { interval: 1 });
    rig.desk.lock('sleep');
    expect(await changing).toMatchObject({ ok: true });
    expect(rig.desk.view().state).toBe('locked');
    const next = await vaultOn(rig.disk, { ...LOW_COST, r: 2 });
    const unlocking = next.desk.unlock(NEXT);
    await vi.waitUntil(() => next.desk.isUnlocked, { interval: 1 });
    next.desk.lock('operator');
    await unlocking;
    expect(next.desk.view().state).toBe('locked');
    const after = await vaultOn(rig.disk);
    expect(await after.desk.unlock(NEXT)).toMatchObject({ ok: true });
    expect(await lendTrade(after)).toEqual({ ok: true, value: SECRET });
  });
});

describe('locking by itself', () => {
  it('comes after so many minutes without the operator, and after a sleep', async () => {
    const { rig } = await withKeys();
    rig.desk.start();
    rig.idleMs = 299_000;
    await rig.clock.advance(4_000);
    expect(rig.desk.view().state).toBe('unlocked');
    rig.idleMs = 300_000;
    await rig.clock.advance(4_000);
    expect(rig.desk.view().state).toBe('locked');
    rig.idleMs = 0;
    await rig.desk.unlock(PASSPHRASE);
    rig.clock.jumpWall(60_000);
    await rig.clock.advance(1_000);
    expect(rig.journaled.filter(({ type }) => type === 'vault.locked').map(({ data }) => data)).toEqual([
      { why: 'idle' },
      { why: 'sleep' },
    ]);
  });
});

/** Not what it was: another half, as after a restored keychain. */
const otherHalf = (text: string): string =>
  JSON.stringify({ ...JSON.parse(text), half: randomBytes(32).toString('base64') });

describe('a keychain', () => {
  it.each([
    ['absent', 'The name org.freedesktop.secrets was not provided by any .service files'],
    ['locked', 'Cannot create an item in a locked collection'],
    ['denied', 'The authorization was denied: access denied'],
  ])('that is %s is named, with a remedy, and unlocking works again once it is well', async (state, says) => {
    const { rig } = await withKeys();
    const next = await vaultOn(rig.disk);
    next.before = (what) => {
      if (/^(read|write) /.test(what)) throw new Error(says);
    };
    expect(await next.desk.unlock(PASSPHRASE)).toMatchObject({ error: { code: 'keychain' } });
    expect(next.desk.view()).toMatchObject({ state: 'unusable', keychain: state });
    expect(next.desk.view().message.length).toBeGreaterThan(80);
    next.before = () => undefined;
    expect(await next.desk.unlock(PASSPHRASE)).toMatchObject({ ok: true });
    expect(next.desk.view()).toMatchObject({ state: 'unlocked', keychain: 'available', message: '' });
  });

  it('whose half differs has changed, whose half is gone lacks an item, and whose key is gone says which', async () => {
    const { rig, trade } = await withKeys();
    const { items } = rig.disk;
    const name = [...items.keys()].find((each) => each.includes('header')) ?? '';
    const header = items.get(name) ?? '';
    items.set(name, otherHalf(header));
    const next = await vaultOn(rig.disk);
    expect(await next.desk.unlock(PASSPHRASE)).toMatchObject({ error: { code: 'keychain' } });
    expect(next.desk.view()).toMatchObject({ state: 'unusable', keychain: 'changed' });
    items.delete(name);
    await next.desk.unlock(PASSPHRASE);
    expect(next.desk.view()).toMatchObject({ state: 'unusable', keychain: 'item-missing' });
    items.set(name, header);
    expect(await next.desk.unlock(PASSPHRASE)).toMatchObject({ ok: true });
    for (const each of items.keys()) if (each.endsWith(trade.keyId)) items.delete(each);
    expect(await lendTrade(next)).toMatchObject({
      error: { code: 'keychain', message: expect.stringContaining('a-42') },
    });
  });

  it('that answers nothing counts as locked, after a while', async () => {
    const { Keychain } = await import('../../electron/platform/keychain');
    const silent = () => new Promise<never>(() => undefined);
    const raw = { getPassword: silent, setPassword: silent, deletePassword: silent, findCredentials: silent };
    const keychain = new Keychain(async () => raw, 20);
    expect(await keychain.probe()).toMatchObject({ state: 'locked' });
    const other = {
      ...raw,
      setPassword: async () => undefined,
      getPassword: async () => 'x',
      deletePassword: async () => true,
    };
    expect(await new Keychain(async () => other).probe()).toMatchObject({ state: 'denied' });
  });
});
