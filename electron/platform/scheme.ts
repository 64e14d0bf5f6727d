import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { protocol, type Session } from 'electron';

const SCHEME = 'holdfast';
const HOST = 'console';
/** The one origin of the console's pages. */
export const APP_ORIGIN = `${SCHEME}://${HOST}`;
export const APP_URL = `${APP_ORIGIN}/index.html`;

const NONCE_PLACEHOLDER = '__CSP_NONCE__';
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Nothing is allowed but our own files; styles that the component library adds at run time carry the nonce. */
export const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');

/** Call before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: false } },
  ]);
}

/** Serves the renderer's files from `root` and nothing else; every answer carries the policy. Tells of each script it has read. */
export function serveScheme(session: Session, root: string, onScript: () => void): void {
  session.protocol.handle(SCHEME, async (request) => {
    const url = new URL(request.url);
    const path = normalize(join(root, decodeURIComponent(url.pathname)));
    const type = TYPES[extname(path)];
    if (url.host !== HOST || request.method !== 'GET' || !path.startsWith(root + sep) || type === undefined) {
      return new Response('not found', { status: 404 });
    }
    try {
      const bytes = await readFile(path);
      if (type === TYPES['.js']) onScript();
      return answer(bytes, type);
    } catch {
      return new Response('not found', { status: 404 });
    }
  });
}

function answer(bytes: Buffer, type: string): Response {
  const nonce = randomBytes(18).toString('base64');
  const body = type.startsWith('text/html')
    ? bytes.toString('utf8').replaceAll(NONCE_PLACEHOLDER, nonce)
    : new Uint8Array(bytes);
  return new Response(body, {
    headers: {
      'content-type': type,
      'content-security-policy': contentSecurityPolicy(nonce),
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    },
  });
}
