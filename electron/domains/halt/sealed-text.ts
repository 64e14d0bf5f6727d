import { createHash } from 'node:crypto';

const digest = (body: string): string => createHash('sha256').update(body).digest('hex');

/** Two lines: the value as JSON and the SHA-256 of that line, so that a flipped bit is seen. */
export function seal(value: unknown): string {
  const body = JSON.stringify(value);
  return `${body}\n${digest(body)}\n`;
}

/** What was sealed, unchecked; undefined when the text is damaged in any way. */
export function unseal(text: string): unknown {
  const [body, check] = text.split('\n');
  if (body === undefined || check !== digest(body)) return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
