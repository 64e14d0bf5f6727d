import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planSlice, publicKeyOf, signWith } from '../../electron/domains/journal/index';
import { makeBundle } from '../../electron/domains/keeping/bundle';
import { type ManifestSigned, type ManifestToSign, manifestStatement } from '../../electron/domains/keeping/index';
import { nodeFiles } from '../../electron/platform/files';
import { checkpointRig } from '../support/checkpoint-rig';
import { exportFiles } from '../support/journal-rig';
import { keptFolder } from '../support/kept-folder';

const tools = resolve(import.meta.dirname, '../../tools');
const never = new AbortController().signal;
let folder: Awaited<ReturnType<typeof keptFolder>>;
beforeAll(async () => {
  folder = await keptFolder();
});
afterAll(() => folder.remove());

const python = (...words: string[]): { status: number; said: string } => {
  try {
    return { status: 0, said: execFileSync('python3', words, { encoding: 'utf8', stdio: 'pipe' }) };
  } catch (thrown) {
    const { status, stdout, stderr } = thrown as { status: number; stdout: string; stderr: string };
    return { status, said: `${stdout}${stderr}` };
  }
};

/** Made, and unpacked by another program than made it. */
const seed = Buffer.alloc(32, 7);
const signing = async (manifest: ManifestToSign): Promise<ManifestSigned> => ({
  signature: signWith(seed, manifestStatement(manifest)),
  unsigned: null,
});
const locked = async (): Promise<ManifestSigned> => ({ signature: null, unsigned: 'locked' });

async function bundle(name: string, sinceMs: number | null, headSeq: number | null = null, sign = signing) {
  const file = folder.at(`${name}.zip`);
  const parts = ['verify_bundle.py', 'verify_journal.py'].map((tool) => ({
    name: tool,
    bytes: readFileSync(join(tools, tool)),
  }));
  const made = await makeBundle(
    {
      file,
      journalFolder: join(folder.data, 'journal'),
      headSeq,
      sinceMs,
      parts,
      about: {},
      savedAt: 1_000_000_000_000,
    },
    nodeFiles,
    never,
    () => undefined,
    sign,
  );
  const to = folder.at(name);
  execFileSync('python3', ['-m', 'zipfile', '-e', file, to]);
  return { made, to, file };
}

