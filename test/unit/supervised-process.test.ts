import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../electron/platform/clock';
import { launchFork, launchLines } from '../../electron/platform/process/launch-node';
import {
  type ProcessStatus,
  SupervisedProcess,
  type SupervisedProcessOptions,
} from '../../electron/platform/process/supervised-process';
import type { ChildHandle, WorkerProtocol } from '../../electron/platform/process/wire';
import { isAlive } from '../support/is-alive';
import { VirtualClock } from '../support/virtual-clock';

const file = (name: string): string => resolve(import.meta.dirname, '../support/processes', name);
const WAIT = { timeout: 8_000, interval: 5 };

interface Watched {
  readonly process: SupervisedProcess<WorkerProtocol>;
  readonly statuses: ProcessStatus[];
  readonly output: string[];
  readonly events: Array<readonly [string, unknown]>;
  ready(restarts?: number): Promise<number>;
}

let running: Array<SupervisedProcess<WorkerProtocol>> = [];
afterEach(async () => {
  await Promise.all(running.map((each) => each.stop()));
  running = [];
});

/** Starts a child and keeps everything it tells. */
function watch(how: string, options: Partial<SupervisedProcessOptions<WorkerProtocol>> = {}): Watched {
  const statuses: ProcessStatus[] = [];
  const output: string[] = [];
  const events: Array<readonly [string, unknown]> = [];
  const supervised = new SupervisedProcess<WorkerProtocol>({
    name: 'child',
    launch: launchFork(file('child.mjs')),
    config: () => ({ how }),
    clock: systemClock,
    stopGraceMs: 300,
    backOff: { firstMs: 10, capMs: 40 },
    onStatus: (status) => void statuses.push(status),
    onOutput: (line) => void output.push(line),
    onEvent: (event, payload) => void events.push([event, payload]),
    ...options,
  });
  running.push(supervised);
  supervised.start();
  return {
    process: supervised,
    statuses,
    output,
    events,
    ready: async (restarts = 0) => {
      await expect.poll(() => [supervised.isReady, supervised.status.restarts], WAIT).toEqual([true, restarts]);
      return supervised.status.pid ?? 0;
    },
  };
}

