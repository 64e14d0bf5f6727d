import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PORTFOLIO } from '#shared/model/trading-state';
import { type Harness, LONG_MS, press, recordsOf, submit, until } from '../support/desk-console';
import { keepKey, newTestKey, openLentDesk, settingsWithTestnet } from '../support/lent-desk';
import { type PaperProcess, startPaper } from '../support/paper-process';
import { writeLoopback } from '../support/testnet-loopback';

const PASSPHRASE = 'violin marmot teacup glacier';
const KEY = newTestKey();

let root: string;
let standIn: PaperProcess;
let desk: Harness;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'holdfast-lent-'));
  standIn = await startPaper({ seed: 20_261_122, accounts: [{ name: 'demo', ...KEY, balances: { USDT: '10000' } }] });
  const loopback = writeLoopback(root, Number(new URL(standIn.urls.rest).port));
  desk = await openLentDesk({
    settings: settingsWithTestnet(),
    dataFolder: join(root, 'data'),
    items: new Map(),
    loopback,
  });
});
afterAll(async () => {
  await desk?.close();
  await standIn?.stop();
  rmSync(root, { recursive: true, force: true });
});

const openAtTestnet = async (): Promise<number> => {
  const [listing] = await desk.console.guard.list(['demo-1']);
  return listing?.openOrders ?? Number.NaN;
};
const kill = (pid: number | undefined): void => void process.kill(pid ?? 0, 'SIGKILL');

it('an account trades with a key of the vault, and while it is locked nothing leaves and everything can be cancelled', async () => {
  const { console } = desk;
  const worker = console.venue;
  expect(worker).toBeDefined();

  // Paper is there without any vault; the account of the test network waits, and says what for.
  await until(
    'the paper desk',
    () => console.execution.book.account('sub-2').isKnown && console.guard.isReady(),
    LONG_MS,
  );
  expect(await submit(desk, { accountId: 'demo-1', botId: 'grid-1' })).toMatchObject({ kind: 'refused' });
  expect(console.scopes.covered(PORTFOLIO).accountIds).not.toContain('demo-1');

  // A key is kept: it is lent at once, to the worker and to the guard, each on record, and the bot trades.
  await console.vault.setUp(PASSPHRASE);
  await keepKey(console, 'demo-1', KEY);
  await until(
    'the bot to trade',
    () =>
      [...console.execution.book.workingOrders].filter(
        ({ intent, state }) => intent.accountId === 'demo-1' && state === 'acknowledged',
      ).length > 3,
    LONG_MS,
  );
  expect(await openAtTestnet()).toBeGreaterThan(3);
  expect(recordsOf(desk.dataFolder, 'vault.key-lent').map(({ data }) => [data.accountId, data.borrower])).toEqual([
    ['demo-1', 'guard'],
    ['demo-1', 'exchange-worker'],
  ]);

  // Locked: no new order, in words. Guard and worker that die now come back with what was lent to them.
  console.vault.lock('operator');
  const refused = await submit(desk, { accountId: 'demo-1', botId: 'grid-1' });
  expect(refused).toMatchObject({ kind: 'refused' });
  expect(JSON.stringify(refused, (_, value) => (typeof value === 'bigint' ? String(value) : value))).toMatch(
    /vault is locked/,
  );
  const before = { guard: console.guard.status.pid };
  kill(before.guard);
  await until(
    'another guard',
    () =>
      console.guard.isReady() && console.guard.status.pid !== before.guard && !console.halt.gate.blocks.has('guard'),
    LONG_MS,
  );
  expect(await openAtTestnet()).toBeGreaterThan(3);
  press(desk);
  await until('a verified halt', () => console.halt.report?.state === 'verified-empty', LONG_MS);
  expect(console.halt.report?.accounts.map(({ accountId }) => accountId)).toContain('demo-1');
  expect(await openAtTestnet()).toBe(0);
  expect(recordsOf(desk.dataFolder, 'vault.key-lent')).toHaveLength(2);
}, 60_000);
