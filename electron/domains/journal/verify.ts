import { join } from 'node:path';
import type { Files } from '../../platform/files';
import { type CheckOptions, CheckpointCheck } from './checkpoint/check';
import type { JournalEnd } from './journal-end';
import type { JournalHead, VerifyReport } from './protocol';
import { ZERO_HASH } from './record';
import { scanSegment } from './scan';
import { listSegments, segmentName } from './segments';

/**
 * Reads every segment from the disk up to `end` and checks rules 1 to 8 of docs/journal-format.md; the head is `end`'s.
 * Appends go on meanwhile: it reads 256 KiB at a time. Rejects when a file cannot be read.
 */
export async function verifyJournal(
  files: Files,
  directory: string,
  end: JournalEnd,
  monotonicMs: () => number,
  known: CheckOptions = {},
): Promise<VerifyReport> {
  const startedMs = monotonicMs();
  const elapsed = (): number => monotonicMs() - startedMs;
  const bad = (where: string, reason: string): VerifyReport => ({ intact: false, where, reason, ms: elapsed() });
  const segments = new Set(await listSegments(files, directory));
  let head: JournalHead = { seq: 0, hash: ZERO_HASH };
  let records = 0;
  const checkpoints = new CheckpointCheck(known);

  for (let segment = 1; segment <= end.segment; segment += 1) {
    const name = segmentName(segment);
    if (!segments.has(segment)) return bad(`${name} line 1 (seq ${head.seq + 1})`, 'the segment is missing');
    const file = await files.open(join(directory, name), 'read');
    try {
      const to = segment === end.segment ? end.offset : await file.size();
      const scan = await scanSegment(file, {
        segment,
        from: 0,
        to,
        before: head,
        also: (...record) => checkpoints.record(...record),
      });
      records += scan.records;
      if (scan.bad !== undefined) {
        const seq = scan.bad.seq ?? (scan.head?.seq ?? 0) + 1;
        return bad(`${name} line ${scan.bad.line} (seq ${seq})`, scan.bad.reason);
      }
      if (scan.records === 0) return bad(`${name} line 1 (seq ${head.seq + 1})`, 'the segment is empty');
      head = scan.head ?? head;
      if (segment === end.segment && scan.end < end.offset) {
        return bad(`${name} line ${scan.records + 1} (seq ${head.seq + 1})`, 'records are missing from the end');
      }
    } finally {
      await file.close();
    }
  }
  if (head.seq !== end.head.seq || head.hash !== end.head.hash) {
    return bad(`${segmentName(end.segment)} (seq ${head.seq})`, 'the last record is not the one that was written');
  }
  checkpoints.forget();
  const missing = checkpoints.end();
  if (missing !== undefined) return bad(`${segmentName(end.segment)} (seq ${head.seq})`, missing);
  return { intact: true, records, head, ms: elapsed() };
}
