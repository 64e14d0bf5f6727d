import { mkdirSync, writeFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { app, type BrowserWindow, Menu, session, shell } from 'electron';
import { type ExchangePage, exchangePages } from './exchange-pages';
import { hardenApp, hardenSession } from './hardening';
import { IpcServer } from './ipc';
import { serveScheme } from './scheme';
import { openConsoleWindow } from './window';

export interface ShellOptions {
  /** The operator's own choice; undefined: the OS's place for app data. */
  readonly dataFolder: string | undefined;
}

export type HaltPressSource = 'button' | 'keyboard' | 'menu';

/** What the core does for the shell, once it has loaded. */
export interface CoreHooks {
  readonly log: (line: string) => void;
  /** `pressedAt` on the monotonic clock. */
  readonly onHaltPress: (source: HaltPressSource, pressedAt: number) => void;
  /** The clean end; the app quits when it resolves. */
  readonly onStop: () => Promise<void>;
  readonly statusLine: () => string;
}

const SIZE = { width: 1280, height: 800 } as const;
const RELOAD_WAIT_MS = 500;

/**
 * Electron itself, as the console sees it: one window, one instance, one clean way to end. It is light, so that the window
 * is on its way while the core (`app/run.ts`) still loads; `attach` joins the two. A press before that is kept and trips
 * the moment the core is there; nothing can trade earlier.
 */
export class ConsoleShell {
  readonly ipc: IpcServer;
  #window: BrowserWindow | undefined;
  #core: CoreHooks | undefined;
  #earlyPress: { readonly source: HaltPressSource; readonly at: number } | undefined;
  #isEnding = false;
  #hasDesk = false;
  #tellUsable: () => void = () => undefined;
  /** Resolves once the window shows the desk. May never do so: wait with a deadline. */
  readonly whenUsable = new Promise<void>((resolve) => {
    this.#tellUsable = resolve;
  });
  /** Whether the window has a renderer to talk to. */
  #isShown = false;
  readonly #log = (line: string): void => this.#core?.log(line);

  constructor(options: ShellOptions) {
    if (options.dataFolder !== undefined) app.setPath('userData', options.dataFolder);
    mkdirSync(this.dataFolder, { recursive: true, mode: 0o700 });
    hardenApp((line) => this.#log(line));
    this.ipc = new IpcServer({ window: () => this.#window?.webContents, isShown: () => this.#isShown });
  }

  get dataFolder(): string {
    return app.getPath('userData');
  }

  /** A file of the build, in the work tree or in the packaged app's archive. */
  builtPath(...parts: string[]): string {
    return join(app.getAppPath(), 'out', ...parts);
  }

  get version(): string {
    return app.getVersion();
  }

  /** False when another console has this data folder: that one was told to come forward. */
  takeSingleInstance(): boolean {
    const isFirst = app.requestSingleInstanceLock();
    if (isFirst) app.on('second-instance', () => this.#comeForward());
    return isFirst;
  }

  /** Opens one of the fixed pages of an exchange in the operator's browser; rejects when it cannot. */
  async openPage(exchange: string, page: ExchangePage): Promise<void> {
    const url = exchangePages(exchange)?.[page];
    if (url === undefined) throw new Error(`no such page: ${exchange} ${page}`);
    await shell.openExternal(url);
  }

  exit(code: number): void {
    app.exit(code);
  }

  /** Opens the window as soon as Electron is ready, then calls `then` to load the core. */
  openWhenReady(then: () => void): void {
    // Not awaited at the top level of a module: ready waits for the module.
    void app.whenReady().then(() => {
      hardenSession(session.defaultSession, this.#log);
      serveScheme(session.defaultSession, this.builtPath('renderer'));
      Menu.setApplicationMenu(this.#menu());
      this.#openWindow();
      then();
    });
  }

  /** How this same executable is started as the guard: no window, no GPU, no display. */
  guardArguments(): string[] {
    const asApp = app.isPackaged ? [] : [app.getAppPath()];
    const sandbox = process.argv.includes('--no-sandbox') ? ['--no-sandbox'] : [];
    return [
      ...asApp,
      '--guard',
      '--ozone-platform=headless',
      '--disable-gpu',
      '--disable-software-rasterizer',
      ...sandbox,
    ];
  }

  /** Only what a program needs to start; nothing of the operator's own environment. */
  guardEnvironment(): NodeJS.ProcessEnv {
    const keep = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'SystemRoot', 'TEMP', 'XDG_RUNTIME_DIR'];
    return Object.fromEntries(
      keep.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
    );
  }

  /** The core has loaded. */
  attach(core: CoreHooks): void {
    this.#core = core;
    if (this.#earlyPress !== undefined) core.onHaltPress(this.#earlyPress.source, this.#earlyPress.at);
    app.on('window-all-closed', () => void this.end());
    app.on('before-quit', (event) => {
      if (this.#isEnding) return;
      event.preventDefault();
      void this.end();
    });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void this.end());
    if (process.env.HOLDFAST_HEADLESS === '1') this.#reportEachSecond(core.statusLine);
  }

  /** Ends cleanly, once. */
  async end(): Promise<void> {
    if (this.#isEnding) return;
    this.#isEnding = true;
    await this.#core?.onStop();
    app.exit(0);
  }

  #press(source: HaltPressSource): void {
    const at = performance.now();
    if (this.#core === undefined) this.#earlyPress ??= { source, at };
    else this.#core.onHaltPress(source, at);
  }

  #openWindow(): void {
    const window = openConsoleWindow(
      {
        session: session.defaultSession,
        preload: this.builtPath('preload', 'preload.cjs'),
        show: true,
        ...SIZE,
        onHaltPress: (source) => this.#press(source),
        onGone: (reason) => {
          this.#isShown = false;
          // The screens died; the trading core did not. Open them again.
          this.#log(`the window's process is gone: ${reason}`);
          setTimeout(() => {
            if (!this.#isEnding && !window.isDestroyed()) window.reload();
          }, RELOAD_WAIT_MS);
        },
      },
      app.isPackaged,
    );
    window.webContents.on('dom-ready', () => {
      this.#isShown = true;
    });
    window.on('closed', () => {
      this.#isShown = false;
    });
    this.#window = window;
  }

  /** The renderer has its first desk: once it is painted the window counts as usable. */
  noteFirstDesk(): void {
    if (this.#hasDesk) return;
    this.#hasDesk = true;
    const painted = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))';
    const usable = (): void => {
      if (process.env.HOLDFAST_HEADLESS === '1') process.stdout.write('window usable\n');
      this.#tellUsable();
    };
    void this.#window?.webContents.executeJavaScript(painted).then(usable, this.#tellUsable);
  }

  #comeForward(): void {
    const window = this.#window;
    if (window === undefined || window.isDestroyed()) return;
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  #menu(): Menu {
    return Menu.buildFromTemplate([
      {
        label: 'Trading',
        submenu: [
          {
            label: 'Halt all',
            // The keys themselves are taken before the renderer sees them, in window.ts.
            accelerator: 'CommandOrControl+Shift+H',
            registerAccelerator: false,
            click: () => this.#press('menu'),
          },
          { type: 'separator' },
          { label: 'Quit', accelerator: 'CommandOrControl+Q', click: () => void this.end() },
        ],
      },
      { label: 'Edit', submenu: [{ role: 'copy' }, { role: 'paste' }, { role: 'selectAll' }] },
    ]);
  }

  /** For a machine without a display: how the desk stands, each second, and a picture of it. */
  #reportEachSecond(statusLine: () => string): void {
    const file = process.env.HOLDFAST_SCREENSHOT;
    let isShooting = false;
    setInterval(() => {
      process.stdout.write(`${statusLine()}\n`);
      const window = this.#window;
      if (file === undefined || isShooting || window === undefined || window.isDestroyed()) return;
      isShooting = true;
      void window.webContents
        .capturePage()
        .then(async (image) => {
          if (image.isEmpty()) return;
          writeFileSync(`${file}.tmp`, image.toPNG());
          await rename(`${file}.tmp`, file);
        })
        .catch((error: unknown) => this.#log(`no screenshot: ${String(error)}`))
        .finally(() => {
          isShooting = false;
        });
    }, 1_000).unref();
  }
}
