import { app, type Session } from 'electron';
import { APP_ORIGIN } from './scheme';

/**
 * Electron's 20-point list as far as it is done once for the whole app (numbers are the list's): 4 sandbox for every
 * renderer, 11–12 no webview, 13 no navigation, 14 no new windows, 15 no screen hands the OS anything to open: main
 * opens fixed pages of exchanges, by name (exchange-pages.ts). The sandbox for every renderer is set in main.ts, before ready.
 */
export function hardenApp(log: (line: string) => void): void {
  app.on('web-contents-created', (_created, contents) => {
    contents.on('will-navigate', (event) => {
      log('refused a navigation');
      event.preventDefault();
    });
    contents.on('will-frame-navigate', (event) => {
      if (!event.url.startsWith(`${APP_ORIGIN}/`)) event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}

/** Permissions given, each with its reason. Writing text to the clipboard: a journal head is copied to be kept elsewhere. */
const ALLOWED: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

/** 5 every permission not listed above is refused; and the renderer gets no network: every request but our own scheme's is cancelled. */
export function hardenSession(session: Session, log: (line: string) => void): void {
  session.setPermissionRequestHandler((_contents, permission, decide) => decide(ALLOWED.has(permission)));
  session.setPermissionCheckHandler((_contents, permission) => ALLOWED.has(permission));
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler(null);
  session.on('will-download', (event) => event.preventDefault());
  session.webRequest.onBeforeRequest((details, decide) => {
    const isOurs =
      details.url.startsWith(`${APP_ORIGIN}/`) ||
      details.url.startsWith('devtools:') ||
      details.url.startsWith('data:image/');
    if (!isOurs) log('refused a network request from a screen');
    decide({ cancel: !isOurs });
  });
  session.setSpellCheckerEnabled(false);
}
