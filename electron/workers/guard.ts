import { startGuard } from '../domains/halt/guard/guard';
import { openStdioChannel } from '../platform/process/parent-channel';
import { serveWorker } from '../platform/process/serve';

/*
 * Entry of the guard; importing it starts it. In the app it is the app's own executable with `--guard`, elsewhere plain node.
 * It imports nothing of Electron and nothing that could place an order.
 */

// Ctrl+C in a terminal, a logout and a polite kill reach the whole group, main included: the guard is there to clean up
// after exactly that, and ends by the end of stdin.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.stderr.on('error', () => undefined);
// Nothing may end it before it has cancelled. The text may hold anything, the name not.
const note = (reason: unknown): void => {
  process.stderr.write(
    `guard: ${reason instanceof Error ? `${reason.name} ${(reason as NodeJS.ErrnoException).code ?? ''}` : typeof reason}\n`,
  );
};
process.on('uncaughtException', note);
process.on('unhandledRejection', note);

serveWorker(openStdioChannel(), startGuard);
