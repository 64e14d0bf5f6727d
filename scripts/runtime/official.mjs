import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot, run } from '../lib/run.mjs';

/** How long the download host may stay silent before it counts as out of reach; then, between two pieces of it. */
const firstByteMs = 8000;
const stalledMs = 30_000;

const electronFolder = join(projectRoot, 'node_modules', 'electron');

/**
 * The Electron that `npm install electron` is meant to bring, when it is installed and whole.
 * @returns {string | undefined} its folder
 */
export function installedOfficialRuntime() {
  try {
    const { version } = JSON.parse(readFileSync(join(electronFolder, 'package.json'), 'utf8'));
    const dist = join(electronFolder, 'dist');
    const executable = join(dist, readFileSync(join(electronFolder, 'path.txt'), 'utf8'));
    const installed = readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/, '');
    return installed === version && existsSync(executable) ? dist : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Downloads the official runtime, checked against the digests inside the electron package, and unpacks it with that
 * package's own installer. The installer alone has no time-out; so its downloader is called first, by its public
 * interface and with one, and the installer then finds the archive in the downloader's cache.
 * @returns {Promise<{ dist: string } | { failure: string }>}
 */
export async function installOfficialRuntime() {
  const abort = new AbortController();
  let timer = setTimeout(() => abort.abort(new Error(`no answer within ${firstByteMs / 1000} s`)), firstByteMs);
  const moved = () => {
    clearTimeout(timer);
    timer = setTimeout(() => abort.abort(new Error(`stalled for ${stalledMs / 1000} s`)), stalledMs);
  };
  try {
    const require = createRequire(join(electronFolder, 'package.json'));
    const { version } = require('./package.json');
    const { downloadArtifact } = await import(pathToFileURL(require.resolve('@electron/get')).href);
    await downloadArtifact({
      version,
      artifactName: 'electron',
      platform: process.platform,
      arch: process.arch,
      checksums: require('./checksums.json'),
      cacheRoot: process.env.electron_config_cache,
      downloadOptions: { quiet: true, signal: abort.signal, getProgressCallback: moved },
    });
    clearTimeout(timer);
    const installed = await run(process.execPath, [join(electronFolder, 'install.js')], {
      quiet: true,
      timeoutMs: 120_000,
    });
    const dist = installedOfficialRuntime();
    return dist === undefined ? { failure: `the installer failed: ${installed.output.trim()}` } : { dist };
  } catch (error) {
    return { failure: rootCause(error) };
  } finally {
    clearTimeout(timer);
  }
}

/** `fetch failed` says nothing: the reason is in the innermost cause. */
function rootCause(error) {
  let cause = error;
  while (cause instanceof Error && cause.cause instanceof Error) cause = cause.cause;
  return cause instanceof Error ? cause.message || cause.code || cause.name : String(cause);
}
