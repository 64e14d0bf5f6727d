import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Launch } from '../../electron/platform/process/wire';
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
} from '../support/desk-console';
import { openOrders } from '../support/exchange-ledger';
import { verifyIndependently } from '../support/journal-records';
import { makeTemporaryFolder } from '../support/journal-rig';

/** A bot that does nothing but write down what it is told of the trading state. */
const LISTENER = `
  const say = (message) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\\n');
  const hello = () => say({ id: 1, method: 'hello', params: { protocol: 1, name: 'listener', version: '1' } });
  require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
    const { method, params } = JSON.parse(line);
    if (method === 'trading-state') process.stderr.write('told ' + JSON.stringify(params) + '\\n');
    if (method === 'stop') process.exit(0);
  }).on('close', () => process.exit(0));
  setInterval(() => say({ method: 'heartbeat', params: {} }), 1000);
  hello();
`;

let desk: Harness;
let isAway = false;
let mirror: ReturnType<typeof makeTemporaryFolder>;

beforeEach(async () => {
  isAway = false;
  mirror = makeTemporaryFolder();
  const settings = quietSettings();
  const bots = settings.bots.map((bot) =>
    bot.id === 'grid-1'
      ? {
          ...bot,
          autoStart: true,
          program: { kind: 'command' as const, command: process.execPath, args: ['-e', LISTENER] },
        }
      : bot,
  );
  desk = await openConsole({
    settings: { ...settings, bots, journalMirror: mirror.path },
    change: (options) => ({
      ...options,
      launchers: { ...options.launchers, journal: whileThere(options.launchers.journal) },
    }),
  });
  await untilOpen(desk);
  await until('the bot', () => botView()?.state === 'running', LONG_MS);
});
afterEach(async () => {
  await desk.close();
  mirror.remove();
});

/** Starts the writer, unless the test has it away: then its start fails, as with a damaged installation. */
const whileThere =
  (launch: Launch): Launch =>
  () => {
    if (isAway) throw new Error('the test keeps it away');
    return launch();
  };

const botView = () => desk.console.desk.snapshot().bots.find(({ botId }) => botId === 'grid-1');
const told = (): Array<Record<string, string>> =>
  (desk.console.bots.logLines('grid-1') ?? []).flatMap(({ text }) =>
    text.startsWith('told ') ? [JSON.parse(text.slice(5))] : [],
  );

describe('The journal writer is away', () => {
  it('the desk says ACTIVE with orders blocked and why, the bot is told the same, and its end is on record afterwards', async () => {
    const { console, dataFolder } = desk;
    await untilAccepted(desk);
    const standing = openOrders(dataFolder).length;
    // A mirror that is as it should be changes nothing of what follows.
    const isMirrored = () => console.copies.keeper.mirror.state === 'current';
    await until('the mirror', isMirrored, LONG_MS);
    isAway = true;
    const { pid } = console.journal;
    if (pid === undefined) throw new Error('no writer');
    process.kill(pid, 'SIGKILL');
    await until('the block', () => console.halt.gate.blocks.has('journal'), LONG_MS);

    const { trading } = console.desk.snapshot();
    expect(trading).toMatchObject({ state: 'ACTIVE', reason: '', blocked: expect.stringContaining('journal') });
    expect(botView()).toMatchObject({ state: 'blocked', reason: trading.blocked });
    await until('the bot to be told', () => told().length > 0, LONG_MS);
    expect(told()).toEqual([{ state: 'ACTIVE', reason: '', blocked: trading.blocked }]);
    expect(isMirrored()).toBe(true);
    expect(await submit(desk)).toMatchObject({ kind: 'refused' });
    // A block is no halt: what works stays, and can be cancelled.
    expect(openOrders(dataFolder)).toHaveLength(standing);

    isAway = false;
    await until('the writer', () => console.journal.isHealthy(), LONG_MS);
    await untilAccepted(desk);
    expect(console.desk.snapshot().trading).toMatchObject({ state: 'ACTIVE', blocked: '' });
    await until('the bot to be told again', () => told().length > 1, LONG_MS);
    expect(told().at(-1)).toEqual({ state: 'ACTIVE', reason: '' });
    expect(botView()?.state).toBe('running');

    await console.recorder.settled();
    const ends = recordsOf(dataFolder, 'process.ended').filter(({ data }) => data.name === 'journal');
    expect(ends[0]?.data.why).toContain('SIGKILL');
    expect(verifyIndependently(dataFolder)).toMatch(/^intact/);
  });
});
