import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

/*
 * How a test drives the fake main: questions and answers, each a line of JSON over a socket of this machine. Playwright's own way into
 * a main process goes through its debugger, which under load loses answers to the garbage collector, again and again.
 */

interface Question {
  readonly id: number;
  readonly verb: string;
  readonly values: readonly unknown[];
}

type Reply = { readonly id: number } & ({ readonly value: unknown } | { readonly error: string });

/** The test's end. */
export interface Control {
  /** For the fake main: where to find this end. */
  readonly port: number;
  /** @throws what the fake main threw, or that it is gone */
  ask(verb: string, values: readonly unknown[]): Promise<unknown>;
  close(): void;
}

export async function openControl(): Promise<Control> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const waiting = new Map<number, (reply: Reply) => void>();
  const connected = new Promise<Socket>((resolve) => {
    server.once('connection', (socket) => {
      server.close();
      createInterface({ input: socket }).on('line', (line) => {
        const reply: Reply = JSON.parse(line);
        waiting.get(reply.id)?.(reply);
      });
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        for (const [id, settle] of waiting) settle({ id, error: 'the fake main is gone' });
      });
      resolve(socket);
    });
  });
  let asked = 0;
  return {
    port: address.port,
    async ask(verb, values) {
      const socket = await connected;
      asked += 1;
      const question: Question = { id: asked, verb, values };
      const reply = await new Promise<Reply>((resolve) => {
        waiting.set(question.id, resolve);
        if (socket.destroyed) resolve({ id: question.id, error: 'the fake main is gone' });
        else socket.write(`${JSON.stringify(question)}\n`);
      });
      waiting.delete(question.id);
      if ('error' in reply) throw new Error(`${verb}: ${reply.error}`);
      return reply.value;
    },
    close() {
      server.close();
      void connected.then((socket) => socket.destroy());
    },
  };
}

/** The fake main's end: answers what the test at `port` asks, in order. */
export function serveControl(port: number, answer: (verb: string, values: readonly unknown[]) => unknown): void {
  const socket = connect(port, '127.0.0.1');
  // The test is over, and this program with it.
  socket.on('error', () => socket.destroy());
  createInterface({ input: socket }).on('line', (line) => {
    const { id, verb, values }: Question = JSON.parse(line);
    let reply: Reply;
    try {
      reply = { id, value: answer(verb, values) };
    } catch (error) {
      reply = { id, error: String(error) };
    }
    socket.write(`${JSON.stringify(reply)}\n`);
  });
}
