import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  assertEveryOrderWasDecided,
  assertStopped,
  LONG_MS,
  openConsole,
  press,
  quietSettings,
  recordsOf,
  resume,
  submit,
  until,
  untilAccepted,
  untilOpen,
  untilVerified,
} from '../support/desk-console';
import { acceptedAfter, openOrders } from '../support/exchange-ledger';
import { verifyIndependently } from '../support/journal-records';
import { mountSmallDisk } from '../support/small-disk';

const disk = mountSmallDisk(4);
const folder = mkdtempSync(join(tmpdir(), 'holdfast-full-'));
afterAll(() => {
  if (typeof disk !== 'string') disk.remove();
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(typeof disk === 'string')('The disk of the journal is full', () => {
  it('orders stop, cancels and the halt work, and it heals by itself when there is space', async () => {
    if (typeof disk === 'string') return;
    // A first run that ended cleanly, whose journal then moves to the small disk.
    const first = await openConsole({ settings: quietSettings(), dataFolder: folder });
    await untilOpen(first);
    await first.close();
    cpSync(join(folder, 'journal'), join(disk.path, 'journal'), { recursive: true });
    rmSync(join(folder, 'journal'), { recursive: true });
    symlinkSync(join(disk.path, 'journal'), join(folder, 'journal'));
    const desk = await openConsole({ settings: quietSettings(), dataFolder: folder });
    const { console } = desk;
    try {
      await untilOpen(desk);
      for (let count = 0; count < 4; count += 1) await untilAccepted(desk);

      const ballast = join(disk.path, 'ballast');
      fill(ballast);
      await until(
        'an order that cannot be recorded',
        () => {
          void submit(desk);
          return !console.journal.isHealthy();
        },
        LONG_MS,
      );
      const fullAt = Date.now();
      expect(await submit(desk)).toMatchObject({ kind: 'refused' });
      expect(console.health.get('journal')).toMatchObject({ level: 'bad', message: expect.stringContaining('full') });

      // Cancels do not need the journal.
      const [first] = console.execution.workingOrders('grid-1');
      expect(await console.execution.cancel('grid-1', first?.intent.botOrderId ?? '')).toMatchObject({
        kind: 'cancelled',
      });
      expect(openOrders(folder).some(({ clientOrderId }) => clientOrderId === first?.clientOrderId)).toBe(false);
      press(desk);
      assertStopped(folder, await untilVerified(desk));
      expect(acceptedAfter(folder, fullAt)).toEqual([]);
      await console.halt.passphrase.set('correct horse battery');
      expect(await resume(desk, 'correct horse battery', 'too early')).toMatchObject({ code: 'not-acknowledged' });

      rmSync(ballast);
      await until('the journal to heal', () => console.journal.isHealthy(), LONG_MS);
      expect(await resume(desk, 'correct horse battery', 'there is space again')).toEqual({ ok: true });
      await untilAccepted(desk);
      await console.recorder.settled();
      // What happened meanwhile is in it: the cancel of the one order, and that the others were cancelled by the halt.
      expect(recordsOf(folder, 'order.cancelled').length).toBeGreaterThanOrEqual(4);
      assertEveryOrderWasDecided(folder);
      expect(verifyIndependently(folder)).toMatch(/^intact/);
    } finally {
      await desk.close();
    }
  });
});

/** Writes until nothing more fits. */
function fill(path: string): void {
  const block = Buffer.alloc(4096);
  for (;;) {
    try {
      writeFileSync(path, block, { flag: 'a' });
    } catch {
      return;
    }
  }
}
