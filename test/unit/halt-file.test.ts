import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type HaltScope, PORTFOLIO, scopeKey } from '#shared/model/trading-state';
import { HaltFile, type HaltFileOrder, readHaltFile } from '../../electron/domains/halt/halt-file';
import { watchedFile } from '../../electron/platform/watched-file';
import { settle, VirtualClock } from '../support/virtual-clock';

const BOT: HaltScope = { kind: 'bot', botId: 'grid-2' };
const exists = (scope: HaltScope): boolean => scope.kind === 'portfolio' || scopeKey(scope) === 'bot:grid-2';

describe('What the file HALT says', () => {
  it.each([
    ['', 'portfolio', 'The file HALT was put into the data folder.'],
    ['\n', 'portfolio', 'The file HALT was put into the data folder.'],
    ['bot:grid-2', 'bot:grid-2', 'The file HALT was put into the data folder.'],
    [' BOT:grid-2 \r\nit looks\r\nwrong\n', 'bot:grid-2', 'The file HALT was put into the data folder: it looks wrong'],
    ['all\nthe disk', 'portfolio', 'The file HALT was put into the data folder: the disk'],
  ])('%j halts %s', (text, key, reason) => {
    const order = readHaltFile(text, exists);
    expect([scopeKey(order.scope), order.reason]).toEqual([key, reason]);
  });

  it.each(['bot:gird-2', 'symbol:BTC/USDT', 'please stop', '\u0000\u0001\ufffd', 'bot:', `bot:${'x'.repeat(500)}`])(
    'what names nothing here halts everything: %j',
    (text) => {
      const { scope, reason } = readHaltFile(text, exists);
      expect(scope).toEqual(PORTFOLIO);
      expect(reason).toContain('everything is halted');
      expect(reason).not.toMatch(/\p{C}/u);
      expect(reason.length).toBeLessThan(700);
    },
  );
});

/** A file that the test writes by hand; `isTold` says whether the system tells of changes. */
function watching({ isTold = true } = {}) {
  const clock = new VirtualClock();
  const orders: HaltFileOrder[] = [];
  let removed = 0;
  let text: string | Error | undefined;
  let tell = (): void => undefined;
  const file = new HaltFile(
    {
      read: async () => {
        if (text instanceof Error) throw text;
        return text;
      },
      watch: (onChange) => {
        if (isTold) tell = onChange;
        return () => undefined;
      },
    },
    clock,
    {
      exists,
      onOrder: (order) => orders.push(order),
      onRemoved: () => {
        removed += 1;
      },
    },
  );
  const write = async (next: string | Error | undefined): Promise<void> => {
    text = next;
    tell();
    await settle();
  };
  return {
    clock,
    orders,
    file,
    write,
    removed: () => removed,
    scopes: () => orders.map(({ scope }) => scopeKey(scope)),
  };
}

describe('The file HALT', () => {
  it('is looked for at start, before anything else', async () => {
    const { file, write, scopes } = watching();
    await write('bot:grid-2');
    await file.start();
    expect(scopes()).toEqual(['bot:grid-2']);
  });

  it.each([true, false])(
    'is acted on within 250 ms, empty or not (the system tells of changes: %s)',
    async (isTold) => {
      for (const text of ['', 'bot:grid-2']) {
        const { file, clock, write, scopes } = watching({ isTold });
        await file.start();
        await write(text);
        await clock.advance(250);
        expect(scopes()).toEqual([text === '' ? 'portfolio' : text]);
      }
    },
  );

  it('made empty and then written, as a shell does, halts what was written and no more', async () => {
    const { file, clock, write, scopes } = watching();
    await file.start();
    await write('');
    await clock.advance(10);
    await write('bot:grid-2\n');
    await clock.advance(1_000);
    expect(scopes()).toEqual(['bot:grid-2']);
  });

  it('that cannot be read halts everything', async () => {
    const { file, write, scopes, orders } = watching();
    await file.start();
    await write(new Error('EACCES: permission denied'));
    expect(scopes()).toEqual(['portfolio']);
    expect(orders[0]?.reason).toContain('permission denied');
  });

  it('is acted on once, again when it says something else, and again when it comes back', async () => {
    const { file, clock, write, scopes, removed } = watching();
    await file.start();
    await write('bot:grid-2');
    await clock.advance(5_000);
    await write('all');
    await clock.advance(5_000);
    await write(undefined);
    await write('all');
    expect(scopes()).toEqual(['bot:grid-2', 'portfolio', 'portfolio']);
    expect(removed()).toBe(1);
  });

  it('stands in the way of resuming what it names, until somebody removes it', async () => {
    const { file, write } = watching();
    await file.start();
    await write('bot:grid-2');
    expect(file.obstacles(BOT)).toEqual([expect.stringContaining('The file HALT in the data folder halts bot grid-2')]);
    expect(file.obstacles(PORTFOLIO)).toEqual([]);
    await write(undefined);
    expect(file.obstacles(BOT)).toEqual([]);
  });
});

describe('On a real disk', () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-file-'));
  const path = join(folder, 'HALT');
  const file = watchedFile(path);
  afterEach(() => rmSync(path, { recursive: true, force: true }));

  it('tells of the file soon after it is there, and of nothing before', async () => {
    expect(await file.read()).toBeUndefined();
    const told = new Promise<void>((resolve) => {
      const stop = file.watch(() => {
        stop();
        resolve();
      });
    });
    writeFileSync(path, 'bot:grid-2');
    await told;
    expect(await file.read()).toBe('bot:grid-2');
  });

  it('takes whatever has the name for the file, and never waits for it', async () => {
    mkdirSync(path);
    await expect(file.read()).rejects.toThrow('EISDIR');
    rmSync(path, { recursive: true });
    symlinkSync(join(folder, 'nowhere'), path);
    await expect(file.read()).rejects.toThrow('ENOENT');
    rmSync(path);
    if (process.platform !== 'win32') {
      execFileSync('mkfifo', [path]);
      expect(await file.read()).toBe('');
      rmSync(path);
    }
    writeFileSync(path, 'x'.repeat(1_000_000));
    expect((await file.read())?.length).toBe(4_096);
  });
});
