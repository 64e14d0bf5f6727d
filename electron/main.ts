/**
 * Entry. Started with `--guard` it is the guard process and nothing else; otherwise the console. What must happen before
 * Electron is ready (the scheme, the sandbox) and what opens the window is imported statically and kept small; the core is
 * imported when the window is on its way.
 */
import { resolve } from 'node:path';
import { app } from 'electron';
import { registerScheme } from './platform/scheme';
import { ConsoleShell } from './platform/shell';

function startConsole(): void {
  registerScheme();
  // Run as root, Chromium refuses to start with its sandbox; the launcher says so and passes the switch. Nobody else does.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  const chosen = process.env.HOLDFAST_DATA_DIR;
  const shell = new ConsoleShell({ dataFolder: chosen === undefined ? undefined : resolve(chosen) });
  if (!shell.takeSingleInstance()) {
    process.stdout.write('holdfast runs already on this data folder: its window was brought to the front\n');
    shell.exit(0);
    return;
  }
  shell.openWhenReady(() => {
    import('./app/run')
      .then(({ run }) => run(shell))
      .catch((thrown: unknown) => {
        process.stderr.write(`holdfast could not start: ${String(thrown)}\n`);
        shell.exit(1);
      });
  });
}

if (process.argv.includes('--guard')) {
  app.setPath('userData', `${app.getPath('temp')}/holdfast-guard-${process.pid}`);
  void import('./workers/guard');
} else startConsole();
