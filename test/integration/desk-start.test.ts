import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PERPETUAL_BOT, withPerpetuals } from '../../electron/app/perpetual-desk';
import { firstRunSettings, readSettings, type Settings } from '../../electron/app/settings';
import type { Launch } from '../../electron/platform/process/wire';
import {
  type Harness,
  LONG_MS,
  onlyWarning,
  openConsole,
  press,
  quietSettings,
  recordsOf,
  restingOrder,
  submit,
  until,
  untilAccepted,
  untilOpen,
  untilTrading,
  untilVerified,
} from '../support/desk-console';
import { openOrders, readLedger } from '../support/exchange-ledger';
import { readJournal, verifyIndependently } from '../support/journal-records';

let folder = '';
let open: Harness[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-start-'));
});
afterEach(async () => {
  await Promise.all(open.map((desk) => desk.close()));
  open = [];
  rmSync(folder, { recursive: true, force: true });
});

async function start(options: Parameters<typeof openConsole>[0] = {}): Promise<Harness> {
  const desk = await openConsole({ settings: quietSettings(), dataFolder: folder, ...options });
  open.push(desk);
  return desk;
}

async function end(desk: Harness): Promise<void> {
  open = open.filter((each) => each !== desk);
  await desk.close();
}

/** A run that ended cleanly, so that only the damage is wrong. */
async function startAndEnd(): Promise<void> {
  const desk = await start();
  await untilOpen(desk);
  await end(desk);
}

/** Neither what the screens may show of a bot, nor its file, nor the console's own log holds a key or a secret. */
function assertNoKeyInLogs({ console, logLines }: Harness): void {
  const shown = console.bots.statuses().flatMap(({ botId }) => console.bots.logLines(botId) ?? []);
  expect(shown.length).toBeGreaterThan(3);
  const files = console.bots
    .statuses()
    .map(({ botId }) => readFileSync(join(folder, 'bots', botId, 'bot.log'), 'utf8'));
  const all = [JSON.stringify(shown), ...files, ...logLines].join('\n');
  for (const { id } of console.accounts) {
    const { apiKey, secret } = console.paper.credential(id);
    expect(all).not.toContain(apiKey);
    expect(all).not.toContain(secret);
  }
}

const lines = (): number => readLedger(folder).length;

describe('A clean end and a new start', () => {
  it('comes up ACTIVE with the same paper money, and nothing was left working in between', async () => {
    const first = await start({
      settings: { ...quietSettings(), bots: quietSettings().bots.map((bot) => ({ ...bot, autoStart: true })) },
    });
    await untilTrading(first);
    await until('a fill', () => recordsOf(folder, 'fill').length > 0, LONG_MS);
    assertNoKeyInLogs(first);
    await end(first);
    expect(openOrders(folder)).toEqual([]);
    expect(lines()).toBeGreaterThan(0);
    const held = ['sub-1', 'sub-2', 'sub-3'].map((id) => first.console.execution.book.account(id).total('USDT'));

    const second = await start();
    await untilOpen(second);
    expect(second.console.halt.gate.portfolioHalt).toBeUndefined();
    expect(['sub-1', 'sub-2', 'sub-3'].map((id) => second.console.execution.book.account(id).total('USDT'))).toEqual(
      held,
    );
    await untilAccepted(second);
    expect(readJournal(folder).filter(({ type }) => type === 'console.stopping')).toMatchObject([
      { data: { clean: true } },
    ]);
    expect(verifyIndependently(folder)).toMatch(/^intact/);
  });
});

describe('A damaged file at the start', () => {
  it('the halt state: HALTED, and it says why', async () => {
    await startAndEnd();
    writeFileSync(join(folder, 'halt-state'), 'not what was written');
    const desk = await start();
    expect(desk.console.halt.gate.portfolioHalt?.reason).toContain('damaged');
    await untilVerified(desk);
    await untilOpen(desk);
    expect(await submit(desk)).toMatchObject({ kind: 'refused', checks: ['trading-state'] });
  });

  it('the end of the journal: cut off, kept aside, named, and trading goes on', async () => {
    await startAndEnd();
    const segment =
      readdirSync(join(folder, 'journal'))
        .filter((name) => name.startsWith('segment-'))
        .sort()
        .at(-1) ?? '';
    appendFileSync(join(folder, 'journal', segment), '{"hash":"0000","torn');
    const desk = await start();
    await untilOpen(desk);
    expect(desk.console.journal.status.setAside).toMatchObject({ bytes: 20 });
    expect(desk.console.desk.snapshot().journal.setAside).toContain('20 bytes');
    await untilAccepted(desk);
    expect(verifyIndependently(folder)).toMatch(/^intact/);
  });

  it('the settings: never half-used, and a folder that has been used comes up HALTED', async () => {
    await startAndEnd();
    const { settings, notice } = readSettings({ version: 1, bots: 'many' }, undefined);
    expect(notice).toContain('not valid');
    const desk = await start({ settings, ...(notice === undefined ? {} : { mustHalt: notice }) });
    expect(desk.console.halt.gate.portfolioHalt).toMatchObject({
      source: 'start-up',
      reason: expect.stringContaining('not valid'),
    });
    await untilVerified(desk);
  });
});

