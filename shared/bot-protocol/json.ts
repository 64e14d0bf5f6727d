import { err, ok, type Result } from '#shared/model/result';

/** Keys that reach a prototype when copied carelessly: refused wherever they stand. */
const PROTOTYPE_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Bytes of a text in UTF-8. Counts only when the text could be over `limit`, so that short lines cost nothing. */
export function isLongerThan(text: string, limit: number): boolean {
  if (text.length > limit) return true;
  if (text.length * 3 <= limit) return false;
  return new TextEncoder().encode(text).length > limit;
}

const TOO_DEEP = Symbol('too deep');

/** The first prototype key anywhere in a value, or that it is nested deeper than `levels`. The walk itself goes no deeper. */
function offenceIn(value: unknown, levels: number): string | typeof TOO_DEEP | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (levels === 0) return TOO_DEEP;
  const isList = Array.isArray(value);
  for (const key of Object.keys(value)) {
    if (!isList && PROTOTYPE_KEYS.has(key)) return key;
    const found = offenceIn((value as Record<string, unknown>)[key], levels - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

export interface JsonFault {
  readonly kind: 'not-json' | 'too-deep' | 'prototype-key';
  readonly reason: string;
}

/** Parses one line of JSON from a party that is not trusted: bounded depth, no keys that reach a prototype. Never throws. */
export function parseJsonLine(line: string, maxDepth: number): Result<unknown, JsonFault> {
  let value: unknown;
  try {
    // V8 parses without recursion: depth costs it no stack, and the line's length bounds the work.
    value = JSON.parse(line);
  } catch {
    return err({ kind: 'not-json', reason: 'not JSON' });
  }
  const offence = offenceIn(value, maxDepth);
  if (offence === TOO_DEEP) return err({ kind: 'too-deep', reason: `nested deeper than ${maxDepth} levels` });
  if (offence !== undefined) return err({ kind: 'prototype-key', reason: `the key "${offence}" is not allowed` });
  return ok(value);
}
