/**
 * Entry. Started with `--guard` it is the guard process and nothing else; otherwise the console. What must happen before
 * Electron is ready (the scheme, the sandbox) is imported statically, since under a development runtime ready does not wait
 * for a module that is still importing others.
 */
import { app } from 'electron';
import { registerScheme } from './platform/scheme';

if (process.argv.includes('--guard')) {
  app.setPath('userData', `${app.getPath('temp')}/holdfast-guard-${process.pid}`);
  void import('./workers/guard');
} else {
  registerScheme();
  // Run as root, Chromium refuses to start with its sandbox; the launcher says so and passes the switch. Nobody else does.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  void import('./app/run').then(({ run }) => run());
}
