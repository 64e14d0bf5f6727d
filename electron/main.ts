/**
 * Entry. Started with `--guard` it is the guard process and nothing else, as `halt …`, `backup …`, `restore …` or `archive …` that
 * command; otherwise the console.
 * What must happen before Electron is ready (the scheme, the sandbox) and what opens the window is imported statically and kept small;
 * the core is imported when the window is on its way.
 */
import { app } from 'electron';
import { typedWords } from './platform/own-process';
import { registerScheme } from './platform/scheme';
import { ConsoleShell } from './platform/shell';

function startConsole(): void {
  registerScheme();
  // Run as root, Chromium refuses to start with its sandbox; the launcher says so and passes the switch. Nobody else does.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  const shell = new ConsoleShell();
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

const [first, ...words] = typedWords();
if (first === 'halt') {
  // Awaited at the top level: Electron starts its display only after this module, so that the command needs none.
  const { haltCommand } = await import('./app/halt-command');
  process.exit(await haltCommand(words));
} else if (first === 'backup' || first === 'restore') {
  const { keepCommand } = await import('./app/keep-command');
  process.exit(await keepCommand(first, words));
} else if (first === 'archive') {
  const { archiveCommand } = await import('./app/keep-command');
  process.exit(await archiveCommand(words));
} else if (process.argv.includes('--guard')) {
  app.setPath('userData', `${app.getPath('temp')}/holdfast-guard-${process.pid}`);
  void import('./workers/guard');
} else startConsole();
