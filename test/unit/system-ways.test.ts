import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { TradingView } from '#shared/contract/views';
import { glanceOf } from '../../electron/app/ways/glance';
import { waysLight } from '../../electron/app/ways/light';
import { hasTrayHost } from '../../electron/platform/tray-host';
import { trayPicture } from '../../electron/platform/tray-picture';

const view = (change: Partial<TradingView>): TradingView => ({
  state: 'ACTIVE',
  reason: '',
  blocked: '',
  since: 0,
  haltId: null,
  passphraseSet: false,
  halts: [],
  rehearsal: null,
  ...change,
});
type Standing = TradingView['halts'][number];
const standing = (scope: Standing['scope'], progress: Standing['progress']): Standing => ({
  id: 'halt-1',
  scope,
  state: 'HALTED',
  source: 'tray',
  reason: 'x',
  trippedAt: 1,
  progress,
  causes: [],
  ticks: [],
  resumableAt: 0,
});

describe('The tray', () => {
  it('says how trading stands in a few words', () => {
    const bot = standing({ kind: 'bot', botId: 'grid-1' }, 'running');
    const all = (progress: 'running' | 'not-verified') => standing({ kind: 'portfolio' }, progress);
    expect(glanceOf(view({}))).toEqual({ isHalted: false, line: 'ACTIVE' });
    expect(glanceOf(view({ blocked: 'The guard is away.' })).line).toBe('ACTIVE, orders blocked');
    expect(glanceOf(view({ halts: [bot] })).line).toBe('ACTIVE, 1 part halted or reducing');
    expect(glanceOf(view({ state: 'HALTED', blocked: 'x', halts: [bot, all('running')] }))).toEqual({
      isHalted: true,
      line: 'HALTED, cancelling',
    });
    expect(glanceOf(view({ state: 'HALTED', halts: [all('not-verified')] })).line).toBe('HALTED, NOT verified');
  });

  it('looks another when everything is halted, without its colour, too', () => {
    const opaque = (isHalted: boolean) => trayPicture(16, isHalted).filter((_, index) => index % 4 === 3);
    expect(Buffer.compare(opaque(true), opaque(false))).not.toBe(0);
    expect(opaque(true)[8 * 16 + 8]).toBe(255);
    expect(opaque(false)[8 * 16 + 8]).toBe(0);
  });

  it('is missed in words where the desktop has none, and the keys with a warning', () => {
    expect(waysLight({ keys: true, tray: true }).level).toBe('good');
    expect(waysLight({ keys: true, tray: false })).toMatchObject({
      level: 'good',
      message: expect.stringContaining('no tray icons'),
    });
    expect(waysLight({ keys: false, tray: true })).toMatchObject({
      level: 'warning',
      message: expect.stringContaining('the file HALT'),
    });
  });
});

describe.runIf(process.platform === 'linux')('Whether the desktop shows tray icons', () => {
  it('is asked of the session bus', async () => {
    const bus: ChildProcess = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      if (bus.stdout === null) throw new Error('no output');
      const [address] = await once(bus.stdout, 'data');
      const at = String(address).trim();
      expect(await hasTrayHost('linux', at)).toBe(false);
      // The bus itself is always there: so a name that somebody has is seen.
      expect(await hasTrayHost('linux', at, 'org.freedesktop.DBus')).toBe(true);
    } finally {
      bus.kill();
    }
  });

  it('is no where there is no bus, and never an error', async () => {
    for (const address of ['', 'tcp:host=localhost', 'unix:path=/nowhere/bus', 'unix:abstract=/nowhere%20at-all'])
      expect(await hasTrayHost('linux', address)).toBe(false);
    expect(await hasTrayHost('darwin', '')).toBe(true);
  });
});
