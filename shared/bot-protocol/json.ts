import { err, ok, type Result } from '#shared/model/result';

/** Keys that reach a prototype when copied carelessly: refused wherever they stand. */
const PROTOTYPE_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Bytes of a text in UTF-8. Counts only when the text could be over `limit`, so that short lines cost nothing. */
export function isLongerThan(text: string, limit: number): boolean {
  if (text.length > limit) return true;
  if (text.length * 3 <= limit) return false;
  return new TextEncoder().encode(text).length > limit;
}

/** Depth of brackets outside strings, by one pass over the text: run before JSON.parse, so that depth costs no stack. */
function deepest(text: string): number {
  let depth = 0;
  let most = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (inString) {
      if (unit === 92) at += 1;
      else if (unit === 34) inString = false;
    } else if (unit === 34) inString = true;
    else if (unit === 123 || unit === 91) {
      depth += 1;
      if (depth > most) most = depth;
    } else if (unit === 125 || unit === 93) depth -= 1;
  }
  return most;
}

/** The first prototype key anywhere in a value whose depth is bounded. */
function prototypeKeyIn(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const key of Object.keys(value)) {
    if (!Array.isArray(value) && PROTOTYPE_KEYS.has(key)) return key;
    const found = prototypeKeyIn((value as Record<string, unknown>)[key]);
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
  if (deepest(line) > maxDepth) return err({ kind: 'too-deep', reason: `nested deeper than ${maxDepth} levels` });
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return err({ kind: 'not-json', reason: 'not JSON' });
  }
  const key = prototypeKeyIn(value);
  if (key !== undefined) return err({ kind: 'prototype-key', reason: `the key "${key}" is not allowed` });
  return ok(value);
}
