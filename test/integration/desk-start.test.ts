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
import { readSettings } from '../../electron/app/settings';
import {
  type Harness,
  LONG_MS,
  openConsole,
  quietSettings,
  recordsOf,
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
