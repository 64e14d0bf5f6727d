import { mkdtempSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstRunSettings, type Settings } from '../../../electron/app/settings';
import type { PaperUrls } from '../../../electron/domains/paper/protocol';
import type { ChildMessage, Launch, ParentMessage } from '../../../electron/platform/process/wire';
import { bundle } from '../bundle';
import type { Block } from './blocks';

/** One bot that runs this program on sub-1; sub-2 is there for raw ccxt. */
export function benchSettings(program: string, socketPath: string): Settings {
  const settings = firstRunSettings();
  const [bot] = settings.bots;
  if (bot === undefined) throw new Error('no bot in the first-run settings');
  return {
    ...settings,
    accounts: settings.accounts.slice(0, 2),
    bots: [
      { ...bot, id: 'bench', program: { kind: 'command', command: process.execPath, args: [program, socketPath] } },
    ],
  };
}

/** The paper exchange without order limits in the way, and its addresses as it tells them. */
export function unlimited(launch: Launch, onUrls: (urls: PaperUrls) => void): Launch {
  const limits = { ordersPer10s: 1_000_000, weightPerMinute: 10_000_000, ordersPerDay: 10_000_000 };
  return () => {
    const child = launch();
    return {
      ...child,
      get pid() {
        return child.pid;
      },
      send: (message) => {
        const sent = message as ParentMessage;
        child.send(sent.k === 'init' ? { ...sent, p: { ...(sent.p as object), limits } } : sent);
      },
      onMessage: (listener) =>
        child.onMessage((message) => {
          const told = message as ChildMessage;
          if (told.k === 'ready') onUrls(told.p as PaperUrls);
          listener(message);
        }),
    };
  };
}

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