/** `DELISTED/USDT` is only allowed to grid-1 and is all that grid-3 trades; the perpetual account is at another exchange. */
function oddSettings(): Settings {
  const settings = withPerpetuals(firstRunSettings());
  const GONE = 'DELISTED/USDT';
  const { bots } = settings.limits;
  return onlyWarning({
    ...settings,
    bots: settings.bots.map((bot) =>
      bot.id === 'grid-3' ? { ...bot, symbols: [GONE], params: { ...bot.params, symbol: GONE } } : bot,
    ),
    limits: {
      ...settings.limits,
      bots: { ...bots, 'grid-1': { ...bots['grid-1'], 'symbol-allowlist': { value: ['BTC/USDT', GONE] } } },
    },
  });
}

describe('A start with parts away', () => {
  it('holds back the bots that need them and no others, the journal coming last; the desk says what is missing', async () => {
    let isJournalAway = true;
    let isPerpetualAway = true;
    let workers = 0;
    const journalWhenThere =
      (launch: Launch): Launch =>
      () => {
        if (isJournalAway) throw new Error('the test keeps it away');
        return launch();
      };
    /** The second worker to be started is that of perpetuals. */
    const perpetualWhenThere =
      (launch: Launch): Launch =>
      () => {
        workers += 1;
        if (workers > 1 && isPerpetualAway) throw new Error('the test keeps it away');
        return launch();
      };
    const desk = await start({
      settings: oddSettings(),
      change: (options) => ({
        ...options,
        launchers: {
          ...options.launchers,
          journal: journalWhenThere(options.launchers.journal),
          exchange: perpetualWhenThere(options.launchers.exchange),
        },
        onDeskChange: ({ bots }) => {
          const waits = bots?.filter(({ reason }) => reason === 'Waits for the journal.').map(({ botId }) => botId);
          if (waits?.join() === 'grid-1,grid-2') isJournalAway = false;
        },
      }),
    });
    const botView = (id: string) => desk.console.desk.snapshot().bots.find(({ botId }) => botId === id);
    await until('the bots that can', () => botView('grid-1')?.state === 'running', LONG_MS);
    await until('the bots that can', () => botView('grid-2')?.state === 'running', LONG_MS);
    expect(isJournalAway).toBe(false);
    expect(botView('grid-3')).toMatchObject({
      state: 'starting',
      reason: 'Waits: the exchange does not have DELISTED/USDT. Correct its symbols.',
    });
    expect(botView(PERPETUAL_BOT.id)).toMatchObject({
      state: 'starting',
      reason: 'Waits for account perp-1, prices.',
    });
    const onDelisted = { ...restingOrder(desk), botId: 'grid-1', symbol: 'DELISTED/USDT' };
    expect(await desk.console.execution.submit(onDelisted)).toMatchObject({ kind: 'refused' });

    isPerpetualAway = false;
    await until('orders', () => openOrders(folder).filter(({ account }) => account === 'sub-1').length > 3, LONG_MS);
    await until('the perpetual bot', () => botView(PERPETUAL_BOT.id)?.state === 'running', LONG_MS);
    expect(desk.console.health.get('market')).toMatchObject({
      level: 'warning',
      message: expect.stringContaining('does not have DELISTED/USDT: orders on it are refused, and grid-3 waits'),
    });
    press(desk);
    await untilVerified(desk);
    await desk.console.recorder.settled();
    expect(recordsOf(folder, 'market.symbols-missing').map(({ data }) => data)).toEqual([
      { exchange: 'binance', symbols: ['DELISTED/USDT'], bots: ['grid-3'] },
    ]);
    expect(recordsOf(folder, 'desk.bots-started').map(({ data }) => data.bots)).toEqual([
      ['grid-1', 'grid-2'],
      [PERPETUAL_BOT.id],
    ]);
  });
});

describe('A second console on the same journal', () => {
  it('is refused by the journal: it says who holds it, and sends no order', async () => {
    const first = await start();
    await untilOpen(first);
    const elsewhere = mkdtempSync(join(tmpdir(), 'holdfast-second-'));
    mkdirSync(elsewhere, { recursive: true });
    symlinkSync(join(folder, 'journal'), join(elsewhere, 'journal'));
    const second = await openConsole({ settings: quietSettings(), dataFolder: elsewhere });
    try {
      await until(
        'its prices',
        () =>
          second.console.market.reference('BTC/USDT') !== undefined &&
          second.console.market.rules('BTC/USDT') !== undefined,
        LONG_MS,
      );
      expect(second.console.journal.isHealthy()).toBe(false);
      expect(second.console.health.get('journal')).toMatchObject({
        level: 'bad',
        message: expect.stringMatching(/in use by process \d+/),
      });
      expect(await submit(second)).toMatchObject({ kind: 'refused' });
      expect(readLedger(elsewhere)).toEqual([]);
      // The first is not disturbed.
      await untilAccepted(first);
    } finally {
      await second.close();
      rmSync(elsewhere, { recursive: true, force: true });
    }
    await first.console.recorder.settled();
    expect(verifyIndependently(folder)).toMatch(/^intact/);
  });
});
