import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { PaperUrls } from '../../electron/domains/paper/index';
import type { Launch } from '../../electron/platform/process/wire';
import {
  assertNoneTwice,
  assertStopped,
  type Harness,
  LONG_MS,
  openConsole,
  press,
  quietSettings,
  recordsOf,
  until,
  untilAccepted,
  untilOpen,
  untilVerified,
} from '../support/desk-console';
import { openOrders } from '../support/exchange-ledger';
import { withReady } from '../support/exchange-proxy';

let desk: Harness;
let squatter: Server | undefined;
afterEach(async () => {
  await desk.close();
  squatter?.close();
});

describe('Another program takes the port of the paper exchange while that restarts', () => {
  it('it serves on another one, the worker and the guard follow it there, and what worked before still works', async () => {
    const ports: number[] = [];
    let mayStart = true;
    const held =
      (launch: Launch): Launch =>
      () => {
        if (!mayStart) throw new Error('the test is not ready for it');
        return launch();
      };
    const note = (ready: PaperUrls): PaperUrls => {
      ports.push(Number(new URL(ready.rest).port));
      return ready;
    };
    desk = await openConsole({
      settings: quietSettings(),
      change: (options) => ({
        ...options,
        launchers: { ...options.launchers, paperExchange: held(withReady(options.launchers.paperExchange, note)) },
      }),
    });
    const { console, dataFolder } = desk;
    await untilOpen(desk);
    for (let count = 0; count < 3; count += 1) await untilAccepted(desk);
    const standing = openOrders(dataFolder).length;

    mayStart = false;
    const { pid } = console.paper.status;
    if (pid === undefined) throw new Error('it does not run');
    process.kill(pid, 'SIGKILL');
    await until('its end', () => console.paper.status.pid !== pid, LONG_MS);
    let visitors = 0;
    squatter = createServer((socket) => {
      visitors += 1;
      socket.on('error', () => undefined);
      socket.destroy();
    });
    await new Promise<void>((listening) => squatter?.listen(ports[0], '127.0.0.1', listening));
    mayStart = true;

    await until('another port', () => ports.length === 2, LONG_MS);
    expect(ports[1]).not.toBe(ports[0]);
    await untilOpen(desk);
    await untilAccepted(desk);
    expect(openOrders(dataFolder).length).toBeGreaterThan(standing);
    await until('the guard there', () => console.health.get('guard')?.level === 'good', LONG_MS);
    visitors = 0;
    // The guard is not where it was either: it cancels, and verifies, at the new address.
    press(desk);
    assertStopped(dataFolder, await untilVerified(desk));
    expect(console.halt.report?.accounts.map(({ by }) => by)).toEqual(Array(3).fill('guard'));
    assertNoneTwice(dataFolder);

    // Nobody goes on asking at the old address, and the exchange did not have to start again for all that.
    expect(visitors).toBe(0);
    expect(ports).toHaveLength(2);
    await console.recorder.settled();
    const ends = recordsOf(dataFolder, 'process.ended').filter(({ data }) => data.name === 'paper exchange');
    expect(ends[0]?.data.why).toContain('SIGKILL');
    expect(desk.logLines.some((line) => line.includes(`Port ${ports[0]} is taken`))).toBe(true);
  }, 150_000);
});
