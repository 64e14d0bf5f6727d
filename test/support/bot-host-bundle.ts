import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'vite';

let bundled: Promise<string> | undefined;

/** Removes what `bundleBotHost` built. */
export async function removeBotHost(): Promise<void> {
  if (bundled !== undefined) rmSync(dirname(await bundled), { recursive: true, force: true });
}

/** The bot host as one file that plain Node runs, built once per test file: bots get no environment, so no loader either. */
export function bundleBotHost(): Promise<string> {
  bundled ??= bundle();
  return bundled;
}

function bundle(): Promise<string> {
  const root = join(import.meta.dirname, '../..');
  const outDir = mkdtempSync(join(tmpdir(), 'holdfast-bot-host-'));
  return build({
    root,
    configFile: false,
    logLevel: 'error',
    resolve: { alias: [{ find: /^#shared\//, replacement: `${join(root, 'shared')}/` }] },
    ssr: { noExternal: true },
    build: {
      ssr: join(root, 'electron/workers/bot-host.ts'),
      outDir,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      rolldownOptions: { output: { entryFileNames: 'bot-host.mjs' } },
    },
  }).then(() => join(outDir, 'bot-host.mjs'));
}
