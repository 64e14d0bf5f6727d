import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';

const root = resolve(import.meta.dirname, '../..');

interface BundleOptions {
  /** Folder for the files; a fresh one in the system's temporary folder when left out, for the caller to remove. */
  readonly outDir?: string;
  /** What may require nothing and be no module: a sandboxed preload. Default: modules. */
  readonly format?: 'es' | 'cjs';
}

/**
 * Entries of ours as files that plain Node or Electron runs without a loader, as the app's own build makes them. Bots get
 * no environment and utility processes no loader, so TypeScript as it stands would not run there.
 * @param entries source by name, from the project's root: `{ guard: 'electron/workers/guard.ts' }`
 * @returns the folder; the files in it are `<name>.mjs`, or `<name>.cjs`
 */
export async function bundle(entries: Readonly<Record<string, string>>, options: BundleOptions = {}): Promise<string> {
  const outDir = options.outDir ?? (await mkdtemp(join(tmpdir(), `holdfast-${Object.keys(entries)[0]}-`)));
  const format = options.format ?? 'es';
  const extension = format === 'es' ? 'mjs' : 'cjs';
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    resolve: {
      alias: [
        { find: /^#shared\//, replacement: `${join(root, 'shared')}/` },
        { find: /^ccxt-binance$/, replacement: join(root, 'node_modules/ccxt/js/src/pro/binance.js') },
        { find: /^ccxt-binanceusdm$/, replacement: join(root, 'node_modules/ccxt/js/src/pro/binanceusdm.js') },
        { find: /^ccxt-rest\/(\w+)$/, replacement: join(root, 'node_modules/ccxt/js/src/$1.js') },
      ],
    },
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      rolldownOptions: {
        input: Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, join(root, path)])),
        external: ['electron'],
        output: {
          format,
          entryFileNames: `[name].${extension}`,
          chunkFileNames: `[name]-[hash].${extension}`,
        },
      },
    },
  });
  return outDir;
}
