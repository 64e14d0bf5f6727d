import { expect, it } from 'vitest';
import { vaultLock } from '../../electron/app/keys/vault-lock';
import { wireKeys } from '../../electron/app/keys/wire-keys';
import { TriggerTell } from '../../electron/app/triggers/tell';
import type { BotState, BotStatus } from '../../electron/domains/bots/index';
import { ok } from '../../shared/model/result';
import {
  API_KEY,
  goodReading,
  KEYS_PASSPHRASE,
  type KeysRig,
  keysRig,
  SECRET,
  SLOT,
  verdictOf,
} from '../support/keys-rig';
import { triggersRig } from '../support/triggers-rig';
import { VirtualClock } from '../support/virtual-clock';

const ACCOUNTS = [{ id: 'sub-1', exchange: 'binance', environment: 'live' }] as const;

/** The wiring of the console around the rig's vault, with bots that only note what they are told. */
function wired(rig: KeysRig, states: Readonly<Record<string, BotState>> = {}, tell?: TriggerTell) {
  const log: string[] = [];
  const { desk } = wireKeys({
    clock: rig.clock,
    accounts: ACCOUNTS,
    recorder: { append: async () => ok({ seq: 1 }), record: (type) => void log.push(type) },
    bots: {
      statuses: () => Object.entries(states).map(([botId, state]) => ({ botId, state }) as BotStatus),
      pauseBot: async (botId, by) => {
        log.push(`pause ${botId} by ${by}`);
        return ok(undefined);
      },
      goOn: (botId, by) => {
        log.push(`go on ${botId} by ${by}`);
        return ok(undefined);
      },
    },
    accountOf: (botId) => (botId === 'other' ? 'sub-2' : 'sub-1'),
    tell: tell ?? { onKeyDrift: ({ accountId }) => void log.push(`drift ${accountId}`) },
    accountViews: () => [],
    clipboard: { read: async () => rig.world.clipboard, clearIfHolds: async () => undefined },
    onProgress: () => undefined,
    vault: { store: rig.store, inspector: rig.inspector, lock: rig.lock },
  });
  const take = async (slot: typeof SLOT, replaces: string | null): Promise<string> => {
    const draft = desk.intake.begin({ ...slot, replaces });
    if (!draft.ok) throw new Error(draft.message);
    const { draftId } = draft.value;
    for (const [part, text] of [
      ['api-key', API_KEY],
      ['secret', replaces === null ? SECRET : SECRET.replace('0001', '0009')],
    ] as const) {
      rig.world.clipboard = text;
      await desk.intake.paste({ draftId, part });
    }
    await desk.intake.check({ draftId });
    const kept = await desk.intake.keep({ draftId, statements: [], by: 'ada' });
    if (!kept.ok) throw new Error(kept.message);
    return kept.value.keyId;
  };
  const change = (keyId: string) => {
    rig.world.finds = () => verdictOf(rig.clock.now(), goodReading(rig.clock.now(), { markets: ['futures'] }));
    return desk.inspect({ keyId });
  };
  return { desk, log, take, change };
}

it('The bots of an account that work are held still while its key is swapped, and no others', async () => {
  const rig = keysRig();
  const { log, take } = wired(rig, {
    'grid-1': 'running',
    'grid-2': 'stopped',
    'grid-3': 'backing-off',
    other: 'running',
  });
  const old = await take(SLOT, null);
  log.length = 0;
  const put = rig.store.put.bind(rig.store);
  rig.store.put = (...values) => {
    log.push('swap');
    return put(...values);
  };
  await take(SLOT, old);
  expect(log.filter((line) => !line.startsWith('key.'))).toEqual([
    'pause grid-1 by keys',
    'pause grid-3 by keys',
    'swap',
    'go on grid-1 by keys',
    'go on grid-3 by keys',
  ]);
});

it('A changed key of an account on this desk fires the trigger that halts that account', async () => {
  const { service, clock, acted } = triggersRig();
  const tell = new TriggerTell({
    accounts: ACCOUNTS,
    service,
    journalId: () => '',
    reference: () => undefined,
    trace: () => undefined,
  });
  service.start();
  const rig = keysRig(new VirtualClock());
  const { take, change } = wired(rig, {}, tell);
  await change(await take(SLOT, null));
  await clock.advance(500);
  expect(acted).toMatchObject([
    { triggerId: 'key-drift', action: 'halt', scope: { kind: 'account', accountId: 'sub-1' } },
  ]);
  service.stop();
});

it('A changed key of an account that is not on this desk halts nothing: nothing trades with it', async () => {
  const rig = keysRig();
  const { log, take, change, desk } = wired(rig);
  await change(await take({ ...SLOT, accountId: 'elsewhere' }, null));
  expect(log.filter((line) => line.startsWith('drift'))).toEqual([]);
  expect(log).toContain('key.changed');
  expect(desk.view().rows[0]?.health).toBe('bad');
});

it('What waits for the lock is told once when the vault locks, by whatever way, and not while it stays locked', async () => {
  const rig = keysRig();
  let state: 'locked' | 'unlocked' = 'locked';
  const lock = vaultLock(
    () => ({ ...rig.lock.view(), state }),
    async (text) => (text === KEYS_PASSPHRASE ? 'right' : 'wrong'),
  );
  let told = 0;
  lock.onLock(() => {
    told += 1;
  });
  const turn = (to: typeof state): void => {
    state = to;
    lock.changed();
  };
  for (const to of ['locked', 'unlocked', 'unlocked', 'locked', 'locked', 'unlocked', 'locked'] as const) turn(to);
  expect(told).toBe(2);
  expect(await lock.check(KEYS_PASSPHRASE)).toEqual({ ok: true, value: undefined });
  expect(await lock.check('something else')).toMatchObject({ ok: false, error: { code: 'wrong-passphrase' } });
});
