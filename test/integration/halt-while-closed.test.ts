import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { HaltScope } from '#shared/model/trading-state';
import { firstRunSettings } from '../../electron/app/settings';
import { haltClosedDesk } from '../../electron/app/ways/halt-while-closed';
import { encodeState } from '../../electron/domains/halt/state-file';
import { systemClock } from '../../electron/platform/clock';
import { lockFolder } from '../../electron/platform/folder-lock';
import { launchLines } from '../../electron/platform/process/launch-node';
import {
  askExchange,
  buildWorkers,
  CANARY,
  guardAccountOf,
  type PaperWorld,
  startPaper,
} from '../support/exchange-world';
import { PASSPHRASE, VERIFIER } from '../support/halt-rig';

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
  const { guard } = await buildWorkers();
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
        keys: async (accounts, passphrase) => ({
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
