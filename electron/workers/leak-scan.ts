import type { LeakScanWire } from '../domains/leaks/protocol';
import { LeakScan } from '../domains/leaks/scan/scan';
import { systemClock } from '../platform/clock';
import { openParentChannel } from '../platform/process/parent-channel';
import { RequestError, serveWorker } from '../platform/process/serve';

/** The leak scan's process. It gets the keys to look for with the request, and ends with the scan, so that nothing keeps them. */
serveWorker<LeakScanWire>(openParentChannel(), (_config, emit) => {
  const cancel = new AbortController();
  let hasBegun = false;
  return {
    ready: {},
    requests: {
      scan: (request) => {
        if (hasBegun) throw new RequestError('busy', 'this process has its scan already');
        hasBegun = true;
        const listener = {
          onProgress: (counts: LeakScanWire['events']['progress']['counts'], current: string) =>
            emit('progress', { counts, current }),
          onFindings: (findings: LeakScanWire['events']['findings']['findings']) => emit('findings', { findings }),
          onUnread: (unread: LeakScanWire['events']['unread']['unread']) => emit('unread', { unread }),
        };
        return new LeakScan(request, listener, () => systemClock.monotonicMs(), cancel.signal).run();
      },
    },
    notices: { cancel: () => cancel.abort() },
    stop: () => cancel.abort(),
  };
});
