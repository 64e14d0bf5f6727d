/*
 * What the stand-in runtime does with `electron FOLDER …`: the part of Electron's own default app that a program under
 * development needs. It is packed into resources/default_app.asar (docs/runtime.md), and runs before any of our code.
 */
import { readFileSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app, dialog } from 'electron';

/** Splits the command line as Electron does: modules to require first, then the folder of the app. */
function readArguments(argv) {
  const preload = [];
  for (let index = 1; index < argv.length; index += 1) {
    const argument = argv[index];
    if (argument === '-r' || argument === '--require') {
      preload.push(argv[index + 1]);
      index += 1;
    } else if (!argument.startsWith('-')) {
      return { preload, folder: argument };
    }
  }
  return { preload, folder: undefined };
}

const { preload, folder } = readArguments(process.argv);
Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true });

if (folder === undefined) {
  process.stderr.write('usage: electron [options] FOLDER [arguments]\n');
  app.exit(2);
} else {
  try {
    const root = resolve(folder);
    const description = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const require = createRequire(join(root, 'package.json'));
    for (const file of preload) require(file);
    app.name = description.productName ?? description.name;
    app.setVersion(description.version ?? '0.0.0');
    if (description.desktopName) app.setDesktopName(description.desktopName);
    app.setAppPath(root);
    // The app's own modules come before anything global, as in a packaged app.
    Module.globalPaths.length = 0;
    const entry = join(root, description.main ?? 'index.js');
    // Awaited, as Electron's own default app and a packaged app do: ready waits for it, so that what must be done before
    // ready (schemes, sandbox) can be. A module that awaits `whenReady` at its top level waits for itself, there as here.
    await import(pathToFileURL(entry).href);
  } catch (error) {
    fail(error);
  }
}

/** No dialog: it would hold an unattended run until its time-out. */
function fail(error) {
  dialog.showErrorBox = () => undefined;
  process.stderr.write(`The app in ${folder} did not start: ${error?.stack ?? error}\n`);
  app.exit(1);
}
