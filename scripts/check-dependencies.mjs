import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseSync } from 'vite';
import { projectRoot } from './lib/run.mjs';
import { failWith } from './lib/say.mjs';

/*
 * Checks every import against dependency-rules.mjs. Our own, and on the bundler's parser, because dependency-cruiser
 * reads TypeScript only through the programming interface of TypeScript before 7: with 7 it skips every .ts file and
 * reports success.
 */

const builtins = new Set(builtinModules);

/**
 * @typedef {{ specifier: string | undefined, line: number, eager: boolean }} Import a specifier is undefined when it is not a literal
 * @typedef {{ file: string, line: number, message: string }} Violation
 */

/** @returns {Import[]} everything the source imports, types included, in whatever form */
export function importsOf(file, source) {
  const parsed = parseSync(file, source);
  if (parsed.errors.length > 0) throw new Error(`${file} cannot be parsed: ${parsed.errors[0].message}`);
  const found = [];
  const note = (node, at) => {
    const literal =
      node?.type === 'Literal' ? node.value : node?.type === 'TSLiteralType' ? node.literal.value : undefined;
    found.push({
      specifier: typeof literal === 'string' ? literal : undefined,
      line: source.slice(0, at.start).split('\n').length,
      eager: at.importKind !== 'type' && at.exportKind !== 'type' && !/^(TSImportType|ImportExpression)$/.test(at.type),
    });
  };
  const walk = (node) => {
    if (Array.isArray(node)) {
      for (const each of node) walk(each);
      return;
    }
    if (node === null || typeof node !== 'object' || typeof node.type !== 'string') return;
    if (/^(Import|ExportNamed|ExportAll)Declaration$/.test(node.type) && node.source) note(node.source, node);
    else if (node.type === 'ImportExpression' || node.type === 'TSImportType') note(node.source ?? node.argument, node);
    else if (node.type === 'TSExternalModuleReference') note(node.expression, node);
    else if (node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === 'require') {
      note(node.arguments[0], node);
    }
    for (const value of Object.values(node)) walk(value);
  };
  walk(parsed.program);
  return found;
}

/** @returns {string[]} the code files below a folder, relative to the root, with forward slashes */
function codeFiles(root, folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true })
    .map((name) => posix.join(folder, String(name).split(sep).join('/')))
    .filter((name) => /\.([cm]?[jt]s|[jt]sx)$/.test(name) && !/(^|\/)node_modules\//.test(name))
    .sort();
}

/** The project's own file that a specifier means, `undefined` for a package, or null when there is no such file. */
function resolveOwn(root, from, specifier, aliases) {
  const alias = aliases.find(({ prefix }) => specifier.startsWith(prefix));
  if (alias === undefined && !specifier.startsWith('.')) return undefined;
  const base =
    alias === undefined
      ? resolve(root, dirname(from), specifier)
      : resolve(root, alias.folder + specifier.slice(alias.prefix.length));
  const bare = base.replace(/\?.*$/, '');
  const candidates = [
    bare,
    `${bare}.ts`,
    `${bare}.tsx`,
    `${bare}/index.ts`,
    `${bare}/index.tsx`,
    bare.replace(/\.js$/, '.ts'),
    bare.replace(/\.js$/, '.tsx'),
  ];
  const file = candidates.find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile());
  return file === undefined ? null : relative(root, file).split(sep).join('/');
}

function packageAllowed(specifier, allowed) {
  return allowed.some((name) => (name.endsWith('/*') ? specifier.startsWith(name.slice(0, -1)) : specifier === name));
}

function zoneAllowed(zone, target, targetFile) {
  if (zone === target) return true;
  if (zone.zones.includes(`${target.name}/**`)) return true;
  if (!zone.zones.includes(target.name)) return false;
  return !target.name.startsWith('domain:') || /^electron\/domains\/[^/]+\/index\.ts$/.test(targetFile);
}

