import type { IncomingMessage, ServerResponse } from 'node:http';

/** Longer URLs answer 414, longer bodies 413. Binance's own requests stay below 1 kB. */
export const MAX_URL = 8_192;
const MAX_BODY = 16_384;

/** Reads a request's body whole; one that is too long is answered by `tooLong` and never handed on. */
export function readBody(request: IncomingMessage, tooLong: () => void, next: (body: string) => void): void {
  if (request.method === 'GET' && request.headers['content-length'] === undefined) {
    next('');
    return;
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_BODY) {
      tooLong();
      request.destroy();
      return;
    }
    chunks.push(chunk);
  });
  request.on('end', () => {
    if (bytes <= MAX_BODY) next(chunks.length === 0 ? '' : Buffer.concat(chunks).toString('utf8'));
  });
}

/** Acts after half of the simulated round trip, and hands its answer on after the other half. */
export function withLatency<T>(halfMs: number, act: () => T, respond: (answer: T) => void): void {
  if (halfMs <= 0) {
    respond(act());
    return;
  }
  setTimeout(() => {
    const answer = act();
    setTimeout(() => respond(answer), halfMs);
  }, halfMs);
}

/** Ends an answer; does nothing when it was begun already. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Readonly<Record<string, string | number>> = {},
): void {
  if (response.headersSent) return;
  response.on('error', () => undefined);
  response.writeHead(status, {
    'content-type': 'application/json;charset=UTF-8',
    'content-length': Buffer.byteLength(body),
    ...headers,
  });
  response.end(body);
}
