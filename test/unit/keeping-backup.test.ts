import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeBackup } from '../../electron/domains/keeping/backup';
import { restoreBackup } from '../../electron/domains/keeping/restore';
import { nodeFiles } from '../../electron/platform/files';
import { keptFolder } from '../support/kept-folder';

const PASSPHRASE = 'correct horse battery staple';
const CHEAP = { N: 2 ** 14, r: 8, p: 1 } as const;
const never = new AbortController().signal;

let folder: Awaited<ReturnType<typeof keptFolder>>;
let backup: Buffer;
beforeAll(async () => {
  folder = await keptFolder();
  // Three pieces, so that there is an order to break.
  writeFileSync(join(folder.data, 'journal', 'aside-000001-1-20260102030405678.bin'), Buffer.alloc(2_500_000, 7));
  const file = folder.at('first.backup');
  const order = { file, dataFolder: folder.data, headSeq: null, passphrase: PASSPHRASE, appVersion: '1', madeAt: 0 };
  await makeBackup(order, nodeFiles, never, () => undefined, CHEAP);
  backup = readFileSync(file);
});
afterAll(() => folder.remove());

let tries = 0;
async function restored(bytes: Buffer, passphrase = PASSPHRASE) {
  const [file, to] = [folder.at(`${++tries}.backup`), folder.at(`to-${tries}`)];
  writeFileSync(file, bytes);
  try {
    return { to, ...(await restoreBackup({ file, folder: to, passphrase }, nodeFiles, never)) };
  } catch (thrown) {
    // Refused, it leaves nothing behind.
    expect(existsSync(to)).toBe(false);
    throw thrown;
  }
}

/** Where each piece begins, after the three lines. */
function pieces(): number[] {
  let at = 0;
  for (let line = 0; line < 3; line += 1) at = backup.indexOf('\n', at) + 1;
  const starts: number[] = [];
  for (; at < backup.length; at += 9 + backup.readUInt32BE(at + 5) + 16) starts.push(at);
  return [...starts, at];
}

const changed = (at: number): Buffer => {
  const copy = Buffer.from(backup);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
};

describe('a backup', () => {
  it('comes back byte for byte, with the whole journal, and without what the passphrase and the keys are known by', async () => {
    const { to, records, head } = await restored(backup);
    expect({ records, seq: head.seq }).toEqual({ records: 46, seq: 46 });
    expect(readdirSync(to).sort()).toEqual(['journal', 'settings.json']);
    for (const name of readdirSync(join(folder.data, 'journal')).filter((each) => each !== 'writer.lock'))
      expect(readFileSync(join(to, 'journal', name)).equals(readFileSync(join(folder.data, 'journal', name)))).toBe(
        true,
      );
    expect(readdirSync(join(to, 'journal')).length).toBeGreaterThan(4);
  });

  it('refuses a wrong passphrase, and every kind of damage by its own name', async () => {
    const [first = 0, second = 0, third = 0, end = 0] = pieces();
    expect(end).toBe(backup.length);
    const cut = (...ranges: [number, number][]): Buffer =>
      Buffer.concat(ranges.map(([from, to]) => backup.subarray(from, to)));
    const refusals: [string, Buffer, string?][] = [
      ['wrong-passphrase', backup, 'correct horse battery stapler'],
      ['truncated', cut([0, backup.length - 1])],
      ['truncated', cut([0, third])],
      ['truncated', cut([0, first])],
      ['damaged', changed(first + 9)],
      ['damaged', changed(third + 3)],
      ['damaged', changed(backup.length - 1)],
      ['reordered', cut([0, first], [second, third], [first, second], [third, end])],
      ['reordered', cut([0, second], [first, end])],
      ['reordered', cut([0, first], [second, end])],
      ['too-much', cut([0, end], [third, end])],
      ['header-damaged', changed(backup.indexOf('madeAt') + 11)],
      ['not-a-backup', Buffer.from('PK')],
      ['not-a-backup', Buffer.alloc(0)],
    ];
    for (const [code, bytes, passphrase] of refusals)
      await expect(restored(bytes, passphrase), code).rejects.toMatchObject({ code });
  });

  it('is restored into no folder that holds anything, and replaces no file', async () => {
    const file = folder.at('first.backup');
    const there = readdirSync(folder.data);
    const into = { file, folder: folder.data, passphrase: PASSPHRASE };
    await expect(restoreBackup(into, nodeFiles, never)).rejects.toMatchObject({ code: 'folder-not-empty' });
    expect(readdirSync(folder.data)).toEqual(there);
    const again = { file, dataFolder: folder.data, headSeq: null, passphrase: 'x', appVersion: '1', madeAt: 0 };
    await expect(makeBackup(again, nodeFiles, never, () => undefined, CHEAP)).rejects.toMatchObject({
      code: 'in-the-way',
    });
    expect(readFileSync(file).equals(backup)).toBe(true);
  });

  it('of a damaged journal is made, and is not restored', async () => {
    const bad = await keptFolder();
    const segment = join(bad.data, 'journal', 'segment-000002.jsonl');
    writeFileSync(segment, readFileSync(segment, 'utf8').replace('xxx', 'xyx'));
    const file = bad.at('bad.backup');
    const order = { file, dataFolder: bad.data, headSeq: null, passphrase: PASSPHRASE, appVersion: '1', madeAt: 0 };
    await makeBackup(order, nodeFiles, never, () => undefined, CHEAP);
    const refused = restoreBackup({ file, folder: bad.at('to'), passphrase: PASSPHRASE }, nodeFiles, never);
    await expect(refused).rejects.toThrow(
      /segment-000002.jsonl line \d+ \(seq \d+\): the hash is not that of the text/,
    );
    expect(existsSync(bad.at('to'))).toBe(false);
    bad.remove();
  });
});
