import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { formatUtc } from '#shared/model/time';
import type { Files } from '../../platform/files';
import { checkSlice, type JournalSlice, planSlice } from '../journal/index';
import { MANIFEST_SIGNATURE, type ManifestSigned, type ManifestToSign, signatureText } from './manifest-signature';
import { chunksOf, writeNewFile } from './new-file';
import type { BundleMade, BundleOrder, Progress } from './protocol';

interface Listed {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** The journal is text that repeats itself: level 1 makes it a tenth already, ten times as fast as the best. */
const LEVEL = 1;

/**
 * Makes an evidence bundle (docs/guide/evidence.md): everything given, the journal's segments as they stand on the disk, a
 * manifest with the SHA-256 of each, and its signature by whoever has the key, or why there is none. A damaged journal goes in as it is, and the manifest says where.
 */
export async function makeBundle(
  order: BundleOrder,
  files: Files,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
  sign: (manifest: ManifestToSign) => Promise<ManifestSigned>,
): Promise<BundleMade> {
  const slice = await planSlice(files, order.journalFolder, {
    sinceMs: order.sinceMs ?? undefined,
    headSeq: order.headSeq ?? undefined,
  });
  const total = (slice?.parts ?? []).reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  const check =
    slice === undefined
      ? undefined
      : await checkSlice(files, order.journalFolder, slice, (bytes) => {
          signal.throwIfAborted();
          done += bytes;
          onProgress({ doing: 'checking the journal', done, total });
        });
  done = 0;
  const made = await writeNewFile(files, order.file, async (write) => {
    const zip = new ZipFile();
    const failed = new Promise<never>((_resolve, reject) => zip.on('error', reject));
    const written = (async () => {
      for await (const chunk of zip.outputStream) await write(chunk as Buffer);
    })();
    const tell = (bytes: number): void => {
      done += bytes;
      onProgress({ doing: 'writing the bundle', done, total });
    };
    const filled = fill(zip, order, files, slice, check, signal, tell, sign);
    const manifest = await Promise.race([filled, failed, written.then(() => filled)]);
    await Promise.race([written, failed]);
    return manifest;
  });
  return {
    sha256: made.sha256,
    manifestSha256: made.value.sha256,
    signedBy: made.value.signed.signature?.key ?? null,
    unsigned: made.value.signed.unsigned,
    bytes: made.bytes,
    records: check?.records ?? 0,
    head: slice?.head ?? null,
    journalProblem:
      check === undefined
        ? 'There is no journal in its folder.'
        : check.intact
          ? ''
          : `${check.where}: ${check.reason}`,
  };
}

/** Puts everything in, last the manifest and its signature. Answers the manifest's SHA-256 and who signed it. */
async function fill(
  zip: ZipFile,
  { parts, about, journalFolder, savedAt }: BundleOrder,
  files: Files,
  slice: JournalSlice | undefined,
  check: Awaited<ReturnType<typeof checkSlice>> | undefined,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
  sign: (manifest: ManifestToSign) => Promise<ManifestSigned>,
): Promise<{ readonly sha256: string; readonly signed: ManifestSigned }> {
  const mtime = new Date(savedAt);
  const listed: Listed[] = [];
  for (const { name, bytes } of parts) {
    const content = Buffer.from(bytes);
    zip.addBuffer(content, name, { mtime, mode: 0o100600 });
    listed.push({ name, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') });
  }
  for (const part of slice?.parts ?? []) {
    const name = `journal/${part.name}`;
    const sha256 = await addSegment(zip, name, join(journalFolder, part.name), part.bytes, {
      files,
      mtime,
      signal,
      onBytes,
    });
    listed.push({ name, bytes: part.bytes, sha256 });
  }
  const manifest = {
    format: 'holdfast-evidence',
    version: 1,
    savedAt: formatUtc(savedAt),
    ...about,
    journal:
      slice === undefined || check === undefined
        ? null
        : {
            journalId: slice.journalId,
            segments: slice.parts.map(({ name }) => name),
            before: slice.before,
            head: slice.head,
            records: check.records,
            problem: check.intact ? null : `${check.where}: ${check.reason}`,
          },
    signature: MANIFEST_SIGNATURE,
    files: listed,
  };
  const text = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
  zip.addBuffer(text, 'manifest.json', { mtime, mode: 0o100600 });
  const toSign = {
    journalId: slice?.journalId ?? '',
    savedAt: manifest.savedAt,
    sha256: createHash('sha256').update(text).digest('hex'),
  };
  const signed = await sign(toSign);
  zip.addBuffer(signatureText(toSign, signed), MANIFEST_SIGNATURE, { mtime, mode: 0o100600 });
  zip.end();
  return { sha256: toSign.sha256, signed };
}

/** Streams one segment into the zip; its SHA-256 is of the bytes that went in. */
async function addSegment(
  zip: ZipFile,
  name: string,
  path: string,
  length: number,
  about: {
    readonly files: Files;
    readonly mtime: Date;
    readonly signal: AbortSignal;
    readonly onBytes: (bytes: number) => void;
  },
): Promise<string> {
  const file = await about.files.open(path, 'read');
  try {
    const hash = createHash('sha256');
    await new Promise<void>((resolve, reject) => {
      const stream = Readable.from(
        (async function* () {
          for await (const chunk of chunksOf(file, length, about.signal)) {
            hash.update(chunk);
            about.onBytes(chunk.length);
            yield chunk;
          }
        })(),
      );
      stream.once('end', resolve).once('error', reject);
      zip.addReadStream(stream, name, { mtime: about.mtime, mode: 0o100600, size: length, compressionLevel: LEVEL });
    });
    return hash.digest('hex');
  } finally {
    await file.close();
  }
}
