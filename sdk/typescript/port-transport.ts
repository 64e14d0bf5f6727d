import type { LineTransport } from './transport';

/** What Electron gives a utility process; declared here because a bot never imports `electron`. */
export interface MessagePort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

/** How long a last message needs to leave the process, milliseconds: the port has no way to ask. */
const LEAVE_MS = 50;

/**
 * Lines as strings over a message port. After each line it posts, as a number, how many characters it has taken in all:
 * the console sees by it whether the bot reads. The process ends with its console, so there is no close to tell.
 */
export function portTransport(port: MessagePort): LineTransport {
  let taken = 0;
  return {
    send: (line) => port.postMessage(line),
    onLine: (listener) =>
      port.on('message', ({ data }) => {
        if (typeof data !== 'string') return;
        taken += data.length;
        port.postMessage(taken);
        listener(data);
      }),
    onClose: () => undefined,
    flush: (done) => void setTimeout(done, LEAVE_MS),
  };
}