describe('A supervised child', () => {
  it('shakes hands, gets its config, answers, tells, and what it prints is kept for the log', async () => {
    const child = watch('well');
    await child.ready();
    expect(child.statuses.map(({ state }) => state)).toEqual(['starting', 'ready']);
    expect(await child.process.request('echo', { text: 'ü' })).toEqual({ ok: true, value: { text: 'ü' } });
    expect(await child.process.request('fail', {})).toMatchObject({ ok: false, error: { code: 'refused' } });
    expect(child.process.notify('hear', { n: 1 })).toBe(true);
    await expect.poll(() => child.events, WAIT).toEqual([['noted', { n: 1 }]]);
    await expect.poll(() => child.output, WAIT).toEqual(['up']);
  });

  it('of another version is refused at the handshake and never gets ready', async () => {
    const child = watch('well', { launch: launchFork(file('old-child.mjs')) });
    await expect.poll(() => child.process.status.restarts, WAIT).toBeGreaterThan(1);
    expect(child.statuses.some(({ state }) => state === 'ready')).toBe(false);
  });

  it('killed in the middle of a request: the request ends as unknown, and the child comes back', async () => {
    const child = watch('well');
    await child.ready();
    const [never, dying] = [child.process.request('never', {}), child.process.request('die', {})];
    expect(await never).toMatchObject({ ok: false, error: { code: 'process-exited' } });
    expect(await dying).toMatchObject({
      ok: false,
      error: { code: 'process-exited', message: 'child was ended by SIGKILL' },
    });
    expect(await child.process.request('echo', {})).toMatchObject({ ok: false, error: { code: 'not-ready' } });
    expect(child.process.notify('hear', {})).toBe(false);
    await child.ready(1);
    expect(await child.process.request('echo', 7)).toEqual({ ok: true, value: 7 });
    expect(child.process.status.lastExit).toBe('was ended by SIGKILL');
  });

  it('hung: it is killed and started again', async () => {
    const child = watch('well', { pingEveryMs: 50, hungAfterMs: 400 });
    const pid = await child.ready();
    process.kill(pid, 'SIGSTOP');
    expect(await child.ready(1)).not.toBe(pid);
    expect(child.output).toContain('no heartbeat for 400 ms, killed');
    expect(isAlive(pid)).toBe(false);
  });

  it('that never gets ready, or says that it cannot, is killed and tried again', async () => {
    const mute = watch('mute', { startTimeoutMs: 300 });
    const broken = watch('broken');
    await expect.poll(() => mute.process.status.restarts, WAIT).toBeGreaterThan(0);
    await expect.poll(() => broken.process.status.restarts, WAIT).toBeGreaterThan(0);
    expect(broken.output).toContain('the port is taken');
  });

  it('that does not answer in time leaves the outcome open, and a late answer is nobody’s', async () => {
    const child = watch('well');
    await child.ready();
    expect(await child.process.request('never', {}, 30)).toMatchObject({ ok: false, error: { code: 'timed-out' } });
  });

  it('stops when asked; one that does not is killed after the grace time; twice is as good as once', async () => {
    const willing = watch('well');
    const stubborn = watch('stubborn');
    const pids = [await willing.ready(), await stubborn.ready()];
    await Promise.all([willing.process.stop(), willing.process.stop(), stubborn.process.stop()]);
    expect(pids.map(isAlive)).toEqual([false, false]);
    expect([willing.process.status.state, stubborn.process.status.state]).toEqual(['stopped', 'stopped']);
    await willing.process.stop();
  });

  it('started again while it is being stopped: the old one goes first, and there is never a second', async () => {
    const child = watch('stubborn');
    const pid = await child.ready();
    const stopped = child.process.stop();
    child.process.start();
    await stopped;
    expect(isAlive(pid)).toBe(false);
    expect(await child.ready(1)).not.toBe(pid);
  });

  it('that prints something like a message does not disturb its parent', async () => {
    const child = watch('well', { launch: launchLines(process.execPath, [file('chatty.mjs')]) });
    await child.ready();
  });

  it('whose program does not exist is an ended child, not a crash', async () => {
    const child = watch('well', { launch: launchLines('/no/such/program', []) });
    await expect.poll(() => child.process.status.restarts, WAIT).toBeGreaterThan(1);
    expect(child.process.status.lastExit).toMatch(/ENOENT/);
  });

  it('goes when its parent is killed', async () => {
    const parent = spawn(process.execPath, ['--import', 'tsx', file('parent.ts')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await expect.poll(() => isAlive(pid), WAIT).toBe(false);
  });
});

describe('The serving side', () => {
  it('answers with the code a handler chose, and with "failed" for a bug', async () => {
    const child = watch('well', {
      launch: launchFork(file('served.ts'), ['--import', 'tsx']),
      config: () => ({ greeting: 'hello' }),
    });
    await child.ready();
    expect(await child.process.request('echo', { text: 'x' })).toEqual({ ok: true, value: { text: 'x' } });
    expect(await child.process.request('refuse', {})).toEqual({
      ok: false,
      error: { code: 'not-today', message: 'come back later', detail: { at: 7 } },
    });
    expect(await child.process.request('throw', {})).toMatchObject({
      ok: false,
      error: { code: 'failed', message: 'a bug' },
    });
    expect(await child.process.request('nothing', {})).toMatchObject({ ok: false, error: { code: 'unknown-method' } });
  });
});

/** A child that exists on the virtual clock only. */
class PlayedChild implements ChildHandle {
  readonly pid = 1;
  #tell: (message: unknown) => void = () => undefined;
  #exit: (code: number | null, signal: string | null) => void = () => undefined;
  send(message: unknown): void {
    if ((message as { k: string }).k === 'init') this.#tell({ k: 'ready', p: {} });
    if ((message as { k: string }).k === 'ping') this.#tell({ k: 'pong', n: 0 });
  }
  onMessage(listener: (message: unknown) => void): void {
    this.#tell = listener;
  }
  onExit(listener: (code: number | null, signal: string | null) => void): void {
    this.#exit = listener;
  }
  onClose(): void {}
  onOutput(): void {}
  kill(): void {
    this.#exit(null, 'SIGKILL');
  }
  hello(): void {
    this.#tell({ k: 'hello', v: 1 });
  }
}

describe('Back-off, on a virtual clock', () => {
  it('doubles to its cap while the child keeps dying or cannot be launched, and starts over after 30 s of health', async () => {
    const clock = new VirtualClock();
    const launches: number[] = [];
    let child = new PlayedChild();
    let canLaunch = false;
    const supervised = new SupervisedProcess<WorkerProtocol>({
      name: 'played',
      clock,
      config: () => ({}),
      backOff: { firstMs: 100, capMs: 800 },
      launch: () => {
        launches.push(clock.monotonicMs());
        if (!canLaunch) throw new Error('no memory');
        child = new PlayedChild();
        return child;
      },
    });
    supervised.start();
    await clock.advance(4_000);
    const waits = launches.slice(1).map((at, index) => at - (launches[index] ?? 0));
    expect(waits).toEqual([100, 200, 400, 800, 800, 800, 800]);
    expect(supervised.status.lastExit).toBe('could not be started: no memory');
    canLaunch = true;
    await clock.advance(800);
    child.hello();
    expect(supervised.isReady).toBe(true);
    await clock.advance(31_000);
    const diedAt = clock.monotonicMs();
    child.kill();
    await clock.advance(100);
    expect(launches.at(-1)).toBe(diedAt + 100);
  });
});
