import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterEach, expect, it } from 'vitest';
import { ANY_DECISION } from '#shared/model/decision-filter';
import { DecisionHistory } from '../../electron/app/decisions/history';
import type { Journal } from '../../electron/domains/journal/index';
import { check, denied, fate } from '../support/decision-history';
import { makeTemporaryFolder, realJournal } from '../support/journal-rig';

const DECISIONS = 6_000;
/** As many as the gate makes. */
const CHECKS = Array.from({ length: 52 }, (_, index) =>
  check(`check-number-${index}`, index === 7 ? { message: 'It is more than its limit allows.' } : {}),
);

let journal: Journal | undefined;
const folder = makeTemporaryFolder();
afterEach(async () => {
  await journal?.stop();
  folder.remove();
});

it('5,000 large decisions are read back through the writer while main and the journal go on with their work', async () => {
  journal = realJournal(folder.path);
  expect(await journal.start()).toMatchObject({ ok: true });
  const [decision, order] = [denied({ checks: CHECKS }), fate(1, 'acknowledged')];
  for (let written = 0; written < DECISIONS; written += 50) {
    const batch = Array.from({ length: 50 }, () => [decision, order, order]).flat();
    expect(await journal.appendMany(batch)).toMatchObject({ ok: true });
  }

  const history = new DecisionHistory({ journal, startedAt: 0 });
  const appends: number[] = [];
  let isReading = true;
  const appending = (async () => {
    while (isReading) {
      const before = performance.now();
      await journal?.append(order);
      appends.push(performance.now() - before);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  const started = performance.now();
  let rows = 0;
  for (let beforeSeq: number | null = null; ; ) {
    const page = await history.page({ from: null, beforeSeq, limit: 200, filter: ANY_DECISION });
    if (!page.ok) throw new Error(page.error.message);
    rows += page.value.rows.length;
    beforeSeq = page.value.nextBeforeSeq;
    if (beforeSeq === null) break;
  }
  const ms = performance.now() - started;
  loop.disable();
  isReading = false;
  await appending;
  appends.sort((a, b) => a - b);
  const figures = {
    readMs: Math.round(ms),
    loopP99Ms: loop.percentile(99) / 1e6,
    loopMaxMs: loop.max / 1e6,
    appendP50Ms: appends[Math.floor(appends.length / 2)] ?? 0,
    appendMaxMs: appends.at(-1) ?? 0,
  };
  process.stdout.write(`${DECISIONS} decisions read back: ${JSON.stringify(figures)}\n`);
  expect(rows).toBe(DECISIONS);
  // Generous, since whatever else runs on the machine counts too.
  expect(figures.loopP99Ms).toBeLessThan(25);
});
