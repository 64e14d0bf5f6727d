import { PatternSearch } from './pattern-search';
import { exchangeIn, SHAPES, type Shape } from './shapes';

/** A secret by its look: where it starts and how long it is, bytes. */
export interface ShapeMatch {
  readonly shape: string;
  readonly name: string;
  readonly start: number;
  readonly length: number;
}

/** Of the bytes around an anchor, as many are looked at. */
export const SHAPE_BEFORE = 64;
export const SHAPE_AFTER = 448;
/** Characters of each anchor that are searched for. */
const ANCHOR_BYTES = 4;

interface Anchor {
  readonly shape: Shape;
  /** What stands around the four characters; in small letters where any case will do. */
  readonly before: string;
  readonly after: string;
}

/** Secrets known by their look. Expressions run only where a text stands without which none of them can match. */
export class ShapeSearch {
  readonly #search: PatternSearch;
  readonly #anchors: readonly Anchor[];

  constructor(shapes: readonly Shape[] = SHAPES) {
    const anchors = shapes.flatMap((shape) => shape.anchors.flatMap((anchor) => waysToWrite(anchor, shape)));
    this.#anchors = anchors;
    this.#search = new PatternSearch(anchors.map(({ searched }) => Buffer.from(searched, 'latin1')));
  }

  /** Calls `onMatch` for each secret whose anchor's four characters start at `from` or later and before `to`. */
  search(
    bytes: Buffer,
    from: number,
    to: number,
    end: number,
    isText: boolean,
    onMatch: (match: ShapeMatch) => void,
  ): void {
    this.#search.search(bytes, from, to, end, (index, start) => {
      const { shape, before, after } = this.#anchors[index] as Anchor;
      if (shape.textOnly === true && !isText) return;
      const anyCase = shape.anyCase === true;
      const rest = start + ANCHOR_BYTES;
      if (!stands(bytes, start - before.length, end, before, anyCase) || !stands(bytes, rest, end, after, anyCase))
        return;
      if (anyCase && !isNamed(bytes, rest + after.length, end)) return;
      const match = matchAround(bytes, start, end, shape);
      if (match !== undefined) onMatch(match);
    });
  }
}

function waysToWrite(anchor: string, shape: Shape): Array<Anchor & { readonly searched: string }> {
  const [before = '', searched = '', after = ''] = anchor.split(/[[\]]/);
  if (searched.length !== ANCHOR_BYTES) throw new Error(`an anchor must have four characters in brackets: ${anchor}`);
  if (shape.anyCase !== true) return [{ shape, before, searched, after }];
  return casesOf(searched).map((each) => ({
    shape,
    before: before.toLowerCase(),
    searched: each,
    after: after.toLowerCase(),
  }));
}

function matchAround(bytes: Buffer, anchor: number, end: number, shape: Shape): ShapeMatch | undefined {
  const from = Math.max(0, anchor - SHAPE_BEFORE);
  const window = bytes.toString('latin1', from, Math.min(end, anchor + SHAPE_AFTER));
  const { pattern } = shape;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(window); match !== null; match = pattern.exec(window)) {
    if (match.index > anchor - from) return undefined;
    if (match.index + match[0].length <= anchor - from) continue;
    const value = match.groups?.value ?? match[0];
    if (shape.isSecret?.(value, match) === false) return undefined;
    const at = match.index + match[0].lastIndexOf(value);
    const exchange = shape.textOnly === true ? exchangeIn(window.slice(lineStart(window, match.index), at)) : undefined;
    return {
      ...(exchange === undefined
        ? { shape: shape.id, name: shape.name }
        : { shape: 'exchange-key', name: `exchange key (${exchange})` }),
      start: from + at,
      length: value.length,
    };
  }
  return undefined;
}

const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;

/** Whether a part of an anchor stands at `at`; for any case it is in small letters. */
function stands(bytes: Buffer, at: number, end: number, part: string, anyCase: boolean): boolean {
  if (at < 0 || at + part.length > end) return false;
  for (let index = 0; index < part.length; index += 1) {
    const byte = bytes[at + index] as number;
    const wanted = part.charCodeAt(index);
    const isSame = byte === wanted || (anyCase && byte >= 65 && byte <= 90 && byte + 32 === wanted);
    if (!isSame) return false;
  }
  return true;
}

/** As the pattern of values named as a secret has it (shapes.ts): at most so many bytes of a name after its anchor, so many of a value. */
const MOST_NAME = 20;
const LEAST_VALUE = 16;
const MOST_BLANKS = 3;

const WORD = 1;
const VALUE = 2;
const BLANK = 4;
const QUOTE = 8;
/** What each byte may be. */
const CLASS = new Uint8Array(256);
for (const [bits, characters] of [
  [WORD | VALUE, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-'],
  [VALUE, '+/='],
  [BLANK, ' \t'],
  [QUOTE, '"\'`'],
] as const)
  for (const character of characters) CLASS[character.charCodeAt(0)] = (CLASS[character.charCodeAt(0)] ?? 0) | bits;

/**
 * Whether the name that goes on at `at` is given a value long enough: `_2": "…` or ` = …`. Most words of such names are not, and cost no
 * expression: without this the scan of a folder of prose took five times as long.
 */
function isNamed(bytes: Buffer, at: number, end: number): boolean {
  let here = past(bytes, at, Math.min(end, at + MOST_NAME), WORD);
  here = past(bytes, here, Math.min(end, here + 1), QUOTE);
  here = past(bytes, here, Math.min(end, here + MOST_BLANKS), BLANK);
  if (here >= end || (bytes[here] !== 0x3a && bytes[here] !== 0x3d)) return false;
  here += bytes[here + 1] === 0x3e ? 2 : 1;
  here = past(bytes, here, Math.min(end, here + MOST_BLANKS), BLANK);
  here = past(bytes, here, Math.min(end, here + 1), QUOTE);
  const to = here + LEAST_VALUE;
  return to <= end && past(bytes, here, to, VALUE) === to;
}

/** The first byte from `at` on, before `to`, that is none of these. */
function past(bytes: Buffer, at: number, to: number, bits: number): number {
  let here = at;
  while (here < to && ((CLASS[bytes[here] as number] as number) & bits) !== 0) here += 1;
  return here;
}

/** How a name is begun: `apiK`, `apik`, `APIK`, `ApiK`, `Apik`. All mixes of cases would make the search look at more bytes. */
function casesOf(word: string): string[] {
  const small = word.toLowerCase();
  const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
  return [...new Set([word, small, word.toUpperCase(), capital(word), capital(small)])];
}
