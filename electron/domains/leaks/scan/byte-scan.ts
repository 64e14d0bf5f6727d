import type { FoundWhat, SecretToFind } from '../protocol';
import { EXCERPT_BEFORE, excerptOf, StoredTexts } from './excerpt';
import { type Needle, needlesOf } from './needles';
import { PatternSearch } from './pattern-search';
import { SHAPE_AFTER, SHAPE_BEFORE, ShapeSearch } from './shape-search';

/** A find in a stream of bytes; `at` is its offset from the stream's start. */
export interface Hit {
  readonly what: FoundWhat;
  readonly at: number;
  readonly excerpt: string;
}

/** The finds in one stream: the first ones, and how many there are. Memory stays flat when a file is full of them. */
export class Hits<H extends Hit = Hit> {
  readonly #most: number;
  readonly kept: H[] = [];
  keys = 0;
  shapes = 0;

  constructor(most: number) {
    this.#most = most;
  }

  add(hit: H): void {
    if (hit.what.kind === 'key') this.keys += 1;
    else this.shapes += 1;
    if (this.kept.length < this.#most) this.kept.push(hit);
  }
}

/** Bytes read at once. Larger ones did not make it faster: 256 KiB stay in the processor's cache for the second search. */
const CHUNK = 256 * 1024;
/** Needles shorter than this are searched for by themselves: one short one would make the search for all look at more bytes. */
const LONG = 14;
/** A zero byte among the first ones says: no text. */
const SNIFFED = 8_000;
const BEFORE = Math.max(SHAPE_BEFORE, EXCERPT_BEFORE);

/** What is looked for, made ready once for a whole scan. */
export class Wanted {
  readonly stored: StoredTexts;
  readonly shapes: ShapeSearch | undefined;
  readonly needles: ReadonlyArray<{ readonly search: PatternSearch; readonly needles: readonly Needle[] }>;
  /** Bytes that must follow a place before it can be judged. */
  readonly after: number;

  constructor(secrets: readonly SecretToFind[], withShapes: boolean) {
    const all = needlesOf(secrets);
    const sets = [all.filter(({ bytes }) => bytes.length >= LONG), all.filter(({ bytes }) => bytes.length < LONG)];
    this.needles = sets
      .filter(({ length }) => length > 0)
      .map((needles) => ({ search: new PatternSearch(needles.map(({ bytes }) => bytes)), needles }));
    this.stored = new StoredTexts(secrets.flatMap(({ parts }) => parts));
    this.shapes = withShapes ? new ShapeSearch() : undefined;
    this.after = Math.max(
      ...this.needles.map(({ search }) => search.longest),
      this.shapes === undefined ? 1 : SHAPE_AFTER,
    );
  }
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Whether one of the spans, which follow one another, has a byte of this one. */
function overlaps(spans: readonly Span[], start: number, end: number): boolean {
  let from = 0;
  let to = spans.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((spans[middle] as Span).start < end) from = middle + 1;
    else to = middle;
  }
  return (spans[from - 1]?.end ?? -1) > start;
}

/**
 * Looks through one stream of bytes after the other, in one buffer that is kept: memory stays flat, however long a stream is. What
 * lies across two chunks is found, since the end of each is looked at again with the next. Fill `space` and call `took`.
 */
export class ByteScan {
  readonly #wanted: Wanted;
  readonly #buffer: Buffer;
  /** Bytes of the buffer that hold the stream. */
  #filled = 0;
  /** The first byte at which a find may still start. */
  #from = 0;
  /** Offset in the stream of the buffer's first byte. */
  #base = 0;
  #isText: boolean | undefined;
  #onHit: (hit: Hit) => void = () => undefined;

  constructor(wanted: Wanted) {
    this.#wanted = wanted;
    this.#buffer = Buffer.allocUnsafeSlow(CHUNK + BEFORE + wanted.after);
  }

  begin(onHit: (hit: Hit) => void): void {
    this.#filled = 0;
    this.#from = 0;
    this.#base = 0;
    this.#isText = undefined;
    this.#onHit = onHit;
  }

  /** Where the next bytes of the stream go; never empty. */
  get space(): Buffer {
    return this.#buffer.subarray(this.#filled);
  }

  /** As many bytes were put into `space`. */
  took(bytes: number): void {
    this.#isText ??= !this.#buffer.subarray(0, Math.min(bytes, SNIFFED)).includes(0);
    this.#filled += bytes;
    const judged = this.#filled - this.#wanted.after;
    if (this.#filled < this.#buffer.length || judged <= this.#from) return;
    this.#look(judged);
    const keep = Math.max(0, judged - BEFORE);
    this.#buffer.copy(this.#buffer, 0, keep, this.#filled);
    this.#filled -= keep;
    this.#from = judged - keep;
    this.#base += keep;
  }

  /** Puts bytes that came from elsewhere through. */
  add(bytes: Buffer): void {
    for (let done = 0; done < bytes.length; ) {
      const length = Math.min(this.#buffer.length - this.#filled, bytes.length - done);
      bytes.copy(this.#buffer, this.#filled, done, done + length);
      done += length;
      this.took(length);
    }
  }

  /** The stream is over: what is left is looked at. */
  end(): void {
    this.#look(this.#filled);
  }

  /** Looks for what starts before `to`. */
  #look(to: number): void {
    const { needles, shapes } = this.#wanted;
    const taken: Span[][] = [];
    const isTaken = (start: number, end: number): boolean => taken.some((spans) => overlaps(spans, start, end));
    for (const { search, needles: set } of needles) {
      const spans: Span[] = [];
      taken.push(spans);
      search.search(this.#buffer, this.#from, to, this.#filled, (index, start) => {
        const { bytes, form, secret } = set[index] as Needle;
        if (isTaken(start, start + bytes.length)) return;
        spans.push({ start, end: start + bytes.length });
        this.#tell({ kind: 'key', keyId: secret.keyId, ending: secret.ending, form }, start, bytes.length);
      });
    }
    let lastEnd = -1;
    shapes?.search(
      this.#buffer,
      this.#from,
      to,
      this.#filled,
      this.#isText ?? true,
      ({ shape, name, start, length }) => {
        // One secret can have two anchors, and a stored key may have a known look.
        if (start < lastEnd || isTaken(start, start + length)) return;
        lastEnd = start + length;
        this.#tell({ kind: 'shape', shape, name }, start, length);
      },
    );
  }

  #tell(what: FoundWhat, start: number, length: number): void {
    const before = this.#buffer.toString('latin1', Math.max(0, start - EXCERPT_BEFORE), start);
    this.#onHit({ what, at: this.#base + start, excerpt: excerptOf(before, length, this.#wanted.stored) });
  }
}
