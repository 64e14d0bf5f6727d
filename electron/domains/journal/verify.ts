import { join } from 'node:path';
import { type Files, type OpenFile, readFully } from '../../platform/files';
import { type ArchivedBefore, archivedBefore } from './archive/note';
import { Anchors, type ChainRule, chainRules } from './chain-rules';
import type { CheckOptions } from './checkpoint/check';
import type { SealKeyAnswer, SealsFound } from './checkpoint/seal-checks';
import { CHECKPOINT } from './checkpoint/statement';
import type { JournalEnd } from './journal-end';
import type { JournalHead, VerifyReport } from './protocol';
import { ENVELOPE_BYTES, readHeader, ZERO_HASH } from './record';
import { type ScannedRecord, scanSegment } from './scan';
import { listSegments, segmentName } from './segments';

/** How far a verification has come. */
export interface VerifyProgress {
  readonly records: number;
  readonly bytes: number;
  /** Of the segments as they stood at its beginning. */
  readonly totalBytes: number;
}

export interface Verification {
  readonly files: Files;
  readonly directory: string;
  /** The last record that must be there; its segment and where it ends, when known. */
  readonly end: Pick<JournalEnd, 'head'> & Partial<JournalEnd>;
  /** A record to go on from, which the caller has found to stand there; undefined: from the first. */
  readonly from?: JournalEnd | undefined;
  /** What is known besides it: only a verification from the first record uses it. */
  readonly known?: CheckOptions | undefined;
  /** What is known of a seal's first key, asked for once for each seal that is met; missing: nothing is. */
  readonly sealKey?: ((id: string) => Promise<SealKeyAnswer>) | undefined;
  readonly monotonicMs: () => number;
  /** Called after each 256 KiB. */
  readonly onProgress?: ((progress: VerifyProgress) => void) | undefined;
  /** Aborted: the verification rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The verification of a whole journal up to `end`. */
export const verifyJournal = (
  files: Files,
  directory: string,
  end: JournalEnd,
  monotonicMs: () => number,
  known?: CheckOptions,
): Promise<VerifyReport> => verifyChain({ files, directory, end, monotonicMs, known });

/**
 * Reads the segments from the disk up to `end` and checks rules 1 to 8 of docs/journal-format.md; rules 7 and 8 when it begins
 * with the first record that is there, for they need all of them. A journal whose first segments were archived begins where its note
 * says, if a record of it says the same. Appends go on meanwhile: it reads 256 KiB at a time. Writes nothing. Rejects when a file cannot
 * be read, and when the head that is known is of an archived record.
 */
export async function verifyChain(verification: Verification): Promise<VerifyReport> {
  const { files, directory, from, known } = verification;
  const archived = from === undefined ? await archivedBefore(files, directory) : undefined;
  if (archived === undefined) return new ChainVerifier(verification).run();
  const { segment, head, folder } = archived;
  if (known?.head !== undefined && known.head.seq < head.seq)
    throw new Error(
      `the head you kept is of record ${known.head.seq}, which is archived in ${folder}, with all up to ${head.seq}. Connect the disk that holds the archive and verify again`,
    );
  return new ChainVerifier({ ...verification, from: { segment, offset: 0, head } }, archived).run();
}

class ChainVerifier {
  readonly #given: Verification;
  readonly #startedMs: number;
  readonly #rules: readonly ChainRule[];
  readonly #anchors: Anchors;
  readonly #fromSeq: number;
  #head: JournalHead;
  #lastTime: string | null = null;
  #reached: { readonly segment: number; readonly offset: number };
  #records = 0;
  #bytes = 0;

  constructor(given: Verification, archived?: ArchivedBefore) {
    this.#given = given;
    this.#startedMs = given.monotonicMs();
    this.#head = given.from?.head ?? { seq: 0, hash: ZERO_HASH };
    this.#fromSeq = this.#head.seq + 1;
    this.#reached = { segment: given.from?.segment ?? 1, offset: given.from?.offset ?? 0 };
    this.#rules = chainRules(this.#fromSeq, given.known ?? {}, archived);
    this.#anchors = new Anchors(given.known?.head);
  }

