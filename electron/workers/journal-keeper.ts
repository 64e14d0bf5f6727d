import type { KeeperProtocol } from '../domains/journal/keeper/protocol';
import { JournalKeeperService } from '../domains/journal/keeper/service';
import { systemClock } from '../platform/clock';
import { nodeFiles } from '../platform/files';
import { nodePlaces } from '../platform/places';
import { openParentChannel } from '../platform/process/parent-channel';
import { serveWorker } from '../platform/process/serve';

/** The journal keeper process: verifies the journal and copies what is durable to its mirror, so that the writer never waits for either. */
serveWorker<KeeperProtocol>(openParentChannel(), (config, emit) => {
  const keeper = new JournalKeeperService({ files: nodeFiles, places: nodePlaces, clock: systemClock, config, emit });
  return {
    ready: {},
    requests: {
      verify: ({ kind, head, seals }) => keeper.verify(kind, head, seals),
      prepareMirror: ({ folder }) => keeper.prepareMirror(folder),
      setMirror: async ({ mirrorFolder }) => {
        await keeper.setMirror(mirrorFolder);
        return {};
      },
    },
    notices: {
      durable: (durable) => keeper.told(durable),
      cancelVerify: () => keeper.cancelVerify(),
      sealKey: ({ answer }) => keeper.toldSealKey(answer),
      retryMirror: () => keeper.retryMirror(),
    },
    stop: () => keeper.stop(),
  };
});
