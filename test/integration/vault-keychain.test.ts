import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { VaultDesk } from '../../electron/app/vault/vault-desk';
import { Passphrase } from '../../electron/domains/halt/index';
import { systemClock } from '../../electron/platform/clock';
import { Keychain, type RawKeychain } from '../../electron/platform/keychain';
import { openSession } from '../../scripts/session.mjs';
import { LOW_COST, NEW_KEY, PASSPHRASE } from '../support/vault-rig';

/*
 * The real gnome-keyring on a bus of its own: each state is made as it happens to people, and has to be named as it is. keytar reads
 * the bus's address once for a process, so that the test's own process is the one that talks to it.
 */

const linux = it.runIf(process.platform === 'linux');
let session: Awaited<ReturnType<typeof openSession>> | undefined;
let keytar: RawKeychain;
const files = new Map<string, string>();

beforeAll(async () => {
  if (process.platform !== 'linux') return;
  session = await openSession({ keyring: {} });
  Object.assign(process.env, session.env);
  keytar = (await import('keytar')).default;
});
afterAll(() => session?.close());

const storedAs = (name: string) => ({
  read: async () => files.get(name),
  write: async (text: string) => void files.set(name, text),
});

/** A start of the vault on the files and the keychain as they are. */
async function start(): Promise<VaultDesk> {
  const passphrase = new Passphrase(storedAs('passphrase'), systemClock, LOW_COST);
  await passphrase.load();
  const desk = new VaultDesk({
    clock: systemClock,
    passphrase,
    keychain: new Keychain(),
    list: storedAs('keys.json'),
    journal: { append: async () => ({ ok: true, value: {} }), record: () => undefined },
    autoLockMinutes: 5,
    idleMs: () => 0,
    heldBack: () => undefined,
    onKeychain: () => undefined,
    onChange: () => undefined,
    cost: LOW_COST,
  });
  await desk.load();
  return desk;
}

linux('a key is kept in the real keychain over a restart, and sealed there', async () => {
  const desk = await start();
  await desk.tryKeychain();
  expect(desk.view()).toMatchObject({ state: 'not-set-up', keychain: 'available' });
  expect(await desk.setUp(PASSPHRASE)).toMatchObject({ ok: true });
  const secret = { apiKey: 'canary-77aa-key', secret: `canary-77aa-${'x'.repeat(1_800)}` };
  const stored = await desk.keys.put(NEW_KEY, secret, undefined);
  const again = await start();
  expect(await again.unlock(PASSPHRASE)).toMatchObject({ ok: true });
  expect(await again.keys.lend(stored.ok ? stored.value.keyId : '', 'guard')).toEqual({ ok: true, value: secret });
  const all = await keytar.findCredentials('holdfast');
  expect(all.filter(({ account }) => account.startsWith('vault/'))).toHaveLength(2);
  expect(JSON.stringify(all)).not.toContain('canary');
  expect(await again.changePassphrase(PASSPHRASE, 'another good passphrase')).toMatchObject({ ok: true });
  expect(await again.changePassphrase('another good passphrase', PASSPHRASE)).toMatchObject({ ok: true });
  const names = (await keytar.findCredentials('holdfast')).map(({ account }) => account);
  expect(names.filter((name) => name.startsWith('vault/'))).toHaveLength(2);
});

linux('another half than before has changed; none, or a key that is gone, is a missing item', async () => {
  const items = await keytar.findCredentials('holdfast');
  const header = items.find(({ account }) => account.includes('/header/'));
  const key = items.find(({ account }) => account.includes('/keys-'));
  if (header === undefined || key === undefined) throw new Error('nothing is stored');
  const half = Buffer.alloc(32, 7).toString('base64');
  const put = (value: string) => keytar.setPassword('holdfast', header.account, value);

  await put(JSON.stringify({ ...JSON.parse(header.password), half }));
  const desk = await start();
  expect(await desk.unlock(PASSPHRASE)).toMatchObject({ ok: false, error: { code: 'keychain' } });
  expect(desk.view()).toMatchObject({ state: 'unusable', keychain: 'changed' });
  expect(await desk.unlock('not the passphrase')).toMatchObject({ error: { code: 'wrong-passphrase' } });
  await keytar.deletePassword('holdfast', header.account);
  await desk.unlock(PASSPHRASE);
  expect(desk.view()).toMatchObject({ state: 'unusable', keychain: 'item-missing' });

  await put(header.password);
  expect(await desk.unlock(PASSPHRASE)).toMatchObject({ ok: true });
  await keytar.deletePassword('holdfast', key.account);
  const [{ keyId } = { keyId: '' }] = desk.keys.list();
  expect(await desk.keys.lend(keyId, 'guard')).toMatchObject({ error: { code: 'keychain' } });
  expect(desk.view()).toMatchObject({ state: 'unlocked', keychain: 'item-missing' });
});

linux(
  'refused by the bus, as a policy or a sandbox does, it is denied, and works again once it is permitted',
  async () => {
    const desk = await start();
    await session?.keyring?.refuse();
    await desk.tryKeychain();
    expect(desk.view()).toMatchObject({ state: 'unusable', keychain: 'denied' });
    expect(await desk.unlock(PASSPHRASE)).toMatchObject({ ok: false, error: { code: 'keychain' } });
    await session?.keyring?.permit();
    expect(await desk.unlock(PASSPHRASE)).toMatchObject({ ok: true });
  },
);

linux('locked it is locked, although a reader is told that there is nothing', async () => {
  const desk = await start();
  const collection = 'array:objpath:/org/freedesktop/secrets/collection/login';
  const target = ['--session', '--print-reply', '--dest=org.freedesktop.secrets', '/org/freedesktop/secrets'];
  execFileSync('dbus-send', [...target, 'org.freedesktop.Secret.Service.Lock', collection]);
  await desk.tryKeychain();
  expect(desk.view()).toMatchObject({ state: 'unusable', keychain: 'locked' });
  expect(await desk.unlock(PASSPHRASE)).toMatchObject({ ok: false, error: { code: 'keychain' } });
  expect(desk.view()).toMatchObject({ state: 'unusable', keychain: 'locked' });
});

linux.each([
  ['no bus', {}],
  ['a bus that is gone', { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' }],
])('with %s it is absent', (_what, bus) => {
  // A process of its own: a bus is looked for once.
  const { DBUS_SESSION_BUS_ADDRESS: _bus, DISPLAY: _display, XDG_RUNTIME_DIR: _runtime, ...env } = process.env;
  const script = `import { Keychain } from './electron/platform/keychain.ts';
    process.stdout.write(JSON.stringify(await new Keychain().probe()));`;
  const arguments_ = ['--import', 'tsx', '--input-type=module', '-e', script];
  const said = execFileSync(process.execPath, arguments_, { env: { ...env, ...bus }, encoding: 'utf8' });
  expect(JSON.parse(said)).toMatchObject({ state: 'absent' });
});
