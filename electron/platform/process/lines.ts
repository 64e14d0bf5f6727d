import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/**
 * Splits a byte stream into lines. A line longer than `maxBytes` is not kept: `onOversize` is told once and the rest
 * of that line is skipped, so that a flood without a newline costs no memory.
 */
export function readLines(
  stream: Readable,
  maxBytes: number,
  onLine: (line: string) => void,
  onOversize: (bytes: number) => void = () => undefined,
): void {
  const decoder = new StringDecoder('utf8');
  let pending = '';
  let skipping = false;
  stream.on('data', (chunk: Buffer) => {
    let text = decoder.write(chunk);
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n')) {
      const line = pending + text.slice(0, at);
      pending = '';
      text = text.slice(at + 1);
      if (skipping) skipping = false;
      else if (line.length > maxBytes) onOversize(line.length);
      else if (line !== '') onLine(line);
    }
    if (skipping) return;
    pending += text;
    if (pending.length > maxBytes) {
      onOversize(pending.length);
      pending = '';
      skipping = true;
    }
  });
}
