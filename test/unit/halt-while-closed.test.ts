import { EventEmitter } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReadStream } from 'node:tty';
import { describe, expect, it } from 'vitest';
import { type HaltScope, PORTFOLIO, scopeKey } from '#shared/model/trading-state';
import { firstRunSettings } from '../../electron/app/settings';
import { storedText } from '../../electron/app/stored-text';
import { type ClosedPorts, haltClosedDesk } from '../../electron/app/ways/halt-while-closed';
import { keysOfVault } from '../../electron/app/ways/keys-while-closed';
import { decodeState, encodeState, loadStartState } from '../../electron/domains/halt/state-file';
import { FolderInUseError } from '../../electron/platform/folder-lock';
import { Keychain } from '../../electron/platform/keychain';
import { askSecret } from '../../electron/platform/terminal';
import { PASSPHRASE, VERIFIER } from '../support/halt-rig';
import { VirtualClock } from '../support/virtual-clock';

const BOT: HaltScope = { kind: 'bot', botId: 'grid-2' };
const SOUND = encodeState({ halts: [], running: false });

/** The vault's keys of a desk that has paper accounts alone: the keychain is never asked. */
const noKeys = keysOfVault({
  dataFolder: '/nowhere',
  clock: new VirtualClock(),
  say: () => undefined,
  keychain: new Keychain(() => Promise.reject(new Error('the keychain was asked'))),
  endpoints: () => undefined,
});

