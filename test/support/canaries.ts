import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { SecretToFind } from '../../electron/domains/leaks/index';
import type { LaunchedHoldfast } from './electron-launch';

/** As the inspector of Node answers; declared here because the function that uses it runs in the app. */
interface Inspector {
  connect(): void;
  disconnect(): void;
  post(method: string, params: object, answered: (error: Error | null, result: InspectorResult) => void): void;
}
interface InspectorResult {
  readonly result?: { readonly objectId?: string; readonly value?: unknown };
  readonly objects?: { readonly objectId: string };
}

/** Every credential that main holds right now, read out of its heap: whatever part of it keeps them, and in whatever object. */
export async function credentialsInMain({ app }: LaunchedHoldfast): Promise<SecretToFind[]> {
  const texts = await app.evaluate(() => {
    const { Session } = process.getBuiltinModule('node:inspector') as { Session: new () => Inspector };
    const session = new Session();
    session.connect();
    const ask = (method: string, params: object): InspectorResult => {
      let answer: InspectorResult = {};
      // On the own thread the answer comes before post returns.
      session.post(method, params, (error, result) => {
        if (error !== null) throw error;
        answer = result;
      });
      return answer;
    };
    const prototype = ask('Runtime.evaluate', { expression: 'Object.prototype' }).result?.objectId;
    const all = ask('Runtime.queryObjects', { prototypeObjectId: prototype }).objects?.objectId;
    const found = ask('Runtime.callFunctionOn', {
      objectId: all,
      returnByValue: true,
      functionDeclaration: `function () {
        const own = (object, name) => Object.getOwnPropertyDescriptor(object, name)?.value;
        return this.flatMap((object) => {
          const parts = ['apiKey', 'secret', 'passphrase'].map((name) => own(object, name)).filter((text) => typeof text === 'string' && text.length > 7);
          return parts.length > 1 ? [parts.join('\\n')] : [];
        });
      }`,
    }).result?.value as string[];
    session.disconnect();
    return [...new Set(found)];
  });
  return texts.map((text, index) => {
    const parts = text.split('\n');
    return { keyId: `canary-${index}`, ending: parts[0]?.slice(-4) ?? '', parts };
  });
}

/** Writes down what each process of a launch was started with: its arguments and its environment. The processes looked at. */
export function keepProcesses(launched: LaunchedHoldfast, folder: string): number {
  const processes = launched.processes();
  for (const { pid } of processes)
    for (const what of ['cmdline', 'environ']) {
      try {
        writeFileSync(join(folder, `${what}-${pid}`), readFileSync(`/proc/${pid}/${what}`));
      } catch (thrown) {
        // It ended meanwhile; what was there is not secret any more than of those that live.
        if (!['ENOENT', 'ESRCH'].includes(String((thrown as NodeJS.ErrnoException).code))) throw thrown;
      }
    }
  return processes.length;
}

/** Writes the heap of the window's renderer to a file, as the debugger of the browser tells it. */
export async function keepRendererHeap(page: Page, file: string): Promise<void> {
  const debug = await page.context().newCDPSession(page);
  const chunks: string[] = [];
  debug.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
  await debug.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await debug.detach();
  writeFileSync(file, chunks.join(''));
}

/** From now on main writes down all that it sends and answers to the window. */
export async function traceIpc({ app }: LaunchedHoldfast, file: string): Promise<void> {
  await app.evaluate(({ ipcMain, webContents }, path) => {
    const { appendFileSync } = process.getBuiltinModule('node:fs') as typeof import('node:fs');
    const note = (what: unknown): void => appendFileSync(path, `${JSON.stringify(what)}\n`);
    for (const contents of webContents.getAllWebContents()) {
      const send = contents.send.bind(contents);
      contents.send = (...sent) => {
        note(sent);
        send(...sent);
      };
    }
    type Answer = (...asked: unknown[]) => unknown;
    const handlers = Reflect.get(ipcMain, '_invokeHandlers') as Map<string, Answer>;
    for (const [name, answer] of handlers)
      handlers.set(name, async (event, ...asked) => {
        const answered = await answer(event, ...asked);
        note([name, asked, answered]);
        return answered;
      });
  }, file);
}

/** Folders that processes of the app may have left in the system's temporary folder. */
export const temporaryFolders = (): string[] =>
  readdirSync(tmpdir()).flatMap((name) => (name.startsWith('holdfast-guard-') ? [join(tmpdir(), name)] : []));
