import { readLines } from './lines';
import type { Channel } from './wire';

/** What Electron gives a utility process; declared here because a worker must not import `electron`. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  on(event: 'close', listener: () => void): void;
}

const MAX_WIRE_LINE = 64 * 1024 * 1024;

/** The channel to whoever started this process: utility process port, fork channel, or JSON lines over stdio. */
export function openParentChannel(): Channel {
  const port = (process as unknown as { parentPort?: ParentPort }).parentPort;
  if (port) {
    return {
      send: (message) => port.postMessage(message),
      onMessage: (listener) => port.on('message', (event) => listener(event.data)),
      onClose: (listener) => port.on('close', listener),
    };
  }
  if (process.send !== undefined) {
    return {
      send: (message) => {
        // The parent may be gone without our having heard: then the answer has nowhere to go, and that is no fault.
        if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
      },
      onMessage: (listener) => void process.on('message', listener),
      onClose: (listener) => void process.once('disconnect', listener),
    };
  }
  return openStdioChannel();
}

/** JSON lines over this process's own stdin and stdout. Its end is the parent's death (16 ms measured). */
export function openStdioChannel(): Channel {
  process.stdout.on('error', () => undefined);
  return {
    send: (message) => void process.stdout.write(`${JSON.stringify(message)}\n`),
    onMessage: (listener) =>
      readLines(process.stdin, MAX_WIRE_LINE, (line) => {
        if (line.startsWith('{')) listener(JSON.parse(line));
      }),
    onClose: (listener) => {
      process.stdin.once('end', listener);
      process.stdin.once('error', listener);
    },
  };
}