  async run(): Promise<VerifyReport> {
    try {
      return await this.#run();
    } finally {
      for (const rule of this.#rules) rule.forget();
    }
  }

  async #run(): Promise<VerifyReport> {
    const { files, directory, end, from } = this.#given;
    const { head: last } = end;
    const segments = new Set(await listSegments(files, directory));
    const totalBytes = await this.#sizeOf([...segments].filter((segment) => segment >= (from?.segment ?? 1)));
    let segment = from?.segment ?? 1;
    for (; this.#isUnfinished(segment); segment += 1) {
      if (!segments.has(segment)) {
        const isCutShort = end.segment === undefined && segment > Math.max(0, ...segments);
        return this.#bad(segment, 1, isCutShort ? 'records are missing from the end' : 'the segment is missing');
      }
      const file = await files.open(join(directory, segmentName(segment)), 'read');
      try {
        const found = await this.#scan(file, segment, totalBytes);
        if (found !== undefined) return found;
      } finally {
        await file.close();
      }
    }
    if (this.#head.seq !== last.seq || this.#head.hash !== last.hash)
      return this.#bad(segment - 1, undefined, 'the last record is not the one that was written');
    for (const rule of this.#rules) {
      const missing = rule.end();
      if (missing !== undefined) return this.#bad(segment - 1, undefined, missing);
    }
    return {
      intact: true,
      records: this.#records,
      head: this.#head,
      end: { ...this.#reached, head: this.#head },
      ms: this.#elapsedMs,
      fromSeq: this.#fromSeq,
      anchor: this.#anchors.last,
      seals: this.#seals,
    };
  }

  get #seals(): SealsFound | null {
    return this.#rules.find(({ proven }) => proven !== undefined)?.proven?.seals ?? null;
  }

  get #rightSeals(): number {
    return this.#seals?.right ?? 0;
  }

  /** Whether records of this segment or of later ones are due. */
  #isUnfinished(segment: number): boolean {
    const { end } = this.#given;
    return end.segment === undefined ? this.#head.seq < end.head.seq : segment <= end.segment;
  }

  async #scan(file: OpenFile, segment: number, totalBytes: number): Promise<VerifyReport | undefined> {
    const { end, from, signal, onProgress } = this.#given;
    const start = from?.segment === segment ? from.offset : 0;
    const isLast = segment === end.segment;
    const to = isLast && end.offset !== undefined ? end.offset : await file.size();
    const scan = await scanSegment(file, {
      segment,
      from: start,
      to,
      before: this.#head,
      lastSeq: end.segment === undefined ? end.head.seq : undefined,
      onRecord: (record) => this.#check(record, segment),
      onLines: (bytes) => {
        this.#bytes += bytes.length;
        onProgress?.({ records: this.#records, bytes: this.#bytes, totalBytes });
      },
      signal,
    });
    if (scan.bad !== undefined) {
      const time = readHeader(await readFully(file, scan.end, ENVELOPE_BYTES))?.time;
      const line = start === 0 ? scan.bad.line : undefined;
      return this.#bad(segment, line, scan.bad.reason, scan.bad.seq, time);
    }
    if (scan.records === 0 && start === 0) return this.#bad(segment, 1, 'the segment is empty');
    if (isLast && scan.end < to)
      return this.#bad(segment, start === 0 ? scan.records + 1 : undefined, 'records are missing from the end');
    return undefined;
  }

  /** Waits only for the key of a seal that is met for the first time. */
  #check(record: ScannedRecord, segment: number): string | undefined | Promise<string | undefined> {
    const { sealKey } = this.#given;
    if (record.header.type !== CHECKPOINT || sealKey === undefined) return this.#checkNow(record, segment);
    for (const rule of this.#rules) {
      const id = rule.sealToAskFor?.(record.header, record.line);
      if (id !== undefined)
        return sealKey(id).then((answer) => {
          rule.giveSealKey?.(id, answer);
          return this.#checkNow(record, segment);
        });
    }
    return this.#checkNow(record, segment);
  }

  #checkNow(record: ScannedRecord, segment: number): string | undefined {
    const isCheckpoint = record.header.type === CHECKPOINT;
    const rightBefore = isCheckpoint ? this.#rightSeals : 0;
    for (const rule of this.#rules) {
      const reason = rule.record(record.header, record.line);
      if (reason !== undefined) return reason;
    }
    this.#anchors.onGood(record, isCheckpoint && this.#rightSeals > rightBefore);
    this.#head = { seq: record.header.seq, hash: record.header.hash };
    this.#reached = { segment, offset: record.end };
    this.#lastTime = record.header.time;
    this.#records += 1;
    return undefined;
  }

  /** `seq` is the one that the record says; undefined: the one due there. Without `line`, where in its segment is told by the number alone. */
  #bad(segment: number, line: number | undefined, reason: string, seq?: number, time?: string): VerifyReport {
    const at = line === undefined ? '' : ` line ${line}`;
    const due = line === undefined && seq === undefined ? this.#head.seq : (seq ?? this.#head.seq + 1);
    return {
      intact: false,
      where: `${segmentName(segment)}${at} (seq ${due})`,
      reason,
      ms: this.#elapsedMs,
      fromSeq: this.#fromSeq,
      time: time ?? null,
      lastGood: this.#lastTime === null ? null : { seq: this.#head.seq, time: this.#lastTime },
      anchor: this.#anchors.last,
      seals: this.#seals,
    };
  }

  async #sizeOf(segments: readonly number[]): Promise<number> {
    const { files, directory, from } = this.#given;
    let bytes = -(from?.offset ?? 0);
    for (const segment of segments) {
      const file = await files.open(join(directory, segmentName(segment)), 'read');
      bytes += await file.size().finally(() => file.close());
    }
    return Math.max(0, bytes);
  }

  get #elapsedMs(): number {
    return this.#given.monotonicMs() - this.#startedMs;
  }
}