describe('an evidence bundle', () => {
  it('verifies on its own with Python, whole, up to a record, and from a later segment on', async () => {
    const all = await bundle('all', null);
    expect(python(join(all.to, 'verify_bundle.py'), '--manifest', all.made.manifestSha256)).toEqual({
      status: 0,
      said: expect.stringMatching(/records 1 to 46: intact: 46 records[\s\S]*intact: \d+ files/),
    });
    expect(statSync(all.file).size).toBe(all.made.bytes);

    const upTo = await bundle('up-to', null, 20);
    expect(upTo.made).toMatchObject({ records: 20, head: { seq: 20 } });

    // The clock of that journal stands still at its start: since then, the newest segment is enough.
    const late = await bundle('late', Date.now() + 1e12);
    expect(late.made.records).toBeLessThan(12);
    expect(python(join(late.to, 'verify_bundle.py'))).toMatchObject({
      status: 0,
      said: expect.stringMatching(/records 4\d to 46: intact: \d+ records/),
    });
  });

  it('is bad when anything in it is changed, removed, added or put in the place of something else', async () => {
    const { to, made } = await bundle('whole', null);
    const tampered = (change: (at: (name: string) => string) => void, ...words: string[]) => {
      const copy = folder.at('tampered');
      rmSync(copy, { recursive: true, force: true });
      cpSync(to, copy, { recursive: true });
      change((name) => join(copy, name));
      return python(join(copy, 'verify_bundle.py'), ...words);
    };
    const segment = 'journal/segment-000003.jsonl';
    const edit = (path: string, from: string | RegExp, into: string): void =>
      writeFileSync(path, readFileSync(path, 'utf8').replace(from, into));
    expect(tampered((at) => edit(at(segment), 'xxx', 'xyx'))).toEqual({
      status: 1,
      said: expect.stringContaining(`bad: ${segment} was changed`),
    });
    expect(tampered((at) => rmSync(at(segment))).said).toContain(`${segment} is missing`);
    expect(tampered((at) => writeFileSync(at('more.txt'), '')).said).toContain('more.txt was not in the bundle');
    // A manifest made to fit is known by its hash; without it, the journal's own chain is what is left.
    const forge = (at: (name: string) => string): void => {
      edit(at(segment), 'xxx', 'xyx');
      const sha256 = execFileSync('sha256sum', [at(segment)], { encoding: 'utf8' }).slice(0, 64);
      const manifest = JSON.parse(readFileSync(at('manifest.json'), 'utf8'));
      for (const file of manifest.files) if (file.name === segment) file.sha256 = sha256;
      // As of a version that signed none.
      delete manifest.signature;
      rmSync(at('manifest-signature.json'));
      writeFileSync(at('manifest.json'), JSON.stringify(manifest));
    };
    expect(tampered(forge, '--manifest', made.manifestSha256).said).toContain('not the one given');
    expect(tampered(forge)).toMatchObject({ status: 1, said: expect.stringContaining('the record was changed') });
  });

  it('is signed by the journal’s key, which its verifier demands, and says so when the vault was locked', async () => {
    const { to, made } = await bundle('by-key', null);
    const key = publicKeyOf(seed);
    expect(made).toMatchObject({ signedBy: key, unsigned: null });
    const verify = (folderOf: string, ...words: string[]) => python(join(folderOf, 'verify_bundle.py'), ...words);
    expect(verify(to, '--key', key)).toMatchObject({ status: 0, said: expect.stringContaining(`signed by ${key}`) });
    expect(verify(to, '--key', '0'.repeat(64)).said).toContain('is signed by another key');
    const path = join(to, 'manifest-signature.json');
    const text = readFileSync(path, 'utf8');
    const value = JSON.parse(text).signature.value;
    writeFileSync(path, text.replace(value, `${value.slice(0, 60)}${value[60] === '0' ? '1' : '0'}${value.slice(61)}`));
    expect(verify(to)).toMatchObject({ status: 1, said: expect.stringContaining('the signature does not hold') });
    rmSync(path);
    expect(verify(to).said).toContain('was taken away');
    const none = await bundle('locked', null, null, locked);
    expect(verify(none.to)).toMatchObject({
      status: 0,
      said: expect.stringContaining('Not signed: the vault was locked'),
    });
    expect(verify(none.to, '--key', key)).toMatchObject({ status: 1, said: expect.stringContaining('is not signed') });
  });

  it('that begins later holds its checkpoints against the tree of the first, with what stands before it', async () => {
    const rig = await checkpointRig(undefined, { segmentBytes: 3_000 });
    for (let round = 0; round < 6; round += 1) {
      await rig.add(7);
      await rig.checkpoints.make('asked');
    }
    const journal = folder.at('signed');
    exportFiles(rig.files.contents(), journal);
    const slice = await planSlice(nodeFiles, journal, { sinceMs: Number.MAX_SAFE_INTEGER / 2 });
    if (slice === undefined) throw new Error('no slice');
    expect(slice.parts).toHaveLength(1);
    const last = folder.at('last');
    mkdirSync(last);
    for (const { name } of slice.parts) cpSync(join(journal, name), join(last, name));
    const verify = (id: string, hash: string) =>
      python(join(tools, 'verify_journal.py'), last, '--from', `${id}:${slice.before.seq}:${hash}`);
    expect(verify(slice.journalId, slice.before.hash)).toEqual({
      status: 0,
      said: expect.stringMatching(/^intact: \d+ records, head \d+:\w+, [1-9] checkpoints, signed up to record/),
    });
    expect(verify('zzzzzz', slice.before.hash)).toMatchObject({
      status: 1,
      said: expect.stringContaining("the checkpoint's signature does not hold"),
    });
    expect(verify(slice.journalId, '0'.repeat(64)).said).toContain('but the record before has the hash');
  });

  it('of a damaged journal holds it as it is, and says where it is bad', async () => {
    const bad = await keptFolder();
    const path = join(bad.data, 'journal', 'segment-000002.jsonl');
    writeFileSync(path, readFileSync(path, 'utf8').replace('xxx', 'xyx'));
    const made = await makeBundle(
      {
        file: bad.at('b.zip'),
        journalFolder: join(bad.data, 'journal'),
        headSeq: null,
        sinceMs: null,
        parts: [],
        about: {},
        savedAt: 0,
      },
      nodeFiles,
      never,
      () => undefined,
      locked,
    );
    expect(made.journalProblem).toMatch(/^segment-000002.jsonl line \d+/);
    bad.remove();
  });
});
