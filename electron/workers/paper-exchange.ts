import { linger, type PaperProtocol, startPaperExchange } from '../domains/paper/index';
import { systemClock } from '../platform/clock';
import { openParentChannel } from '../platform/process/parent-channel';
import { serveWorker } from '../platform/process/serve';

// Nobody reads what a lingering exchange says once its parent is gone: that must not end it.
process.stderr.on('error', () => undefined);

/** The paper exchange process. When its parent is gone it lingers, so that the guard can still cancel what works there. */
serveWorker<PaperProtocol>(openParentChannel(), async (config) => {
  const started = await startPaperExchange(config, systemClock, (message) => process.stderr.write(`${message}\n`));
  if (!started.ok) throw new Error(started.error.message);
  const exchange = started.value;
  return {
    ready: exchange.urls,
    requests: {
      setFaults: async (faults) => {
        await exchange.setFaults(faults);
        return {};
      },
      status: () => exchange.status,
    },
    notices: {},
    stop: async (why) => {
      if (why === 'parent-gone') await linger(exchange.quietForMs, systemClock);
      await exchange.close();
    },
  };
});
