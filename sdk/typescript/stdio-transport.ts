import { StringDecoder } from 'node:string_decoder';
import type { LineTransport } from './transport';

/**
 * Lines over this process's own stdin and stdout: how the console runs any program. Nothing else may write to stdout;
 * `console.error` goes to stderr and into the bot's log.
 */
export function stdioTransport(): LineTransport {
  const { stdin, stdout } = process;
  // The console is gone: its end is told by stdin.
  stdout.on('error', () => undefined);
  return {
    send: (line) => void stdout.write(`${line}\n`),
    onLine: (listener) => {
      const decoder = new StringDecoder('utf8');
      let pending = '';
      stdin.on('data', (chunk: Buffer) => {
        const lines = (pending + decoder.write(chunk)).split('\n');
        pending = lines.pop() ?? '';
        for (const line of lines) if (line !== '') listener(line);
      });
    },
    onClose: (listener) => {
      let closed = false;
      const once = (): void => {
        if (closed) return;
        closed = true;
        listener();
      };
      stdin.once('end', once);
      stdin.once('error', once);
      stdin.once('close', once);
    },
    flush: (done) => void stdout.write('', () => done()),
  };
}
