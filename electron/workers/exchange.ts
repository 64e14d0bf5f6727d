import { startExchangeWorker } from '../domains/exchange/worker/start';
import { openParentChannel } from '../platform/process/parent-channel';
import { serveWorker } from '../platform/process/serve';

// A stray rejection in a library must not take the links of all accounts down; its text may hold anything, its name not.
process.on('unhandledRejection', (reason) => {
  process.stderr.write(`unhandled rejection: ${reason instanceof Error ? reason.name : typeof reason}\n`);
});

serveWorker(openParentChannel(), startExchangeWorker);
