import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JournalWriter } from '../../electron/domains/journal/writer';
import { nodeFiles } from '../../electron/platform/files';
import { bytesOf, entry, ManualClock } from './journal-rig';

/** A data folder on the real disk with a journal of several segments, beside an empty place for what is made of it. */
export async function keptFolder(): Promise<{ readonly data: string; at(name: string): string; remove(): void }> {
  const root = mkdtempSync(join(tmpdir(), 'holdfast-kept-'));
  const data = join(root, 'data');
  mkdirSync(data);
  const { writer } = await JournalWriter.open({
    files: nodeFiles,
    clock: new ManualClock(),
    directory: join(data, 'journal'),
    makeJournalId: () => 'abc123',
    segmentBytes: 4_000,
  });
  for (let index = 0; index < 40; index += 1) {
    const written = await writer.append(bytesOf([entry(`${index}`.padEnd(300, 'x'))]));
    if (!written.ok) throw new Error(written.error.message);
  }
  await writer.close();
  writeFileSync(join(data, 'settings.json'), '{"version":2}');
  writeFileSync(join(data, 'passphrase'), 'what the passphrase is known by');
  writeFileSync(join(data, 'keys.json'), 'what keys there are');
  return { data, at: (name) => join(root, name), remove: () => rmSync(root, { recursive: true, force: true }) };
}
