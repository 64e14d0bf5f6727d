import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { deskUntil, isTrading } from '../support/desk';
import { type LaunchedHoldfast, launchHoldfast } from '../support/electron-launch';
import { readJournal } from '../support/journal-records';
import { patiently } from '../support/patiently';

const PATIENCE = { timeout: 30_000 };

let desk: LaunchedHoldfast | undefined;
afterEach(async () => {
  await desk?.kill();
  desk = undefined;
});

/** The history's process, by the system's own list of the app's processes. */
const historyPid = ({ app }: LaunchedHoldfast): Promise<number | undefined> =>
  patiently(() =>
    app.evaluate(({ app: electron }) => electron.getAppMetrics().find(({ name }) => name === 'Holdfast history')?.pid),
  );

describe('The history in the real app', () => {
  it('tells the story of a filled order, comes back when its process is killed, draws, and exports what the journal has', async () => {
    desk = await launchHoldfast({ size: { width: 1280, height: 800 } });
    const { app, page, dataDir } = desk;
    await deskUntil(page, 'three bots trading', isTrading);
    const fill = readJournal(dataDir).find(({ type, data }) => type === 'fill' && data.clientOrderId !== null);
    const orderId: string = fill?.data.clientOrderId;

    // Found by its order id, its story has the decision, what the exchange said, and the start of its bot before it.
    await page.getByRole('link', { name: 'Story', exact: true }).click();
    await page.getByLabel('Words or order id').fill(orderId);
    const found = page.getByRole('table', { name: 'Found' });
    // Asked for before the history had read so far, it is there when it is searched for again.
    const again = page.getByRole('button', { name: 'Search again' });
    const record = found.getByRole('button', { name: `Record ${fill?.seq}, fill` });
    await expect
      .poll(async () => {
        if (await again.isEnabled()) await again.click();
        return record.count();
      }, PATIENCE)
      .toBe(1);
    await found.getByRole('link', { name: `Story of record ${fill?.seq}`, exact: true }).click();
    const timeline = page.getByRole('table', { name: 'Timeline' });
    const kindsOf = (role: string) => timeline.locator(`tr[data-role="${role}"] td:nth-child(4)`).allInnerTexts();
    const ownKinds = readJournal(dataDir).flatMap(({ seq, type, data }) =>
      data?.clientOrderId === orderId && seq !== fill?.seq ? [type] : [],
    );
    await expect.poll(() => kindsOf('own'), PATIENCE).toEqual(['order.decided', ...ownKinds]);
    expect(await kindsOf('around')).toContain('bot.started');
    expect(await kindsOf('subject')).toEqual(['fill']);
    // Its inputs are a press away, and are the journal's own.
    await timeline.getByRole('button', { name: `Record ${fill?.seq}, fill` }).click();
    await expect.poll(() => page.locator('pre').innerText(), PATIENCE).toContain(`"tradeId": "${fill?.data.tradeId}"`);

    const pid = (await historyPid(desk)) ?? 0;
    process.kill(pid, 'SIGKILL');
    await page.getByRole('link', { name: 'Find another' }).click();
    // The journal knows of its end, and the new process has read that.
    await page.getByLabel('Words or order id').fill('process.ended history');
    await expect
      .poll(async () => {
        if (await again.isEnabled()) await again.click();
        return found.getByRole('button', { name: /process\.ended/ }).count();
      }, PATIENCE)
      .toBe(1);
    expect(await historyPid(desk)).not.toBe(pid);
    expect((await deskUntil(page, 'bots that go on', isTrading)).trading.state).toBe('ACTIVE');

    await page.getByRole('link', { name: 'Charts' }).click();
    await page
      .getByRole('table', { name: 'Decision to acknowledged, ms in numbers' })
      .waitFor({ ...PATIENCE, state: 'attached' });
    await page.getByRole('row', { name: /^Allowed/ }).waitFor(PATIENCE);

    const file = join(dataDir, 'my fills.csv');
    await patiently(() =>
      app.evaluate(({ dialog }, path) => {
        dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path });
      }, file),
    );
    await page.getByRole('link', { name: 'Journal', exact: true }).click();
    await page.getByText('Export', { exact: true }).click();
    await page.getByRole('button', { name: 'Export…' }).click();
    const sha256 = await page
      .getByLabel('Result of the export')
      .getByText(/^SHA-256/)
      .innerText(PATIENCE);
    const csv = readFileSync(file, 'utf8');
    expect(sha256).toContain(createHash('sha256').update(csv).digest('hex'));
    expect(csv).toContain(orderId);
    const saved = () => readJournal(dataDir).find(({ type }) => type === 'export.saved');
    await expect
      .poll(saved, PATIENCE)
      .toMatchObject({ data: { what: 'fills', file: 'my fills.csv', rows: csv.split('\r\n').length - 2 } });
    // An end as an operator's: nothing of it is left running.
    expect(await desk.close()).toEqual([]);
  });
});
