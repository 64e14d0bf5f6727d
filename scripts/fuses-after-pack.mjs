import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * electron-builder's hook before it flips the fuses of electron-builder.yml. Its fuse tool names eight fuses; Electron
 * has nine since 37, and may grow a tenth. Here the ninth is set, and a wire with more than is named stops the build.
 */

/** Marks the fuse wire in the executable (Electron, build/fuses/fuses.json5); version and length follow it. */
const sentinel = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX');

/** In the wire's order: how electron-builder.yml calls each; the last is ours to set. */
export const fuseWire = [
  'runAsNode',
  'enableCookieEncryption',
  'enableNodeOptionsEnvironmentVariable',
  'enableNodeCliInspectArguments',
  'enableEmbeddedAsarIntegrityValidation',
  'onlyLoadAppFromAsar',
  'loadBrowserProcessSpecificV8Snapshot',
  'grantFileProtocolExtraPrivileges',
  'wasmTrapHandlers',
];

const wasmTrapHandlers = 8;
const on = '1'.charCodeAt(0);

/** The file that holds the wire: on macOS a framework, elsewhere the executable. */
function fuseFile(context) {
  const { appOutDir, packager, electronPlatformName } = context;
  const name = packager.appInfo.productFilename;
  switch (electronPlatformName) {
    case 'darwin':
    case 'mas':
      return join(appOutDir, `${name}.app/Contents/Frameworks/Electron Framework.framework/Electron Framework`);
    case 'win32':
      return join(appOutDir, `${name}.exe`);
    default:
      return join(appOutDir, packager.executableName);
  }
}

/**
 * electron-builder takes the hook by this name.
 * @param {import('electron-builder').AfterPackContext} context
 * @throws when electron-builder.yml leaves a fuse out, or Electron has one that is not named here
 */
export async function afterPack(context) {
  const named = context.packager.config.electronFuses ?? {};
  const missing = fuseWire.slice(0, wasmTrapHandlers).filter((name) => typeof named[name] !== 'boolean');
  if (missing.length > 0) throw new Error(`electron-builder.yml must name every fuse; missing: ${missing.join(', ')}`);
  // The stand-in runtime's own start page; onlyLoadAppFromAsar would not load it, and it is nobody's business there.
  rmSync(join(context.appOutDir, 'resources', 'default_app.asar'), { force: true });
  const file = fuseFile(context);
  const binary = readFileSync(file);
  let found = 0;
  // A universal macOS build holds the wire twice.
  for (let at = binary.indexOf(sentinel); at >= 0; at = binary.indexOf(sentinel, at + 1)) {
    const length = binary[at + sentinel.length + 1];
    if (length > fuseWire.length)
      throw new Error(`This Electron has ${length} fuses and ${fuseWire.length} are named: name the new ones`);
    if (length > wasmTrapHandlers) binary[at + sentinel.length + 2 + wasmTrapHandlers] = on;
    found += 1;
  }
  if (found === 0) throw new Error(`No fuse wire in ${file}`);
  writeFileSync(file, binary);
}
