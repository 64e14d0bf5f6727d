import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as rules from '../../dependency-rules.mjs';
import { checkDependencies } from '../../scripts/check-dependencies.mjs';
import { projectRoot } from '../../scripts/lib/run.mjs';

/** A small copy of the project's layout, each part empty; a test adds the one import that is on trial. */
const domainNames = rules.zones
  .filter(({ name }) => name.startsWith('domain:'))
  .map(({ name }) => name.slice('domain:'.length));
const layout = [
  'shared/model/order.ts',
  'shared/contract/index.ts',
  'shared/bot-protocol/index.ts',
  'electron/app/compose.ts',
  'electron/platform/clock.ts',
  'electron/platform/venue/connection.ts',
  'electron/workers/exchange.ts',
  'electron/workers/guard.ts',
  'electron/preload.ts',
  'electron/main.ts',
  'renderer/app/main.tsx',
  'sdk/typescript/bot.ts',
  ...domainNames.flatMap((name) => [`electron/domains/${name}/index.ts`, `electron/domains/${name}/core.ts`]),
];

let root = '';

function write(file: string, source: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), source);
}

/** What the checker says when `file` holds `source` and everything else is empty. */
function violationsOf(file: string, source: string): readonly string[] {
  write(file, source);
  return checkDependencies(root, rules).violations.map((violation) => `${violation.file}: ${violation.message}`);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'holdfast-rules-'));
  for (const file of layout) write(file, 'export {};\n');
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('the dependency rules', () => {
  it('hold for the project itself', () => {
    expect(checkDependencies(projectRoot, rules).violations).toEqual([]);
  });

  it('read the TypeScript of the project, all of it', () => {
    // A checker that cannot read TypeScript finds no imports, and so no violations.
    const { files, imports } = checkDependencies(projectRoot, rules);
    expect(files).toBeGreaterThan(40);
    expect(imports).toBeGreaterThan(files);
  });

  it('accept the empty layout', () => {
    expect(checkDependencies(root, rules)).toMatchObject({ files: layout.length, violations: [] });
  });

  const forbidden: readonly (readonly [why: string, file: string, specifier: string])[] = [
    ['nothing imports app: a domain', 'electron/domains/halt/core.ts', '../../app/compose'],
    ['nothing imports app: platform', 'electron/platform/clock.ts', '../app/compose'],
    ['nothing imports app: a worker', 'electron/workers/exchange.ts', '../app/compose'],
    ['nothing imports app: the preload', 'electron/preload.ts', './app/compose'],
    ['nothing imports app: the renderer', 'renderer/app/main.tsx', '../../electron/app/compose'],
    ['main goes through app', 'electron/main.ts', './domains/halt/index'],
    ['main starts no other worker', 'electron/main.ts', './workers/exchange'],
    ['the guard knows nothing of execution', 'electron/workers/guard.ts', '../domains/execution/index'],
    ['the guard knows nothing of the vault', 'electron/workers/guard.ts', '../domains/vault/index'],
    ['platform knows no domain', 'electron/platform/clock.ts', '../domains/halt/index'],
    ['the preload knows no platform', 'electron/preload.ts', './platform/clock'],
    ['app sees a domain through its index only', 'electron/app/compose.ts', '../domains/halt/core'],
    ['a domain sees another through its index only', 'electron/domains/halt/core.ts', '../journal/core'],
    ['a domain is no worker', 'electron/domains/exchange/core.ts', '../../workers/exchange'],
    ['electron stays out of app', 'electron/app/compose.ts', 'electron'],
    ['electron stays out of domains', 'electron/domains/halt/core.ts', 'electron'],
    ['electron stays out of workers', 'electron/workers/exchange.ts', 'electron'],
    ['electron stays out of the renderer', 'renderer/app/main.tsx', 'electron'],
    ['electron stays out of shared', 'shared/model/order.ts', 'electron'],
    ['electron stays out of the bot kits', 'sdk/typescript/bot.ts', 'electron'],
    ['ccxt stays out of execution', 'electron/domains/execution/core.ts', 'ccxt'],
    ['ccxt stays out of market', 'electron/domains/market/core.ts', 'ccxt-binance'],
    ['ccxt stays out of main', 'electron/main.ts', 'ccxt'],
    ['ccxt stays out of platform', 'electron/platform/clock.ts', 'ccxt'],
    ['ccxt stays out of the exchange domain itself', 'electron/domains/exchange/core.ts', 'ccxt'],
    ['ccxt stays out of workers themselves', 'electron/workers/exchange.ts', 'ccxt'],
    [
      'only exchange and halt talk to a venue: not bots',
      'electron/domains/bots/core.ts',
      '../../platform/venue/connection',
    ],
    ['only exchange and halt talk to a venue: not app', 'electron/app/compose.ts', '../platform/venue/connection'],
    ['platform itself knows no venue', 'electron/platform/clock.ts', './venue/connection'],
    ['a bot’s process places no orders', 'electron/workers/bot-host.ts', '../domains/execution/index'],
    ['a bot’s process talks to no venue', 'electron/workers/bot-host.ts', '../platform/venue/connection'],
    ['only a bot’s process runs the bot kit', 'electron/workers/exchange.ts', '../../sdk/typescript/bot'],
    ['the keychain is platform’s', 'electron/domains/vault/core.ts', 'keytar'],
    ['shared is pure: no Node', 'shared/model/order.ts', 'node:fs'],
    ['shared is pure: no Node by its old name', 'shared/contract/index.ts', 'fs'],
    ['shared imports nothing of the app', 'shared/contract/index.ts', '../../electron/platform/clock'],
    ['shared imports nothing of the renderer', 'shared/contract/index.ts', '../../renderer/app/main'],
    ['the renderer imports nothing of electron', 'renderer/app/main.tsx', '../../electron/domains/halt/index'],
    ['the renderer has no Node', 'renderer/app/main.tsx', 'node:fs'],
    ['the renderer has no other packages', 'renderer/app/main.tsx', 'ws'],
    ['the renderer speaks no bot protocol', 'renderer/app/main.tsx', '#shared/bot-protocol/index'],
    ['a bot kit knows nothing of the window', 'sdk/typescript/bot.ts', '#shared/contract/index'],
    ['the model knows no contract', 'shared/model/order.ts', '../contract/index'],
    ['the bot protocol knows no contract', 'shared/bot-protocol/index.ts', '../contract/index'],
    ['a bot kit knows nothing of the console', 'sdk/typescript/bot.ts', '../../electron/platform/clock'],
    ['triggers are pure: no Node', 'electron/domains/triggers/core.ts', 'node:fs'],
    ['triggers know no halt', 'electron/domains/triggers/core.ts', '../halt/index'],
    ['the halt knows no trigger', 'electron/domains/halt/core.ts', '../triggers/index'],
    ['the order path knows no trigger', 'electron/domains/execution/core.ts', '../triggers/index'],
    ['the gate is pure: no Node', 'electron/domains/risk/core.ts', 'node:fs'],
    ['the gate is pure: no platform', 'electron/domains/risk/core.ts', '../../platform/clock'],
    ['bots never see the exchange', 'electron/domains/bots/core.ts', '../exchange/index'],
    ['bots never see the vault', 'electron/domains/bots/core.ts', '../vault/index'],
    ['the halt path imports no alerts', 'electron/domains/halt/core.ts', '../alerts/index'],
    ['the order path imports no readiness', 'electron/domains/execution/core.ts', '../readiness/index'],
    ['an unknown package', 'electron/app/compose.ts', 'left-pad'],
    ['a file that is not there', 'electron/app/compose.ts', './nowhere'],
    ['a test may not be imported', 'electron/app/compose.ts', '../../test/support/fake'],
  ];
  it.each(forbidden)('stop: %s', (_why, file, specifier) => {
    write('test/support/fake.ts', 'export {};\n');
    const found = violationsOf(file, `import '${specifier}';\n`);
    expect(found.length).toBeGreaterThan(0);
    expect(found.some((line) => line.startsWith(file))).toBe(true);
  });

  const forms = [
    "import { a } from 'electron';",
    "import type { A } from 'electron';",
    "export * from 'electron';",
    "export { a } from 'electron';",
    "const a = await import('electron');",
    "type A = import('electron').App;",
    "const a = require('electron');",
    "import a = require('electron');",
    'const a = await import(process.argv[1]);',
  ];
  it.each(forms)('see an import written as %s', (source) => {
    expect(violationsOf('electron/domains/halt/core.ts', source)).not.toEqual([]);
  });

  it('stop every domain from importing a domain that its line does not name', () => {
    for (const from of domainNames) {
      const zone = rules.zones.find(({ name }) => name === `domain:${from}`);
      for (const to of domainNames.filter((name) => name !== from)) {
        const found = violationsOf(`electron/domains/${from}/core.ts`, `import '../${to}/index';\n`);
        write(`electron/domains/${from}/core.ts`, 'export {};\n');
        expect([from, to, found.length === 0]).toEqual([from, to, zone?.zones.includes(`domain:${to}`)]);
      }
    }
  });

  it('keep the domains free of circles', () => {
    const next = (name: string): readonly string[] =>
      rules.zones.find((zone) => zone.name === name)?.zones.filter((zone) => zone.startsWith('domain:')) ?? [];
    const reaches = (from: string, to: string): boolean => next(from).some((name) => name === to || reaches(name, to));
    expect(domainNames.filter((name) => reaches(`domain:${name}`, `domain:${name}`))).toEqual([]);
  });

  it('stop a domain from reaching electron through platform', () => {
    write('electron/platform/window.ts', "import 'electron';\n");
    write('electron/platform/clock.ts', "import './window';\n");
    expect(violationsOf('electron/domains/halt/core.ts', "import '../../platform/clock';\n")).toEqual([
      expect.stringContaining('electron/platform/window.ts → electron'),
    ]);
  });

  it('stop main from reaching ccxt through a domain', () => {
    write('electron/app/compose.ts', "import '../domains/exchange/index';\n");
    write('electron/domains/exchange/index.ts', "import '../../platform/venue/connection';\n");
    write('electron/platform/venue/connection.ts', "import 'ccxt-binance';\n");
    // Named for app too: main loads app by import(), which is not followed.
    expect(violationsOf('electron/main.ts', "import './app/compose';\n")).toEqual([
      expect.stringMatching(/^electron\/main\.ts: reaches ccxt-binance/),
      expect.stringMatching(/^electron\/app\/compose\.ts: reaches ccxt-binance/),
    ]);
  });

  it('let main hand over to the guard when asked to, and not load it otherwise', () => {
    write('electron/workers/guard.ts', "import '../platform/venue/connection';\n");
    write('electron/platform/venue/connection.ts', "import 'ccxt-binance';\n");
    expect(violationsOf('electron/main.ts', "void import('./workers/guard');\n")).toEqual([]);
    expect(violationsOf('electron/main.ts', "import './workers/guard';\n")).toEqual([
      expect.stringContaining('reaches ccxt-binance'),
    ]);
  });

  it.each([
    'electron/helpers.ts',
    'electron/domains/index.ts',
    'electron/domains/newcomer/index.ts',
    'shared/loose.ts',
  ])('stop a file that belongs nowhere: %s', (file) => {
    expect(violationsOf(file, 'export {};\n')).toEqual([expect.stringContaining('belongs to no zone')]);
  });

  it('let each kind of code do what it is for', () => {
    write('electron/main.ts', "import 'electron';\nimport './app/compose';\nimport 'node:path';\n");
    write('electron/preload.ts', "import 'electron';\nimport '#shared/contract/index';\n");
    write('electron/app/compose.ts', "import '../domains/halt/index';\nimport '../platform/clock';\n");
    write(
      'electron/workers/exchange.ts',
      "import '../domains/exchange/core';\nimport '../platform/venue/connection';\n",
    );
    write(
      'electron/domains/exchange/core.ts',
      "import '../../platform/venue/connection';\nimport '../../platform/clock';\n",
    );
    write('electron/platform/venue/connection.ts', "import 'ccxt-binance';\nimport '../clock';\n");
    write(
      'renderer/app/main.tsx',
      "import 'react';\nimport '@mantine/core/styles.css';\nimport '#shared/contract/index';\n",
    );
    write('sdk/typescript/bot.ts', "import '#shared/bot-protocol/index';\nimport 'node:readline';\n");
    expect(checkDependencies(root, rules).violations).toEqual([]);
  });
});
