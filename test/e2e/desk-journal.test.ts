import { closeSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { deskUntil, isTrading } from '../support/desk';
import { type LaunchedHoldfast, launchHoldfast } from '../support/electron-launch';
import { readJournal, verifyIndependently } from '../support/journal-records';

let desk: LaunchedHoldfast | undefined;
afterEach(async () => {
  await desk?.kill();
  desk = undefined;
});

/** Changes one digit of the time of a record in the middle of the first segment, in place. Returns the record's number. */
function damageMiddle(dataDir: string): number {
  const folder = join(dataDir, 'journal');
  const name = readdirSync(folder)
    .filter((file) => file.startsWith('segment-'))
    .sort()[0];
  const path = join(folder, name ?? '');
  const lines = readFileSync(path, 'latin1').split('\n');
  const at = Math.floor(lines.length / 2);
  const line = lines[at] ?? '';
  const seconds = line.search(/"time":"[^"]*"/) + '"time":"2026-01-01T00:00:0'.length;
  const file = openSync(path, 'r+');
  writeSync(file, line[seconds] === '0' ? '1' : '0', lines.slice(0, at).join('\n').length + 1 + seconds);
  closeSync(file);
  return (JSON.parse(line) as { seq: number }).seq;
}

function readObject(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What the independent verifier says of a journal that is not whole. */
function badByVerifier(dataDir: string): string {
  try {
    return verifyIndependently(dataDir);
  } catch (thrown) {
    const { stdout = '', stderr = '' } = thrown as { stdout?: string; stderr?: string };
    return `${stdout}${stderr}`;
  }
}

describe('The journal in the real app', () => {
  it('grows on the screen as on the disk, is verified, and a record damaged meanwhile is named by the Verify button', async () => {
    desk = await launchHoldfast({ size: { width: 1280, height: 800 } });
    const { page, dataDir } = desk;
    await deskUntil(page, 'three bots trading', isTrading);
    await page.getByRole('link', { name: 'Journal' }).click();
    const records = page.getByRole('table', { name: 'Records', exact: true });
    const newestShown = async (): Promise<number> =>
      Number(await records.locator('tbody button[data-seq]').first().getAttribute('data-seq'));
    const newestOnDisk = (): number => readJournal(dataDir).at(-1)?.seq ?? 0;

    const before = newestOnDisk();
    await expect.poll(newestShown, { timeout: 20_000 }).toBeGreaterThan(before);
    // What is shown at the top is what stands on the disk under that number.
    const shown = await newestShown();
    const name = await records.locator(`tbody button[data-seq="${shown}"]`).getAttribute('aria-label');
    expect(name).toBe(`Record ${shown}, ${readJournal(dataDir).find(({ seq }) => seq === shown)?.type}`);

    // A decision is longer than a list is told: opened, it is all there.
    const seq = Number(
      await records
        .getByRole('button', { name: /order\.decided$/ })
        .first()
        .getAttribute('data-seq'),
    );
    const decided = records.locator(`button[data-seq="${seq}"]`);
    await decided.click();
    const opened = page.locator('pre');
    await expect
      .poll(async () => readObject(await opened.innerText()), { timeout: 20_000 })
      .toEqual(readJournal(dataDir).find((record) => record.seq === seq)?.data);
    await decided.click();

    const verify = page.getByRole('button', { name: 'Verify', exact: true });
    const result = page.getByRole('status', { name: 'Verification' });
    await verify.click();
    await result.getByText(/Intact: [\d,]+ records/).waitFor();
    // Without a vault nothing is sealed, and it says so rather than nothing.
    expect(await result.innerText()).toContain('No checkpoint read carries a seal.');

    const damaged = damageMiddle(dataDir);
    await verify.click();
    await result.getByText(/Not intact: /).waitFor();
    expect(await result.innerText()).toContain(`(seq ${damaged})`);
    expect(await result.innerText()).toContain('Keep the data folder as it is');
    expect(badByVerifier(dataDir)).toMatch(new RegExp(`\\b${damaged}\\b`));
    // Nobody is silent about it: the finding is a record itself, and shows on the same screen.
    await page
      .getByRole('button', { name: /^Record \d+, journal\.verified$/ })
      .first()
      .waitFor();
    const found = readJournal(dataDir).findLast(({ type }) => type === 'journal.verified');
    expect(found?.data).toMatchObject({ intact: false, where: expect.stringContaining(`(seq ${damaged})`) });
  });
});