/** What is wrong with one import, or undefined. */
function judge(zone, specifier, own, zoneOf) {
  if (specifier === undefined) return 'imports something that is not written out, so it cannot be checked';
  if (own === null) return `imports ${specifier}, which does not exist`;
  if (own !== undefined) {
    // Styles and pictures belong to whoever may import code from the same place.
    const target = zoneOf(own);
    if (target === undefined) return `imports ${own}, which belongs to no zone`;
    if (zoneAllowed(zone, target, own)) return undefined;
    const throughIndex = zone.zones.includes(target.name) ? `; only ${target.name}'s index.ts may be imported` : '';
    return `(${zone.name}) may not import ${own} (${target.name})${throughIndex}`;
  }
  const isNode = specifier.startsWith('node:') || builtins.has(specifier);
  if (isNode ? zone.node : packageAllowed(specifier, zone.packages)) return undefined;
  return `(${zone.name}) may not import ${specifier}`;
}

/**
 * @param {string} root the folder that the rules' paths start from
 * @param {typeof import('../dependency-rules.mjs')} rules
 * @returns {{ files: number, imports: number, violations: Violation[] }}
 */
export function checkDependencies(root, rules) {
  const zoneOf = (file) => rules.zones.find((zone) => zone.files.test(file));
  const violations = [];
  /** @type {Map<string, { own: string[], packages: string[] }>} */
  const graph = new Map();
  let imports = 0;
  for (const file of rules.roots.flatMap((folder) => codeFiles(root, folder))) {
    const zone = zoneOf(file);
    const edges = { own: [], packages: [] };
    graph.set(file, edges);
    if (zone === undefined) violations.push({ file, line: 1, message: 'belongs to no zone of dependency-rules.mjs' });
    for (const { specifier, line, eager } of importsOf(file, readFileSync(join(root, file), 'utf8'))) {
      imports += 1;
      const own = specifier === undefined ? undefined : resolveOwn(root, file, specifier, rules.aliases);
      // A type is gone when the program runs, and an import() runs when it is asked for: who may name them is judged
      // below, but what a process loads at its start they do not change.
      if (eager && typeof own === 'string') edges.own.push(own);
      else if (eager && own === undefined && specifier !== undefined) edges.packages.push(specifier);
      const message = zone === undefined ? undefined : judge(zone, specifier, own, zoneOf);
      if (message !== undefined) violations.push({ file, line, message });
    }
  }
  violations.push(...forbiddenPaths(graph, rules, zoneOf));
  return { files: graph.size, imports, violations };
}

/** @returns {Violation[]} files that load, by any path, a package their zone must not reach */
function forbiddenPaths(graph, rules, zoneOf) {
  const found = [];
  for (const rule of rules.unreachable) {
    for (const start of graph.keys()) {
      if (zoneOf(start)?.name !== rule.from) continue;
      const path = shortestPath(graph, start, rule.package);
      if (path !== undefined)
        found.push({ file: start, line: 1, message: `reaches ${rule.package} (${path.join(' → ')}): ${rule.why}` });
    }
  }
  return found;
}

function shortestPath(graph, start, wanted) {
  const queue = [[start]];
  const seen = new Set([start]);
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const edges = graph.get(path.at(-1));
    if (edges?.packages.includes(wanted)) return [...path, wanted];
    for (const next of edges?.own ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      queue.push([...path, next]);
    }
  }
  return undefined;
}

async function main() {
  const rules = await import(pathToFileURL(join(projectRoot, 'dependency-rules.mjs')).href);
  const { files, imports, violations } = checkDependencies(projectRoot, rules);
  for (const { file, line, message } of violations) process.stderr.write(`${file}:${line} ${message}\n`);
  process.stderr.write(`Dependency rules: ${files} files, ${imports} imports, ${violations.length} violations.\n`);
  if (violations.length > 0) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main().catch(failWith);
