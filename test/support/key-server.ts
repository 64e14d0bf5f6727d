import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Answers } from './key-answers/case';

/** A server on loopback that stands for an exchange: it answers what it is told to and keeps what it was sent. */
export interface KeyServer {
  readonly origin: string;
  /** Everything that came since the answers were set: request line, headers and body in one text each. */
  readonly received: readonly string[];
  answerWith(answers: Answers): void;
  /** From now on each answer takes so long: half a round trip each way, as one wait. */
  delay(ms: number): void;
  close(): Promise<void>;
}

export async function startKeyServer(): Promise<KeyServer> {
  let answers: Answers = {};
  let delayMs = 0;
  const received: string[] = [];
  const server: Server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const path = request.url ?? '/';
      received.push(`${request.method} ${path}\n${request.rawHeaders.join('\n')}\n${body}`);
      const answer = answers[path.split('?')[0] ?? ''];
      const {
        status = 200,
        body: told,
        headers = {},
      } = typeof answer === 'function'
        ? answer({ path, body })
        : (answer ?? { status: 404, body: { message: 'no such path' } });
      const text = typeof told === 'string' ? told : JSON.stringify(told);
      setTimeout(() => {
        response.writeHead(status, { 'content-type': 'application/json', ...headers });
        response.end(text);
      }, delayMs);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answerWith: (changed) => {
      answers = changed;
      received.length = 0;
    },
    delay: (ms) => {
      delayMs = ms;
    },
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
