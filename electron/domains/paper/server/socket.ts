import type { WebSocket } from 'ws';

/** A reader that lets this much pile up is dropped: it would get old prices anyway, and memory is ours. */
const MAX_BUFFERED_BYTES = 4 * 1024 * 1024;
/** Binance: "WebSocket connections have a limit of 5 incoming messages per second" on market streams. */
const RATE_WINDOW_MS = 1_000;

/** One WebSocket connection: sends text, drops slow readers, counts what comes in. */
export class Connection {
  readonly #socket: WebSocket;
  readonly #maxPerSecond: number;
  #windowStart = 0;
  #received = 0;

  constructor(socket: WebSocket, maxPerSecond: number) {
    this.#socket = socket;
    this.#maxPerSecond = maxPerSecond;
    socket.on('error', () => undefined);
  }

  send(text: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > MAX_BUFFERED_BYTES) {
      this.#socket.terminate();
      return;
    }
    this.#socket.send(text);
  }

  /** Counts one incoming message; closes the connection and answers false when there are too many. */
  admits(nowMs: number): boolean {
    if (nowMs - this.#windowStart >= RATE_WINDOW_MS) {
      this.#windowStart = nowMs;
      this.#received = 0;
    }
    this.#received += 1;
    if (this.#received <= this.#maxPerSecond) return true;
    this.#socket.close(1008, 'Too many requests');
    return false;
  }

  cut(): void {
    this.#socket.terminate();
  }
}
