import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SealKeys } from '../../electron/app/copies/seal-keys';
import { useJournalKeys } from '../../electron/domains/vault/journal-keys';

const ID = '0123456789abcdef';
const OTHER = 'fedcba9876543210';
const KEY = 'ab'.repeat(32);
const LIST = Buffer.alloc(32, 7);
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-seals-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function keysWith(clipboard: string, isUnlocked = false) {
  const desk = { clipboard, isUnlocked, recorded: [] as unknown[], changes: 0 };
  const keys = new SealKeys({
    vault: {
      get unsignedWhy() {
        return desk.isUnlocked ? undefined : ('locked' as const);
      },
      withJournalKeys: (use) => (desk.isUnlocked ? useJournalKeys(LIST, use) : undefined),
    },
    recorder: { record: (type, data) => void desk.recorded.push({ type, data }) },
    clipboard: {
      read: async () => desk.clipboard,
      clearIfHolds: async (text) => {
        if (desk.clipboard === text) desk.clipboard = '';
      },
    },
    chooseFile: async (_title, name) => join(folder, name),
    onChange: () => {
      desk.changes += 1;
    },
  });
  return { desk, keys };
}

it('a key that was kept is taken from the clipboard, which does not keep it; it stays in main, and can be forgotten', async () => {
  const { desk, keys } = keysWith(`\n${ID} ${KEY}\r\n`);
  expect(keys.of(ID)).toEqual({ of: null, why: 'locked' });
  const answer = await keys.paste();
  expect(answer).toEqual({ ok: true, value: { seals: 1 } });
  expect([desk.clipboard, desk.recorded, keys.given]).toEqual(['', [], [ID]]);
  expect(keys.of(ID)).toEqual({ of: 'operator', key: KEY });
  keys.forget();
  expect([keys.given, keys.of(ID), desk.changes]).toEqual([[], { of: null, why: 'locked' }, 2]);
});

it('what is no seal key is not taken, not even in part, stays on the clipboard, and is not repeated', async () => {
  for (const text of ['', `${ID} ${KEY}\nmy exchange secret`, `${ID}${KEY}`, `${ID} ${KEY}00`]) {
    const { desk, keys } = keysWith(text);
    const answer = await keys.paste();
    expect(answer).toMatchObject({ ok: false, code: 'not-seal-keys' });
    expect(JSON.stringify(answer)).not.toContain(KEY);
    expect([desk.clipboard, keys.given]).toEqual([text, []]);
  }
});

it('the vault’s are saved for later in a file of the operator’s alone, on record without them, and pasted give the same', async () => {
  const { desk, keys } = keysWith('', true);
  expect(await keys.save([])).toMatchObject({ ok: false, code: 'no-seals' });
  const file = join(folder, 'holdfast-seal-keys.txt');
  writeFileSync(file, 'an older file that others may read', { mode: 0o644 });
  expect(await keys.save([ID, OTHER])).toEqual({ ok: true, value: { file } });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(desk.recorded).toEqual([{ type: 'journal.seal-keys-saved', data: { seals: [ID, OTHER] } }]);

  const ofVault = keys.of(OTHER);
  desk.clipboard = readFileSync(file, 'utf8');
  desk.isUnlocked = false;
  expect(await keys.save([ID])).toMatchObject({ ok: false, code: 'locked' });
  expect(await keys.paste()).toEqual({ ok: true, value: { seals: 2 } });
  expect(keys.of(OTHER)).toEqual({ of: 'operator', key: ofVault.of === 'vault' ? ofVault.key : 'none' });
});
