import { mkdtempSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../bundle';
import type { Block } from './blocks';

/** The bench bot as one file that plain Node runs. */
export const bundleBot = async (): Promise<string> =>
  join(await bundle({ 'bench-bot': 'test/support/order-bench/bot.ts' }), 'bench-bot.mjs');

/** The bench's end of one program's socket. */
export class BlockSocket {
  readonly path = join(mkdtempSync(join(tmpdir(), 'holdfast-bench-')), 'blocks.sock');
  readonly #connected: Promise<Socket>;
  readonly #server: Server;

  constructor() {
    let connected: (socket: Socket) => void = () => undefined;
    this.#connected = new Promise((done) => {
      connected = done;
    });
    this.#server = createServer(connected).listen(this.path);
  }

  /** Runs one block; its times in milliseconds. Rejects with what the program said went wrong. */
  async run(block: Block): Promise<number[]> {
    const socket = await this.#connected;
    socket.write(JSON.stringify(block));
    let text = '';
    for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
      text += String(chunk);
      if (text.endsWith('\n')) break;
    }
    const answer: unknown = JSON.parse(text);
    if (!Array.isArray(answer)) throw new Error(String(answer));
    return answer as number[];
  }

  close(): void {
    void this.#connected.then((socket) => socket.destroy());
    this.#server.close();
  }
}
