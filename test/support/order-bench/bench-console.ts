import { mkdtempSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { firstRunSettings, type Settings } from '../../../electron/app/settings';
import type { PaperUrls } from '../../../electron/domains/paper/protocol';
import type { ChildMessage, Launch, ParentMessage } from '../../../electron/platform/process/wire';
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
    // The same order again and again is what is measured: as wide as the table allows, and every check still made.
    limits: {
      ...settings.limits,
      portfolio: {
        ...settings.limits.portfolio,
        'repeat-executions': { value: 10_000 },
        'repeat-window': { value: 1_000 },
      },
      bots: { bench: settings.limits.bots['grid-1'] ?? {} },
    },
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

/** The bench bot as one file that plain Node runs: bots get no environment, so no loader either. */
export async function bundleBot(): Promise<string> {
  const root = resolve(import.meta.dirname, '../../..');
  const outDir = mkdtempSync(join(tmpdir(), 'holdfast-bench-bot-'));
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    resolve: { alias: [{ find: /^#shared\//, replacement: `${join(root, 'shared')}/` }] },
    ssr: { noExternal: true },
    build: {
      ssr: join(root, 'test/support/order-bench/bot.ts'),
      outDir,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      rolldownOptions: { output: { entryFileNames: 'bench-bot.mjs' } },
    },
  });
  return join(outDir, 'bench-bot.mjs');
}

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
