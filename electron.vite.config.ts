import { existsSync, readdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const root = dirname(fileURLToPath(import.meta.url));
const at = (path: string): string => resolve(root, path);

/**
 * `ccxt-binance` is that one exchange's module, which ccxt's exports map hides. The whole of ccxt costs a worker 570 ms
 * and 96 MB at its start, one exchange 200 ms and 35 MB (design: Dependencies). `ccxt-rest/x` is exchange x without its streams.
 */
const alias = [
  { find: /^#shared\//, replacement: `${at('shared')}/` },
  { find: /^ccxt-binance$/, replacement: at('node_modules/ccxt/js/src/pro/binance.js') },
  { find: /^ccxt-binanceusdm$/, replacement: at('node_modules/ccxt/js/src/pro/binanceusdm.js') },
  { find: /^ccxt-rest\/(\w+)$/, replacement: at('node_modules/ccxt/js/src/$1.js') },
];

/** Every file directly in electron/workers is the entry of a process of its own. */
function workerEntries(): Record<string, string> {
  const folder = at('electron/workers');
  if (!existsSync(folder)) return {};
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'));
  return Object.fromEntries(files.map((name) => [`workers/${name.slice(0, -3)}`, at(`electron/workers/${name}`)]));
}

/** ccxt carries generated code of exchanges we never load, whose optional parts are not installed: true, and no news. */
function withoutKnownNoise(
  level: 'info' | 'debug' | 'warn',
  log: { code?: string; message: string },
  pass: (level: 'info' | 'debug' | 'warn', log: { code?: string; message: string }) => void,
): void {
  if (log.code === 'IMPORT_IS_UNDEFINED' && log.message.includes('__vite-optional-peer-dep')) return;
  pass(level, log);
}

// The oldest runtime the product must run on (Electron 33): electron-vite would aim at the newest it knows.
const nodeTarget = 'node20.18';
const chromeTarget = 'chrome130';

export default defineConfig({
  main: {
    resolve: { alias, conditions: ['module', 'node', 'development|production'] },
    build: {
      target: nodeTarget,
      // Everything pure JavaScript goes into the output, so that the packaged app carries two native modules and no
      // other part of node_modules.
      externalizeDeps: false,
      outDir: at('out/main'),
      sourcemap: true,
      minify: false,
      rolldownOptions: {
        input: { main: at('electron/main.ts'), ...workerEntries() },
        external: ['electron', 'keytar', 'libsql'],
        onLog: withoutKnownNoise,
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    resolve: { alias },
    build: {
      target: nodeTarget,
      externalizeDeps: false,
      outDir: at('out/preload'),
      sourcemap: true,
      minify: false,
      rolldownOptions: {
        input: { preload: at('electron/preload.ts') },
        // A sandboxed preload is CommonJS, one file, and may require nothing but electron.
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    // Relative addresses: the page is served from the app's own scheme.
    base: './',
    resolve: { alias },
    plugins: [react()],
    build: {
      target: chromeTarget,
      outDir: at('out/renderer'),
      sourcemap: true,
      // Half the script to read before the first desk is shown.
      minify: true,
      rolldownOptions: { input: at('renderer/index.html') },
    },
  },
});
