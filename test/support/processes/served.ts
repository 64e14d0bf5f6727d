import { openParentChannel } from '../../../electron/platform/process/parent-channel';
import { RequestError, serveWorker } from '../../../electron/platform/process/serve';
import type { WorkerProtocol } from '../../../electron/platform/process/wire';

interface EchoProtocol extends WorkerProtocol {
  readonly config: { readonly greeting: string };
  readonly ready: { readonly greeting: string };
  readonly requests: {
    readonly echo: { readonly params: { readonly text: string }; readonly result: { readonly text: string } };
    readonly refuse: { readonly params: object; readonly result: object };
    readonly throw: { readonly params: object; readonly result: object };
  };
  readonly notices: Record<string, never>;
  readonly events: Record<string, never>;
}

/** A child of the real serving side, for its tests. */
serveWorker<EchoProtocol>(openParentChannel(), ({ greeting }) => ({
  ready: { greeting },
  requests: {
    echo: ({ text }) => ({ text }),
    refuse: () => {
      throw new RequestError('not-today', 'come back later', { at: 7 });
    },
    throw: () => {
      throw new Error('a bug');
    },
  },
  notices: {},
}));
