import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { projectRoot } from '../../scripts/lib/run.mjs';
import { deskUntil, isTrading } from '../support/desk';
import { type LaunchedHoldfast, launchHoldfast } from '../support/electron-launch';
import { readJournal } from '../support/journal-records';
import { patiently } from '../support/patiently';

let desk: LaunchedHoldfast | undefined;
const disk = mkdtempSync(join(tmpdir(), 'holdfast-disk-'));
afterEach(async () => {
  await desk?.kill();
  rmSync(disk, { recursive: true, force: true });
});

it('an operator chooses a mirror, unplugs it while the bots trade, plugs it in again, and has both copies verified', async () => {
  desk = await launchHoldfast({ size: { width: 1280, height: 800 } });
  const { app, page, dataDir } = desk;
  await deskUntil(page, 'three bots trading', isTrading);
  // The system's own dialog cannot be pressed by a test: what an operator would have chosen in it.
  await patiently(() =>
    app.evaluate(({ dialog }, path) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] });
    }, disk),
  );
  await page.getByRole('link', { name: 'Journal' }).click();
  await page.getByRole('radiogroup', { name: 'Part of the journal' }).getByText('Copies').click();
  await page.getByRole('button', { name: 'Choose a folder…' }).click();
  const mirror = page.getByRole('status', { name: 'Mirror', exact: true });
  await mirror.getByText('Every durable record is copied').waitFor();
  await page.getByText('on the same disk as the journal').waitFor();

  const [name = ''] = readdirSync(disk);
  const [there, away] = [join(disk, name), join(disk, 'unplugged')];
  renameSync(there, away);
  await mirror.getByText('Nothing is copied now').waitFor();
  await page.getByText('Plug in its disk').first().waitFor();
  const lost = await deskUntil(page, 'the light', ({ health }) =>
    health.some(({ id, level }) => id === 'journal-copies' && level === 'warning'),
  );
  // Orders go on, and so does the journal.
  await deskUntil(
    page,
    'more records, and no block',
    ({ journal, trading }) => journal.headSeq > lost.journal.headSeq + 5 && trading.blocked === '',
  );
  expect(readdirSync(disk)).toEqual(['unplugged']);
  renameSync(away, there);
  await page.getByRole('button', { name: 'Try again' }).click();
  await mirror.getByText('Every durable record is copied').waitFor();

  const result = page.getByRole('status', { name: 'Verification' });
  await page.getByRole('button', { name: 'Verify all' }).click();
  await result.getByText(/Intact: [\d,]+ records in/).waitFor();
  await page.getByRole('button', { name: 'Verify mirror' }).click();
  await result.getByText(/The mirror is intact: [\d,]+ records/).waitFor();

  await page.getByRole('button', { name: 'Stop mirroring' }).click();
  await page.getByText('No mirror is kept.').waitFor();
  const verifier = join(projectRoot, 'tools/verify_journal.py');
  expect(execFileSync('python3', [verifier, there], { encoding: 'utf8' })).toMatch(/^intact: \d+ records/);
  await expect
    .poll(() =>
      readJournal(dataDir).flatMap(({ type, data }) =>
        type.startsWith('mirror.') ? [`${type} ${data.code ?? ''}`.trim()] : [],
      ),
    )
    .toEqual(['mirror.chosen', 'mirror.kept', 'mirror.lost missing', 'mirror.kept', 'mirror.given-up']);
});
