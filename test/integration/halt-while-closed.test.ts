import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ok } from '#shared/model/result';
import type { HaltScope } from '#shared/model/trading-state';
import { firstRunSettings } from '../../electron/app/settings';
import { KEPT_RECORDS, recordWhatWasKept } from '../../electron/app/vault/records-while-closed';
import { haltClosedDesk } from '../../electron/app/ways/halt-while-closed';
import { keysOfVault } from '../../electron/app/ways/keys-while-closed';
import { encodeState } from '../../electron/domains/halt/state-file';
import { systemClock } from '../../electron/platform/clock';
import { lockFolder } from '../../electron/platform/folder-lock';
import { Keychain } from '../../electron/platform/keychain';
import { launchLines } from '../../electron/platform/process/launch-node';
import { builtWorker } from '../support/built-worker';
import { askExchange, CANARY, guardAccountOf, type PaperWorld, startPaper } from '../support/exchange-world';
import { PASSPHRASE, VERIFIER } from '../support/halt-rig';
import { keychainOf, NEW_KEY, newDisk, vaultOn } from '../support/vault-rig';

const ACCOUNTS = ['sub-1', 'sub-2', 'sub-3'];
const SYMBOLS = ['BTC/USDT', 'ETH/USDT', 'SOL/USDT'];

let paper: PaperWorld;
beforeAll(async () => {
  paper = await startPaper(ACCOUNTS);
});
afterAll(async () => {
  await paper.stop();
});

/** Orders that rest at the exchange, placed with nothing of Holdfast in between. */
async function rest(): Promise<void> {
  const order = { side: 'BUY', type: 'LIMIT', timeInForce: 'GTC' };
  const markets = { BTCUSDT: ['0.01', '40000'], ETHUSDT: ['0.1', '2000'] };
  for (const account of ACCOUNTS)
    for (const [symbol, [quantity = '', price = '']] of Object.entries(markets))
      await askExchange(paper.urls.rest, account, 'POST', '/api/v3/order', { ...order, symbol, quantity, price });
}

it('with keys that the passphrase unlocks, the guard empties the exchange although no console runs', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'holdfast-closed-'));
  mkdirSync(join(dataFolder, 'journal'));
  mkdirSync(join(dataFolder, 'guard'));
  writeFileSync(join(dataFolder, 'settings.json'), JSON.stringify(firstRunSettings()));
  writeFileSync(join(dataFolder, 'halt-state'), encodeState({ halts: [], running: false }));
  writeFileSync(join(dataFolder, 'passphrase'), VERIFIER);
  const guard = builtWorker('guard');
  const said: string[] = [];
  const halt = (scope: HaltScope): Promise<number> =>
    haltClosedDesk(
      { scope, state: 'HALTED', reason: '' },
      {
        dataFolder,
        clock: systemClock,
        say: (line) => said.push(line),
        lockFolder,
        letGo: () => undefined,
        askPassphrase: async () => PASSPHRASE,
        keys: async (accounts, _symbols, passphrase) => ({
          held: passphrase === PASSPHRASE ? accounts.map(({ id }) => guardAccountOf(paper, id, SYMBOLS)) : [],
          missing: [],
        }),
        guard: launchLines(process.execPath, [guard], { detached: true }),
      },
    );
  await rest();
  expect(await paper.openOrders()).toBe(6);

  expect(await halt({ kind: 'symbol', symbol: 'ETH/USDT' })).toBe(0);
  expect(await paper.openOrders()).toBe(3);
  expect(await halt({ kind: 'account', accountId: 'sub-1' })).toBe(0);
  expect(await paper.openOrders()).toBe(2);
  await paper.faults({ revokedKeys: [guardAccountOf(paper, 'sub-2', []).credential.apiKey] });
  expect(await halt({ kind: 'portfolio' })).toBe(1);
  expect(said.join('\n')).toMatch(/sub-2: NOT verified/);
  expect(said.join('\n')).toMatch(/sub-3: verified empty, 1 orders ended/);
  expect(said.join('\n')).not.toContain(CANARY);
});

it('with keys of the vault, the guard empties the exchange through ccxt, and each loan is on record at the next start', async () => {
  const disk = newDisk();
  const vault = await vaultOn(disk);
  await vault.desk.setUp(PASSPHRASE);
  for (const accountId of ['sub-1', 'sub-2'])
    await vault.desk.keys.put({ ...NEW_KEY, accountId }, guardAccountOf(paper, accountId, []).credential, undefined);
  const dataFolder = mkdtempSync(join(tmpdir(), 'holdfast-closed-'));
  for (const folder of ['journal', 'guard']) mkdirSync(join(dataFolder, folder));
  const files = {
    'settings.json': JSON.stringify(firstRunSettings()),
    'halt-state': encodeState({ halts: [], running: false }),
    passphrase: disk.verifier ?? '',
    'keys.json': disk.list ?? '',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dataFolder, name), text);
  const guard = builtWorker('guard');
  const said: string[] = [];
  const say = (line: string): void => void said.push(line);
  const keychain = new Keychain(async () => keychainOf(disk.items));
  const endpoints = () => paper.urls.urls;
  const keys = keysOfVault({ dataFolder, clock: systemClock, say, keychain, endpoints });
  await paper.faults({ revokedKeys: [] });
  await rest();
  const before = await paper.openOrders();
  const status = await haltClosedDesk(
    { scope: { kind: 'portfolio' }, state: 'HALTED', reason: '' },
    {
      dataFolder,
      clock: systemClock,
      say,
      lockFolder,
      letGo: () => undefined,
      askPassphrase: async () => PASSPHRASE,
      // The settings name paper accounts alone; this exchange plays the testnet of two of them.
      keys: (accounts, ...rest) =>
        keys(
          accounts.map((each) => ({ ...each, environment: each.id === 'sub-3' ? 'paper' : 'testnet' })),
          ...rest,
        ),
      guard: launchLines(process.execPath, [guard], { detached: true }),
    },
  );
  const text = said.join('\n');
  expect(text).toMatch(/sub-1: verified empty, 2 orders ended/);
  expect(text).toMatch(/sub-2: verified empty, \d orders ended/);
  expect(text).toMatch(/Not cancelled: sub-3, a paper account/);
  expect(status).toBe(1);
  expect(before - (await paper.openOrders())).toBeGreaterThanOrEqual(4);

  const recorded: Array<{ readonly type: string; readonly data: unknown }> = [];
  const recorder = {
    append: async (type: string, data: unknown) => {
      recorded.push({ type, data });
      return ok({ seq: recorded.length });
    },
    record: () => undefined,
  };
  for (let start = 0; start < 2; start += 1) await recordWhatWasKept(join(dataFolder, KEPT_RECORDS), recorder);
  const kinds = recorded.map(({ data }) => (data as { type: string }).type);
  expect(kinds).toEqual(['vault.unlocked', 'vault.key-lent', 'vault.key-lent', 'vault.locked']);
  expect(`${text}${JSON.stringify(recorded)}`).not.toContain(CANARY);
});
