import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { JournalWriter } from '../../electron/domains/journal/writer';
import { systemClock } from '../../electron/platform/clock';
import { nodeFiles } from '../../electron/platform/files';
import { deskUntil } from '../support/desk';
import { type LaunchedHoldfast, launchHoldfast } from '../support/electron-launch';
import { programCommand } from '../support/halt-command';
import { readJournal, verifyIndependently } from '../support/journal-records';
import { bytesOf, entry } from '../support/journal-rig';
import { quietSettings } from '../support/quiet-settings';

const DAY_MS = 86_400_000;
let desk: LaunchedHoldfast | undefined;
let root = '';
afterEach(async () => {
  await desk?.kill();
  desk = undefined;
  await rm(root, { recursive: true, force: true });
});

/** A journal of segments that are 200, 150, 100, 80, 60 and 1 days old. */
async function writeOldJournal(directory: string): Promise<void> {
  let now = 0;
  const clock = { ...systemClock, now: () => now };
  const { writer } = await (async () => {
    now = Date.now() - 200 * DAY_MS;
    return JournalWriter.open({ files: nodeFiles, clock, directory, segmentBytes: 2_000 });
  })();
  for (const days of [200, 150, 100, 80, 60, 1]) {
    now = Date.now() - days * DAY_MS;
    for (let index = 0; index < 4; index += 1) {
      const written = await writer.append(bytesOf([entry(`${days}`.padEnd(450, 'x'), 'screen.error')]));
      if (!written.ok) throw new Error(written.error.message);
    }
  }
  await writer.close();
}

it('old segments go into an archive by one press and by command; the journal stays one chain, with the archive and without', async () => {
  root = await mkdtemp(join(tmpdir(), 'holdfast-archive-'));
  const [dataDir, elsewhere] = [join(root, 'data'), join(root, 'elsewhere')];
  const journal = join(dataDir, 'journal');
  for (const folder of [dataDir, elsewhere]) mkdirSync(folder);
  writeFileSync(join(dataDir, 'settings.json'), JSON.stringify({ ...quietSettings(), archiveFolder: elsewhere }));
  await writeOldJournal(journal);
  const segments = (folder: string): string[] =>
    readdirSync(folder)
      .filter((name) => name.startsWith('segment-'))
      .sort();
  const all = segments(journal);

  desk = await launchHoldfast({ size: { width: 1280, height: 800 }, dataDir });
  const { page } = desk;
  await deskUntil(page, 'the journal open', ({ journal: { headSeq } }) => headSeq > 30);
  const busy = await programCommand(dataDir, ['archive', elsewhere, '--older-than', '90'], '');
  expect(busy).toMatchObject({ status: 2, output: expect.stringContaining('a console runs on this data folder') });
  await page.getByRole('link', { name: 'Journal' }).click();
  await page.getByText('Keep', { exact: true }).click();
  const panel = page.getByRole('region', { name: 'Archive' });
  const press = panel.getByRole('button', { name: 'Archive old segments' });
  // Search and charts have to have read what goes.
  await expect
    .poll(
      async () => {
        if (await press.isEnabled()) await press.click();
        return panel.innerText();
      },
      { timeout: 30_000, interval: 500 },
    )
    .toContain('which is at hand');
  const [name = ''] = readdirSync(elsewhere);
  const archive = join(elsewhere, name);
  const moved = segments(archive);
  expect(moved.length).toBeGreaterThan(1);
  expect(segments(journal)).not.toContain(moved.at(-1));
  expect(readJournal(dataDir).findLast(({ type }) => type === 'journal.archived')?.data).toMatchObject({
    folder: archive,
    before: null,
    segments: moved.map((_, index) => expect.objectContaining({ segment: index + 1 })),
  });

  // The app's own verification takes both together.
  await page.getByText('Copies', { exact: true }).click();
  await page.getByRole('button', { name: 'Verify all' }).click();
  await expect.poll(() => page.locator('main').innerText(), { timeout: 20_000 }).toMatch(/Intact: [\d,]+ records in/);
  await desk.close();
  desk = undefined;

  const again = await programCommand(dataDir, ['archive', elsewhere, '--older-than', '70'], '');
  expect(again).toMatchObject({ status: 0, output: expect.stringContaining('Archived ') });
  expect(segments(archive).length).toBeGreaterThan(moved.length);
  expect(segments(archive).length + segments(journal).length).toBeGreaterThanOrEqual(all.length);
  const none = await programCommand(dataDir, ['archive', elsewhere, '--older-than', '70'], '');
  expect(none).toMatchObject({ status: 1, output: expect.stringContaining('that old') });
  expect(verifyIndependently(dataDir)).toMatch(/intact: .*records 1 to \d+ were not seen: they are archived/);
  const verifier = resolve(import.meta.dirname, '../../tools/verify_journal.py');
  const both = execFileSync('python3', [verifier, journal, '--archive', archive], { encoding: 'utf8' });
  expect(both).toContain(`intact: ${readJournal(dataDir).at(-1)?.seq} records`);
});