/** A data folder as a console left it. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-closed-'));
  mkdirSync(join(folder, 'journal'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}
const left = (files: Readonly<Record<string, string>> = {}): string =>
  folderWith({
    'settings.json': JSON.stringify(firstRunSettings()),
    'halt-state': SOUND,
    passphrase: VERIFIER,
    ...files,
  });

async function halt(
  dataFolder: string,
  scope: HaltScope,
  change: Partial<ClosedPorts> = {},
  state: 'HALTED' | 'REDUCING' = 'HALTED',
) {
  const said: string[] = [];
  const status = await haltClosedDesk(
    { scope, state, reason: 'why' },
    {
      dataFolder,
      clock: new VirtualClock(),
      say: (line) => said.push(line),
      lockFolder: async () => async () => undefined,
      letGo: () => undefined,
      askPassphrase: async () => PASSPHRASE,
      keys: noKeys,
      guard: () => {
        throw new Error('no guard is needed');
      },
      ...change,
    },
  );
  const file = join(dataFolder, 'halt-state');
  const next = await loadStartState(storedText(file), true);
  return {
    status,
    said: said.join('\n'),
    next,
    halts: next.kept.map((each) => `${scopeKey(each.scope)} ${each.state}`),
  };
}

describe('The halt command with no console running', () => {
  it('makes the next start come back halted, and says plainly that paper orders are not cancelled', async () => {
    const { status, said, halts, next } = await halt(left(), BOT);
    expect(halts).toEqual(['bot:grid-2 HALTED']);
    expect(next.kept[0]).toMatchObject({
      source: 'command',
      reason: expect.stringContaining('while no console ran: why'),
    });
    expect(status).toBe(1);
    expect(said).toMatch(
      /comes back with bot grid-2 HALTED[\s\S]*Not cancelled: sub-2, a paper account\. Its exchange runs only with/,
    );
    expect(said).not.toContain('sub-1');
  });

  it('keeps what is halted already, never weakens it, and is harmless twice', async () => {
    const folder = left();
    await halt(folder, PORTFOLIO);
    await halt(folder, PORTFOLIO);
    await halt(folder, PORTFOLIO, {}, 'REDUCING');
    expect((await halt(folder, BOT, {}, 'REDUCING')).halts).toEqual(['portfolio HALTED', 'bot:grid-2 REDUCING']);
    expect((await halt(folder, BOT)).halts).toEqual(['portfolio HALTED', 'bot:grid-2 HALTED']);
  });

  it('halts everything where the state or the settings cannot be trusted', async () => {
    expect((await halt(left({ 'halt-state': 'garbage' }), BOT)).halts).toEqual(['portfolio HALTED']);
    expect((await halt(folderWith({ 'settings.json': JSON.stringify(firstRunSettings()) }), BOT)).halts).toEqual([
      'portfolio HALTED',
    ]);
    expect(await halt(left({ 'settings.json': '{' }), BOT)).toMatchObject({ status: 1, halts: ['portfolio HALTED'] });
  });

  it('after a crash the next start still halts everything', async () => {
    const { next } = await halt(left({ 'halt-state': encodeState({ halts: [], running: true }) }), BOT);
    expect(next.mustHalt).toContain('did not end cleanly');
  });

  it('halts nothing that is not there, and says so', async () => {
    expect(await halt(left(), { kind: 'bot', botId: 'grid-9' })).toMatchObject({ status: 2, halts: [] });
    const unused = mkdtempSync(join(tmpdir(), 'holdfast-unused-'));
    expect(await halt(unused, PORTFOLIO)).toMatchObject({ status: 2, said: expect.stringContaining('none ever ran') });
    expect(existsSync(join(unused, 'halt-state'))).toBe(false);
    const lockFolder = async () => Promise.reject(new FolderInUseError('the folder', 7));
    expect(await halt(left(), PORTFOLIO, { lockFolder })).toMatchObject({
      status: 2,
      halts: [],
      said: expect.stringContaining('process 7'),
    });
  });

  it('the halt is written before the passphrase is asked for: without it the halt stands all the same', async () => {
    for (const answer of ['wrong', undefined]) {
      const folder = left();
      let asked = 0;
      const askPassphrase = async () => {
        asked += 1;
        expect(decodeState(readFileSync(join(folder, 'halt-state'), 'utf8'))?.halts).toHaveLength(1);
        return answer;
      };
      const keys: ClosedPorts['keys'] = async (accounts, symbols, passphrase) => {
        expect(passphrase).toBeUndefined();
        return noKeys(accounts, symbols, passphrase);
      };
      expect(await halt(folder, BOT, { askPassphrase, keys })).toMatchObject({
        status: 1,
        halts: ['bot:grid-2 HALTED'],
      });
      expect(asked).toBe(answer === undefined ? 1 : 3);
    }
  });
});

/** A terminal that the test types on. */
class Terminal extends EventEmitter {
  readonly isTTY = true;
  readonly modes: boolean[] = [];
  setRawMode(mode: boolean): void {
    this.modes.push(mode);
  }
  resume(): void {}
  pause(): void {}
}

describe('A passphrase typed on the terminal', () => {
  const typed = async (...chunks: string[]) => {
    const terminal = new Terminal();
    let shown = '';
    const answer = askSecret('Passphrase: ', terminal as unknown as ReadStream, (text) => {
      // What is typed the moment the prompt shows is not echoed.
      expect(text !== 'Passphrase: ' || terminal.modes.at(-1)).toBe(true);
      shown += text;
    });
    for (const chunk of chunks) terminal.emit('data', Buffer.from(chunk));
    return { answer: await answer, shown, modes: terminal.modes, listeners: terminal.listenerCount('data') };
  };

  it('is never shown, can be corrected, and ends with Enter', async () => {
    expect(await typed('wort', '\u007f', 'd ünd\r')).toEqual({
      answer: 'word ünd',
      shown: 'Passphrase: \n',
      modes: [true, false],
      listeners: 0,
    });
  });

  it('is not given with Ctrl+C, with Ctrl+D, or where there is no terminal', async () => {
    expect(await typed('half a pass\u0003')).toMatchObject({ answer: undefined, modes: [true, false] });
    expect(await typed('\u0004')).toMatchObject({ answer: undefined, modes: [true, false] });
    expect(await askSecret('?', { isTTY: false } as ReadStream, () => expect.unreachable())).toBeUndefined();
  });
});
