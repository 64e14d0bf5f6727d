import { writeFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { app, type BrowserWindow, dialog, Menu, session, shell } from 'electron';
import { type ExchangePage, exchangePages } from './exchange-pages';
import { HALT_KEYS, takeHaltKeys } from './halt-keys';
import { hardenApp, hardenSession } from './hardening';
import { IpcServer } from './ipc';
import { builtPath, useDataFolder } from './own-process';
import { serveScheme } from './scheme';
import { HaltTray, type TradingGlance } from './tray';
import { openConsoleWindow } from './window';

export type HaltPressSource = 'button' | 'keyboard' | 'menu' | 'tray' | 'hotkey';

/** What another start of the program gave along, to be trusted in nothing, and when on the monotonic clock. */
interface HandedOver {
  readonly data: unknown;
  readonly at: number;
}

/** What the core does for the shell, once it has loaded. */
export interface CoreHooks {
  readonly log: (line: string) => void;
  /** `pressedAt` on the monotonic clock. */
  readonly onHaltPress: (source: HaltPressSource, pressedAt: number) => void;
  /** Another start of the program: true when it asked for a halt, false when it wants the window. */
  readonly onHandedOver: (data: unknown, at: number) => boolean;
  /** The clean end; the app quits when it resolves. */
  readonly onStop: () => Promise<void>;
  readonly statusLine: () => string;
}

const SIZE = { width: 1280, height: 800 } as const;
const RELOAD_WAIT_MS = 500;
/** The core is loaded after so long at the latest, whatever the window does. */
const CORE_WAIT_MS = 400;
/** A script that was read is on its way to the window by then. */
const HANDED_OVER_MS = 15;

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
  #earlyHandedOver: HandedOver[] = [];
  #tray: HaltTray | undefined;
  #glance: TradingGlance | undefined;
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

  readonly dataFolder: string;

  constructor() {
    this.dataFolder = useDataFolder();
    hardenApp((line) => this.#log(line));
    this.ipc = new IpcServer({ window: () => this.#window?.webContents, isShown: () => this.#isShown });
  }

  get version(): string {
    return app.getVersion();
  }

  /** False when another console has this data folder: that one was told to come forward. */
  takeSingleInstance(): boolean {
    const isFirst = app.requestSingleInstanceLock();
    if (isFirst)
      app.on('second-instance', (_event, _words, _folder, data) => this.#take({ data, at: performance.now() }));
    return isFirst;
  }

  /** Another start on this data folder: it hands over a halt, or wants the window. */
  #take(handed: HandedOver): void {
    if (this.#core === undefined) this.#earlyHandedOver.push(handed);
    else if (!this.#core.onHandedOver(handed.data, handed.at)) this.#comeForward();
  }

  /** Opens one of the fixed pages of an exchange in the operator's browser; rejects when it cannot. */
  async openPage(exchange: string, page: ExchangePage): Promise<void> {
    const url = exchangePages(exchange)?.[page];
    if (url === undefined) throw new Error(`no such page: ${exchange} ${page}`);
    await shell.openExternal(url);
  }

  /** Opens the system's dialog for a folder, over the window: its path, or undefined when nothing was chosen. */
  async chooseFolder(title: string): Promise<string | undefined> {
    const window = this.#window;
    if (window === undefined || window.isDestroyed()) return undefined;
    const { filePaths } = await dialog.showOpenDialog(window, {
      title,
      properties: ['openDirectory', 'showHiddenFiles', 'dontAddToRecent'],
    });
    return filePaths[0];
  }

  /** What the window shows, as PNG. Rejects when there is no window, or nothing is painted in it. */
  async picture(): Promise<Uint8Array> {
    const window = this.#window;
    if (window === undefined || window.isDestroyed()) throw new Error('there is no window');
    const image = await window.webContents.capturePage();
    if (image.isEmpty()) throw new Error('the window shows nothing just now');
    return image.toPNG();
  }

  /** Opens the system's dialog for a file to write, over the window: its path, or undefined when it was closed without. */
  async chooseFile(title: string, name: string): Promise<string | undefined> {
    const window = this.#window;
    if (window === undefined || window.isDestroyed()) return undefined;
    const { canceled, filePath } = await dialog.showSaveDialog(window, {
      title,
      defaultPath: name,
      properties: ['showOverwriteConfirmation', 'createDirectory', 'dontAddToRecent'],
    });
    return canceled || filePath === '' ? undefined : filePath;
  }

  exit(code: number): void {
    app.exit(code);
  }

  /**
   * Opens the window as soon as Electron is ready, then calls `then`, once, to load the core. That keeps this process busy, and a
   * window that asks for its script meanwhile would wait: so the window has it first.
   */
  openWhenReady(then: () => void): void {
    let isLoading = false;
    const loadCore = (): void => {
      if (!isLoading) then();
      isLoading = true;
    };
    // Not awaited at the top level of a module: ready waits for the module.
    void app.whenReady().then(() => {
      hardenSession(session.defaultSession, this.#log);
      serveScheme(session.defaultSession, builtPath('renderer'), () => setTimeout(loadCore, HANDED_OVER_MS));
      Menu.setApplicationMenu(this.#menu());
      this.#openWindow();
      setTimeout(loadCore, CORE_WAIT_MS);
    });
  }

  /** The core has loaded. */
  attach(core: CoreHooks): void {
    this.#core = core;
    if (this.#earlyPress !== undefined) core.onHaltPress(this.#earlyPress.source, this.#earlyPress.at);
    for (const handed of this.#earlyHandedOver.splice(0)) this.#take(handed);
    app.on('window-all-closed', () => void this.end());
    app.on('before-quit', (event) => {
      if (this.#isEnding) return;
      event.preventDefault();
      void this.end();
    });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void this.end());
    if (process.env.HOLDFAST_HEADLESS === '1') this.#reportEachSecond(core.statusLine);
  }

  /** Opens the ways to halt that go through the system. `onWays` hears which there are, and again when that changes. */
  async openSystemWays(onWays: (ways: { readonly keys: boolean; readonly tray: boolean }) => void): Promise<void> {
    const tray = await HaltTray.open({ onHalt: () => this.#press('tray'), onShow: () => this.#comeForward() });
    this.#tray = tray;
    if (this.#glance !== undefined) tray?.show(this.#glance);
    // In the window they are the window's own keys; the system only hands them on.
    takeHaltKeys(
      () => this.#press(this.#window?.isFocused() === true ? 'keyboard' : 'hotkey'),
      (keys) => onWays({ keys, tray: tray !== undefined }),
    );
  }

  /** How trading stands now, for whoever cannot see the window. */
  showTrading(glance: TradingGlance): void {
    this.#glance = glance;
    this.#tray?.show(glance);
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
        preload: builtPath('preload', 'preload.cjs'),
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
            accelerator: HALT_KEYS,
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
