/*
 * A main process for looking at the screens and testing them: the same contract, scheme, policy and preload rules as the
 * real one, with a made-up desk behind. Tests drive it over a socket (control.ts).
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { app, BrowserWindow, ipcMain, protocol } from 'electron';
import { MIN_WINDOW } from '../../../shared/contract/layout';
import { serveControl } from './control';
import type { FakeVerb } from './fake-main';

const SCHEME = 'holdfast';
const rendererDir = process.env.HOLDFAST_RENDERER_DIR ?? '';
const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

// Before anything heavy is loaded: once Electron is ready it is too late for this.
protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true } }]);

async function serve(request: Request): Promise<Response> {
  const path = normalize(new URL(request.url).pathname);
  const nonce = randomBytes(16).toString('base64');
  const policy = `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; font-src 'self'`;
  try {
    const body = await readFile(join(rendererDir, path));
    const type = TYPES[extname(path)] ?? 'application/octet-stream';
    const content = type === 'text/html' ? body.toString().replace('__CSP_NONCE__', nonce) : body;
    return new Response(content, { headers: { 'content-type': type, 'content-security-policy': policy } });
  } catch {
    return new Response('not here', { status: 404 });
  }
}

void app.whenReady().then(async () => {
  const { FakeMain } = await import('./fake-main');
  protocol.handle(SCHEME, serve);
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    useContentSize: true,
    minWidth: MIN_WINDOW.width,
    minHeight: MIN_WINDOW.height,
    backgroundColor: '#0c1015',
    webPreferences: { preload: join(import.meta.dirname, 'preload.cjs'), sandbox: true, contextIsolation: true },
  });
  window.removeMenu();
  const { systemClipboard } = await import('../../../electron/platform/clipboard');
  const fake = new FakeMain((name, payload) => window.webContents.send('event', name, payload), systemClipboard);
  const resize = (width: number, height: number) => {
    window.setBounds({ x: 0, y: 0 });
    window.setContentSize(width, height);
  };
  serveControl(Number(process.env.HOLDFAST_FAKE_CONTROL), (verb, values) =>
    verb === 'resize' ? resize(Number(values[0]), Number(values[1])) : fake.tell(verb as FakeVerb, values as never[]),
  );
  ipcMain.handle('call', (_event, name: string, request: unknown) => fake.answer(name, request));
  void window.loadURL(`${SCHEME}://app/index.html`);
});
app.on('window-all-closed', () => app.quit());
