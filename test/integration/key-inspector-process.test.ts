import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { isAlive } from '../support/is-alive';
import { binance } from '../support/key-answers/binance';
import { but } from '../support/key-answers/case';
import { kraken } from '../support/key-answers/kraken';
import { type InspectorRig, startInspector } from '../support/key-inspector';
import { type KeyServer, startKeyServer } from '../support/key-server';

let server: KeyServer;
let rig: InspectorRig;
beforeAll(async () => {
  server = await startKeyServer();
  rig = startInspector(server.origin);
});
afterAll(async () => {
  await server.close();
});

const slot = { exchange: 'kraken', environment: 'live', accountId: 'sub-1', purpose: 'trade' } as const;
const PATH = '/0/private/GetApiKeyInfo';
const answersOf = (name: string) => kraken.cases.find((each) => each.name === name)?.answers ?? {};
const lastPid = (): number => rig.pids.at(-1) ?? 0;

it('reads a key back in a process of its own that has the key on no command line, and is gone afterwards', async () => {
  const [good] = Object.values(answersOf('a trade key bound to an address'));
  if (good === undefined || typeof good === 'function') throw new Error('no answer');
  let seen = '';
  server.answerWith({
    [PATH]: () => {
      seen = ['cmdline', 'environ'].map((file) => readFileSync(`/proc/${lastPid()}/${file}`, 'utf8')).join('\0');
      return good;
    },
  });
  const steps: string[] = [];
  const verdict = await rig.inspector.inspect(slot, kraken.credential, (step, state) =>
    steps.push(`${step}: ${state}`),
  );
  expect(verdict.refusals).toEqual([]);
  expect(verdict.reading?.rights).toMatchObject({ trade: 'yes', withdraw: 'no' });
  expect(steps).toEqual([
    'Start the process that checks keys: running',
    'Start the process that checks keys: done',
    'Ask Kraken what this key may do: running',
    'Ask Kraken what this key may do: done',
  ]);
  expect(seen).toContain('key-inspector');
  expect(seen).not.toContain(kraken.credential.apiKey);
  expect(seen).not.toContain(kraken.credential.secret);
  await vi.waitFor(() => expect(isAlive(lastPid())).toBe(false));
});

it('follows no redirect, opens no socket to where it pointed, and tells the host', async () => {
  const other = await startKeyServer();
  try {
    server.answerWith({ [PATH]: { status: 307, body: '', headers: { location: `${other.origin}${PATH}` } } });
    const verdict = await rig.inspector.inspect(slot, kraken.credential, () => undefined);
    const host = new URL(other.origin).host;
    expect(verdict.refusals).toEqual([
      expect.objectContaining({ id: 'host-refused', sentence: expect.stringContaining(host) }),
    ]);
    expect(rig.refusedHosts).toEqual([host]);
    expect(other.received).toEqual([]);
  } finally {
    await other.close();
  }
});

it('gives up after three seconds without an answer, and asks only once', async () => {
  server.answerWith(answersOf('a trade key bound to an address'));
  server.delay(20_000);
  const at = performance.now();
  const verdict = await rig.inspector.inspect(slot, kraken.credential, () => undefined);
  expect(verdict.refusals.map(({ id }) => id)).toEqual(['no-answer']);
  expect(performance.now() - at).toBeGreaterThan(2_900);
  expect(server.received).toHaveLength(1);
  server.delay(0);
});

it('refuses the key when its process is killed in the middle', async () => {
  server.answerWith({
    [PATH]: () => {
      process.kill(lastPid(), 'SIGKILL');
      return { body: {} };
    },
  });
  const verdict = await rig.inspector.inspect(slot, kraken.credential, () => undefined);
  expect(verdict.refusals).toEqual([
    expect.objectContaining({ id: 'no-answer', sentence: expect.stringContaining('process that checks keys ended') }),
  ]);
});

it('starts no process for a test network that does not exist', async () => {
  const before = rig.pids.length;
  const verdict = await rig.inspector.inspect({ ...slot, environment: 'testnet' }, kraken.credential, () => undefined);
  expect(verdict.refusals.map(({ id }) => id)).toEqual(['no-testnet']);
  expect(rig.pids).toHaveLength(before);
});

it('keeps the key out of whatever an exchange echoes it in', async () => {
  const { apiKey, secret } = binance.credential;
  const result = but({ apiKeyName: `my ${apiKey}`, permissions: [`odd-${secret}`], ipAllowlist: ['198.51.100.4'] }, {});
  server.answerWith({ [PATH]: { body: { error: [], result } } });
  const verdict = await rig.inspector.inspect(slot, binance.credential, () => undefined);
  expect(verdict.refusals[0]).toMatchObject({
    id: 'unknown-word',
    sentence: expect.stringContaining('odd-[redacted]'),
  });
  expect(JSON.stringify(verdict)).not.toContain(apiKey);
  expect(JSON.stringify(verdict)).not.toContain(secret.slice(0, 20));
});
