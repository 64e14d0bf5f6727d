/*
 * Who may import whom (docs: architecture, "Dependency rules"). Deny by default: a file that belongs to no zone, and an
 * import that no zone allows, are errors. Read by scripts/check-dependencies.mjs, which `npm run lint` runs;
 * test/security/dependency-rules.test.ts proves that each line below really stops something.
 *
 * A zone:
 *   name      how errors and other zones call it
 *   files     which files are in it; the first zone that matches has the file
 *   zones     whose files it may import, besides its own; `domain:x` means that domain's index.ts and nothing else of
 *             it, `domain:x/**` all of it
 *   packages  npm packages it may import; `name/*` also their inner modules
 *   node      whether it may import Node's own modules
 */

/** What each domain may import of the other domains; its own line in the design's table. */
const domains = {
  journal: [],
  halt: ['journal'],
  vault: ['journal'],
  exchange: ['vault', 'journal'],
  market: ['exchange'],
  paper: [],
  risk: ['market'],
  execution: ['risk', 'halt', 'exchange', 'journal'],
  reconcile: ['execution', 'exchange', 'halt', 'journal'],
  bots: ['execution', 'market', 'halt', 'journal'],
  alerts: ['journal', 'halt', 'vault'],
  // What it watches and whom it stops come in by ports: it knows nobody, and nobody in the order or halt path knows it.
  triggers: [],
  // It reads the operator's files, in a process of its own, and knows nobody; the keys to look for come in by a port.
  leaks: [],
  // It reads the journal's files, in a process of its own, and knows nobody else; nobody on the order or halt path knows it.
  history: ['journal'],
  // Bundles and backups: made from files in a process of its own; what the exchange says comes in by a port.
  keeping: ['journal'],
  // Status reads of all others; nothing may read them.
  readiness: ['journal', 'halt', 'vault', 'exchange', 'market', 'risk', 'execution', 'reconcile', 'bots', 'alerts'],
  incidents: ['journal', 'halt', 'vault', 'exchange', 'market', 'risk', 'execution', 'reconcile', 'bots', 'alerts'],
};

/** npm packages of single domains, on top of zod. */
const domainPackages = {
  paper: ['ws'],
  alerts: ['nodemailer'],
  history: ['libsql'],
  keeping: ['yazl'],
};

/** Who talks to an exchange: the worker that trades, and the guard that only cancels. */
const venueUsers = new Set(['exchange', 'halt']);

/** Pure: the gate decides on a snapshot, triggers on what they are told. They read no file, no clock and no socket. */
const pureDomains = new Set(['risk', 'triggers']);

/** What the console's own code may import of shared/; the bot protocol only where bots are spoken to. */
const shared = ['model', 'contract'];

const domainZones = Object.entries(domains).map(([name, others]) => ({
  name: `domain:${name}`,
  files: new RegExp(`^electron/domains/${name}/`),
  zones: [
    ...shared,
    'bot-protocol',
    ...(pureDomains.has(name) ? [] : ['platform']),
    ...(venueUsers.has(name) ? ['venue'] : []),
    ...others.map((other) => `domain:${other}`),
  ],
  packages: ['zod', ...(domainPackages[name] ?? [])],
  node: !pureDomains.has(name),
}));

export const zones = [
  { name: 'model', files: /^shared\/model\//, zones: [], packages: ['zod'], node: false },
  { name: 'contract', files: /^shared\/contract\//, zones: ['model'], packages: ['zod'], node: false },
  { name: 'bot-protocol', files: /^shared\/bot-protocol\//, zones: ['model'], packages: ['zod'], node: false },
  {
    // The guard is this same executable, started with --guard: main hands over to its entry, by import(), or to app.
    name: 'main',
    files: /^electron\/main\.ts$/,
    zones: ['app', 'guard-entry', 'platform', ...shared],
    packages: ['electron'],
    node: true,
  },
  { name: 'preload', files: /^electron\/preload\.ts$/, zones: [...shared], packages: ['electron'], node: false },
  {
    name: 'app',
    files: /^electron\/app\//,
    zones: [...Object.keys(domains).map((name) => `domain:${name}`), 'platform', ...shared, 'bot-protocol'],
    packages: ['zod'],
    node: true,
  },
  {
    // The only place that knows ccxt: one connection to an exchange, for whoever runs in a process of its own.
    name: 'venue',
    files: /^electron\/platform\/venue\//,
    zones: ['platform', ...shared],
    packages: ['ccxt', 'ccxt-binance', 'ccxt-binanceusdm', 'ccxt-rest/*', 'ws', 'zod'],
    node: true,
  },
  {
    name: 'platform',
    files: /^electron\/platform\//,
    zones: [...shared],
    packages: ['electron', 'electron-store', 'keytar', 'zod'],
    node: true,
  },
  {
    // A bot's process: it knows the bot kit and its channel, and nothing that could hold a key or place an order.
    name: 'bot-host',
    files: /^electron\/workers\/bot-host\.ts$/,
    zones: ['sdk', 'bot-protocol', 'model', 'platform'],
    packages: [],
    node: true,
  },
  {
    name: 'guard-entry',
    files: /^electron\/workers\/guard\.ts$/,
    zones: ['domain:halt/**', 'venue', 'platform', ...shared],
    packages: ['zod'],
    node: true,
  },
  {
    name: 'workers',
    files: /^electron\/workers\//,
    zones: [...Object.keys(domains).map((name) => `domain:${name}/**`), 'venue', 'platform', ...shared, 'bot-protocol'],
    packages: ['ws', 'zod'],
    node: true,
  },
  ...domainZones,
  {
    name: 'renderer',
    files: /^renderer\//,
    zones: [...shared],
    packages: [
      'react',
      'react/*',
      'react-dom',
      'react-dom/*',
      '@mantine/*',
      '@tanstack/*',
      'zustand',
      'zustand/*',
      'qrcode-generator',
      'uplot',
      'uplot/*',
      'zod',
    ],
    node: false,
  },
  { name: 'sdk', files: /^sdk\//, zones: ['bot-protocol', 'model'], packages: ['zod'], node: true },
];

/** What a zone must not load at its start, by any path, however long; an import() is not followed. */
export const unreachable = [
  ...domainZones.map(({ name }) => ({
    from: name,
    package: 'electron',
    why: 'a domain runs and is tested without Electron',
  })),
  { from: 'bot-host', package: 'electron', why: 'a worker runs as a plain Node process in tests and tools' },
  { from: 'bot-host', package: 'keytar', why: 'a bot never sees a key' },
  { from: 'guard-entry', package: 'electron', why: 'a worker runs as a plain Node process in tests and tools' },
  { from: 'workers', package: 'electron', why: 'a worker runs as a plain Node process in tests and tools' },
  // Main loads app by import(), so app is named beside it.
  ...['main', 'app'].flatMap((from) =>
    ['ccxt', 'ccxt-binance', 'ccxt-binanceusdm'].map((name) => ({
      from,
      package: name,
      why: 'main never parses big payloads; only workers load an exchange',
    })),
  ),
];

/** The folders whose files are checked, all of them. */
export const roots = ['electron', 'renderer', 'shared', 'sdk'];

/** Addresses that the bundler and the compiler know: `#shared/x` is shared/x. */
export const aliases = [{ prefix: '#shared/', folder: 'shared/' }];
