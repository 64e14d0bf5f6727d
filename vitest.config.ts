import { basename, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const root = dirname(fileURLToPath(import.meta.url));

/** The same addresses that electron.vite.config.ts knows. */
const alias = [
  { find: /^#shared\//, replacement: `${resolve(root, 'shared')}/` },
  { find: /^ccxt-binance$/, replacement: resolve(root, 'node_modules/ccxt/js/src/pro/binance.js') },
  { find: /^ccxt-binanceusdm$/, replacement: resolve(root, 'node_modules/ccxt/js/src/pro/binanceusdm.js') },
  { find: /^ccxt-rest\/(\w+)$/, replacement: resolve(root, 'node_modules/ccxt/js/src/$1.js') },
];

/**
 * Tests in a window run once more when they fail: on a machine that others use too, a window can be kept from its core for
 * longer than a test waits. The reporter says which needed it. Everything else must pass at once.
 */
const AGAIN = 1;

interface Kind {
  /** How long one test may take, in milliseconds. */
  readonly timeoutMs: number;
  /**
   * How many files run side by side. What computes gets a process for each of the two cores of a small machine; what mostly
   * waits for other processes gets one more.
   */
  readonly files: number;
  /** In the real Electron, on a display and with a keychain of its own. */
  readonly inWindow?: boolean;
  /** Options of Node for its processes. */
  readonly execArgv?: readonly string[];
}

const KINDS: Readonly<Record<string, Kind>> = {
  unit: { timeoutMs: 30_000, files: 2 },
  property: { timeoutMs: 60_000, files: 2 },
  security: { timeoutMs: 60_000, files: 2 },
  // Seeds make much that lives shortly: with more room for it the collector runs less often.
  simulation: { timeoutMs: 120_000, files: 2, execArgv: ['--max-semi-space-size=32'] },
  integration: { timeoutMs: 60_000, files: 3 },
  // They wait more than they work: three use two cores.
  e2e: { timeoutMs: 120_000, files: 3, inWindow: true },
  packaged: { timeoutMs: 300_000, files: 1, inWindow: true },
};

const projects = Object.entries(KINDS).map(
  ([name, { timeoutMs, files, inWindow = false, execArgv = [] }], groupOrder) => ({
    resolve: { alias },
    test: {
      name,
      include: [`test/${name}/**/*.test.{ts,tsx}`],
      testTimeout: timeoutMs,
      hookTimeout: timeoutMs,
      maxWorkers: files,
      execArgv: [...execArgv],
      // One kind after the other, also when several are asked for in one run.
      sequence: { groupOrder },
      // Files of one worker share what they import: loading it anew for each took longer than the tests.
      isolate: false,
      ...(inWindow
        ? {
            retry: AGAIN,
            // A window that shares its core answers late, not wrongly: what is polled has as long as what is waited for.
            expect: { poll: { timeout: 15_000, interval: 50 } },
            provide: { desktops: files },
            globalSetup: [resolve(root, 'test/support/desktop-sessions.ts')],
            setupFiles: [resolve(root, 'test/support/use-desktop.ts')],
          }
        : {}),
    },
  }),
);

/**
 * Files that take the longest, in this order, measured on a machine of two cores: one of them begun last would run alone while
 * the other workers have nothing to do. Those not named come after them, the larger ones first.
 */
const SLOWEST = [
  // e2e
  'desk-app',
  'renderer-access',
  'desk-halt',
  'desk-limits',
  'desk-resume',
  'desk-halt-part',
  'desk-keychain',
  'renderer-halt-button',
  'desk-accounts',
  'renderer-limits',
  'canary',
  'desk-vault',
  'desk-keep',
  'desk-ways',
  // integration
  'torture',
  'desk-start',
  'guard',
  'desk-perpetuals',
  'desk-killed-part',
  'paper-faults',
  'desk-exchange-faults',
  'guard-exchanges',
  'desk-main-dies',
  'paper-futures-faults',
  'decision-history',
] as const;

const placeOf = (spec: TestSpecification): number => {
  const name = basename(spec.moduleId).replace(/\.test\.tsx?$/, '');
  const place = (SLOWEST as readonly string[]).indexOf(name);
  return place === -1 ? SLOWEST.length : place;
};

/** Begins with the slowest files of each project, so that they do not run alone at its end. */
class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files);
    const groups = [...new Set(usual.map(({ project }) => project.name))];
    return groups.flatMap((name) =>
      usual.filter(({ project }) => project.name === name).sort((a, b) => placeOf(a) - placeOf(b)),
    );
  }
}

export default defineConfig({ test: { projects, sequence: { sequencer: SlowFirst } } });
