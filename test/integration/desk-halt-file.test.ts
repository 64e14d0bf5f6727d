import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { accepted, type Harness, LONG_MS, openConsole, recordsOf, until, untilOpen } from '../support/desk-console';

let desk: Harness | undefined;
let dataFolder = '';
afterEach(async () => {
  await desk?.close();
  rmSync(dataFolder, { recursive: true, force: true });
});

it('a file HALT that is there before the start: what it names never sends an order, the rest trades', async () => {
  dataFolder = mkdtempSync(join(tmpdir(), 'holdfast-halt-file-'));
  writeFileSync(join(dataFolder, 'HALT'), 'bot:grid-2\nfound last night\n');
  desk = await openConsole({ dataFolder });
  await untilOpen(desk);
  const of = (id: string) => accepted(dataFolder).filter(({ account }) => account === id);
  await until('the others to trade', () => of('sub-1').length > 3 && of('sub-3').length > 3, LONG_MS);
  const { halt, bots } = desk.console;
  await until(
    'grid-2 to have been heard',
    () => bots.statuses().some(({ botId, state }) => botId === 'grid-2' && state === 'running'),
    LONG_MS,
  );
  await until('its account to be seen empty', () => halt.standing[0]?.report?.state === 'verified-empty', LONG_MS);
  expect(of('sub-2')).toEqual([]);
  expect(halt.gate.halts).toMatchObject([{ source: 'halt-file', scope: { kind: 'bot', botId: 'grid-2' } }]);
  expect(recordsOf(dataFolder, 'halt-file.found')).toHaveLength(1);
});
