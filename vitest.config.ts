import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = dirname(fileURLToPath(import.meta.url));

/** The same two addresses that electron.vite.config.ts knows. */
const alias = [
  { find: /^#shared\//, replacement: `${resolve(root, 'shared')}/` },
  { find: /^ccxt-binance$/, replacement: resolve(root, 'node_modules/ccxt/js/src/pro/binance.js') },
  { find: /^ccxt-binanceusdm$/, replacement: resolve(root, 'node_modules/ccxt/js/src/pro/binanceusdm.js') },
];

/**
 * Tests with real processes run once more when they fail: on a machine that others use too, a process can be kept from its
 * core for longer than a test waits. The reporter says which needed it. Everything else must pass at once.
 */
const AGAIN = 1;

/** Kinds of tests whose files run side by side, and how long one test may take. */
const parallel = { unit: 10_000, property: 60_000, simulation: 120_000, security: 60_000, integration: 60_000 };

/** Kinds that start the real Electron: one file after the other, since two windows disturb each other's timing. */
const serial = { e2e: 120_000, packaged: 300_000 };

const projects = [
  ...Object.entries(parallel).map(([name, testTimeout]) => ({
    resolve: { alias },
    test: { name, include: [`test/${name}/**/*.test.{ts,tsx}`], testTimeout, hookTimeout: testTimeout },
  })),
  ...Object.entries(serial).map(([name, testTimeout]) => ({
    resolve: { alias },
    test: {
      name,
      include: [`test/${name}/**/*.test.ts`],
      testTimeout,
      hookTimeout: testTimeout,
      fileParallelism: false,
      retry: AGAIN,
      globalSetup: [resolve(root, 'test/support/desktop-session.ts')],
    },
  })),
];

export default defineConfig({ test: { projects } });
