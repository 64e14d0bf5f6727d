import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { type HaltScope, PORTFOLIO, scopeKey } from '#shared/model/trading-state';
import type { Console } from '../../electron/app/console';
import { parseHaltCommand } from '../../electron/app/ways/command-line';
import { type CommandPorts, runHaltCommand } from '../../electron/app/ways/halt-command';
import { readHandOver, toHandOver } from '../../electron/app/ways/hand-over';
import { takeHandOver } from '../../electron/app/ways/take-hand-over';
import { systemClock } from '../../electron/platform/clock';
import { readFileIfExists } from '../../electron/platform/files';
import { empty, HaltRig } from '../support/halt-rig';

const NAME = '0123456789abcdef'.repeat(2);
const BOT: HaltScope = { kind: 'bot', botId: 'grid-1' };

describe('The halt command', () => {
  it.each([
    [[], 'portfolio', 'HALTED', ''],
    [['all'], 'portfolio', 'HALTED', ''],
    [['bot:grid-2', '--reason', ' it\n looks  wrong '], 'bot:grid-2', 'HALTED', 'it looks wrong'],
    [['--reduce', '--reason=-5 % today', 'symbol:BTC/USDT:USDT'], 'symbol:BTC/USDT:USDT', 'REDUCING', '-5 % today'],
    [['exchange:binance'], 'exchange:binance', 'HALTED', ''],
    [['account:sub-1'], 'account:sub-1', 'HALTED', ''],
  ])('%j', (words, key, state, reason) => {
    const parsed = parseHaltCommand(words);
    if (!parsed.ok || parsed.value.kind !== 'halt') throw new Error('not taken');
    const { order } = parsed.value;
    expect([scopeKey(order.scope), order.state, order.reason]).toEqual([key, state, reason]);
  });

  it.each([
    [['bot']],
    [['bot:']],
    [['grid-2']],
    [['bot:a', 'bot:b']],
    [['--reson', 'x']],
    [['--reason']],
    [['bot:a b']],
  ])('halts nothing on a slip of the pen: %j', async (words) => {
    const said: string[] = [];
    const never = vi.fn();
    const ports = { say: never, complain: (line: string) => said.push(line), handOver: never, whileClosed: never };
    expect(await runHaltCommand(words, ports as unknown as CommandPorts)).toBe(2);
    expect(said.join()).toMatch(/^Nothing was halted\. [^\n]+\nusage: holdfast halt/);
    expect(never).not.toHaveBeenCalled();
  });
});

describe('What another start of the program hands over', () => {
  it('is a halt as it was asked for', () => {
    const order = { scope: BOT, state: 'REDUCING', reason: 'why' } as const;
    expect(readHandOver(structuredClone(toHandOver(order, NAME)))).toEqual({ ...order, answerTo: NAME });
  });

  it('is no halt when it does not say so: the window comes forward', () => {
    for (const data of [undefined, null, 'halt', 7, [], {}, { halt: true }]) expect(readHandOver(data)).toBeUndefined();
  });

  it('halts everything when it says halt and cannot be read, whatever else is in it', () => {
    const order = toHandOver({ scope: BOT, state: 'HALTED', reason: '' }, NAME);
    for (const bad of [
      { version: 2 },
      { scope: 'bot' },
      { scope: BOT },
      { state: 'ACTIVE' },
      { reason: 'x'.repeat(501) },
      { more: 1 },
    ])
      expect(readHandOver({ ...order, ...bad })).toMatchObject({ scope: PORTFOLIO, state: 'HALTED', answerTo: NAME });
    fc.assert(
      fc.property(fc.object(), (noise) => {
        expect(readHandOver({ ...noise, holdfast: 'halt' })).toMatchObject({ scope: PORTFOLIO, state: 'HALTED' });
      }),
    );
  });

  it('names an answer that can only be a file in its own folder', () => {
    for (const answerTo of ['../../x', '/etc/passwd', `${NAME}/`, NAME.toUpperCase(), '', 5, null])
      expect(
        readHandOver({ ...toHandOver({ scope: BOT, state: 'HALTED', reason: '' }, NAME), answerTo })?.answerTo,
      ).toBeUndefined();
  });
});

