import type { ExchangeProtocol } from '../domains/exchange/protocol';
import { startExchangeWorker } from '../domains/exchange/worker/start';
import { openParentChannel } from '../platform/process/parent-channel';
import { serveWorker } from '../platform/process/serve';
import { pinSockets, pinsIn } from '../platform/socket-pins';

// A stray rejection in a library must not take the links of all accounts down; its text may hold anything, its name not.
process.on('unhandledRejection', (reason) => {
  process.stderr.write(`unhandled rejection: ${reason instanceof Error ? reason.name : typeof reason}\n`);
});

// The endpoints of the account's environment and no others, for streams and whatever a library might open as well (K9).
serveWorker<ExchangeProtocol>(openParentChannel(), (config, emit) => {
  pinSockets(pinsIn(config.urls), (host) => emit('hostRefused', { host }));
  return startExchangeWorker(config, emit);
});
