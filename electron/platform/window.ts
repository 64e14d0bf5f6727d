import { app, BrowserWindow, type Session, screen } from 'electron';
import { HALT_BUTTON, MIN_WINDOW } from '#shared/contract/layout';
import { giveWay } from './process/priority';
import { APP_URL } from './scheme';

export interface ConsoleWindowOptions {
  readonly session: Session;
  readonly preload: string;
  readonly show: boolean;
  readonly width: number;
  readonly height: number;
  /** A press on the halt button or its keys, seen before the renderer has it: works while the window hangs. */
  readonly onHaltPress: (source: 'button' | 'keyboard') => void;
  readonly onGone: (reason: string) => void;
}

/** The console's one window: sandboxed, isolated, no Node, no devtools in the packaged app. */
export function openConsoleWindow(options: ConsoleWindowOptions, isPackaged: boolean): BrowserWindow {
  const window = new BrowserWindow({
    width: options.width,
    height: options.height,
    minWidth: MIN_WINDOW.width,
    minHeight: MIN_WINDOW.height,
    useContentSize: true,
    show: options.show,
    title: 'Holdfast',
    backgroundColor: '#101418',
    autoHideMenuBar: true,
    webPreferences: {
      session: options.session,
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      devTools: !isPackaged,
      backgroundThrottling: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
    },
  });
  window.webContents.setVisualZoomLevelLimits(1, 1).catch(() => undefined);
  window.webContents.on('input-event', (_event, input) => {
    if (input.type === 'mouseDown' && input.modifiers?.includes('leftbuttondown') && isCursorOnHaltButton(window))
      options.onHaltPress('button');
  });
  window.webContents.on('before-input-event', (event, input) => {
    const isHalt =
      input.type === 'keyDown' && input.shift && (input.control || input.meta) && !input.alt && input.code === 'KeyH';
    if (!isHalt) return;
    event.preventDefault();
    if (!input.isAutoRepeat) options.onHaltPress('keyboard');
  });
  window.webContents.on('dom-ready', () => {
    giveWay(window.webContents.getOSProcessId());
    for (const { type, pid } of app.getAppMetrics()) if (type === 'GPU') giveWay(pid);
  });
  window.webContents.on('render-process-gone', (_event, details) => options.onGone(details.reason));
  void window.loadURL(APP_URL);
  return window;
}

/** Where the real pointer is, against the rectangle the button always has. In device-independent pixels, zoom counted. */
function isCursorOnHaltButton(window: BrowserWindow): boolean {
  const cursor = screen.getCursorScreenPoint();
  const content = window.getContentBounds();
  const zoom = window.webContents.getZoomFactor();
  const fromRight = content.x + content.width - cursor.x;
  const fromTop = cursor.y - content.y;
  const { right, top, width, height } = HALT_BUTTON;
  return (
    fromRight >= right * zoom &&
    fromRight <= (right + width) * zoom &&
    fromTop >= top * zoom &&
    fromTop <= (top + height) * zoom
  );
}