/** The command at one end and a console at the other, with everything real between them but the hand-over itself. */
async function command(rig: HaltRig, words: readonly string[]) {
  const dataFolder = mkdtempSync(join(tmpdir(), 'holdfast-command-'));
  const records: string[] = [];
  const consoleOf = {
    halt: rig.service,
    scopes: rig.scopes,
    recorder: { record: (type: string) => records.push(type) },
    clock: systemClock,
    dataFolder,
    log: (line: string) => records.push(line),
  } as unknown as Console;
  const said: string[] = [];
  const modes: number[] = [];
  const status = await runHaltCommand(words, {
    clock: systemClock,
    say: (line) => said.push(line),
    complain: (line) => said.push(line),
    handOver: (data) => takeHandOver(consoleOf, structuredClone(data), systemClock.monotonicMs()),
    readAnswer: async (name) => {
      const file = join(dataFolder, 'halt-answers', name);
      const bytes = await readFileIfExists(file);
      if (bytes !== undefined) modes.push(statSync(file).mode & 0o777);
      return bytes?.toString('utf8');
    },
    removeAnswer: async () => undefined,
    whileClosed: async () => 99,
  });
  return { status, said: said.join('\n'), records, modes };
}

describe('While the console runs', () => {
  const started = async (): Promise<HaltRig> => {
    const rig = new HaltRig();
    await rig.service.start(false);
    return rig;
  };

  it('the command halts through the same gate, waits, and says that the exchange is empty', async () => {
    const rig = await started();
    const { status, said, records, modes } = await command(rig, ['bot:grid-1', '--reason', 'it looks wrong']);
    expect(status).toBe(0);
    expect(said).toMatch(/^halt-\d+: bot grid-1 HALTED.*\nVerified empty: the exchange lists no open order of sub-1\./);
    expect(rig.service.gate.of(BOT)).toMatchObject({
      source: 'command',
      reason: 'The halt command was given: it looks wrong',
    });
    expect(records).toEqual(['halt-command.taken']);
    expect(new Set(modes)).toEqual(new Set([0o600]));
  });

  it('given again during the halt it is harmless, and answers the same halt', async () => {
    const rig = await started();
    rig.press();
    const id = rig.service.gate.portfolioHalt?.id;
    const { status, said } = await command(rig, []);
    expect([status, said]).toEqual([0, expect.stringContaining(`${id}: everything HALTED`)]);
    expect(rig.service.gate.halts).toHaveLength(1);
  });

  it('it says what could not be verified, and ends with 1', async () => {
    const rig = await started();
    rig.guard = async (_known, ids) =>
      ids.map((id) => empty(id, { state: 'not-verified', problem: 'the exchange is down' }));
    const { status, said } = await command(rig, ['account:sub-2']);
    expect(status).toBe(1);
    expect(said).toMatch(/NOT verified.*\nsub-2: the exchange is down\n/);
    expect(
      rig.service.gate.look({ exchange: 'binance', accountId: 'sub-2', botId: 'grid-2', symbol: 'ETH/USDT' }).state,
    ).toBe('HALTED');
  });

  it('it lets only what reduces leave, and refuses what is not on this desk', async () => {
    const rig = await started();
    expect(await command(rig, ['bot:grid-1', '--reduce'])).toMatchObject({
      status: 0,
      said: expect.stringContaining('REDUCING'),
    });
    expect(await command(rig, ['bot:grid-9'])).toMatchObject({
      status: 2,
      said: expect.stringContaining('There is no bot grid-9'),
    });
    expect(rig.service.gate.halts.map(({ scope, state }) => [scopeKey(scope), state])).toEqual([
      ['bot:grid-1', 'REDUCING'],
    ]);
  });
});
