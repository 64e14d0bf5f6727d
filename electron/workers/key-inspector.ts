import { inspectKey } from '../domains/vault/inspection/inspect-key';
import { INSPECTION_LIMIT_MS, type InspectorProtocol } from '../domains/vault/inspection/protocol';
import { openParentChannel } from '../platform/process/parent-channel';
import { serveWorker } from '../platform/process/serve';
import { redaction } from '../platform/redaction';
import { pinOf, pinSockets } from '../platform/socket-pins';
import { openKeySession } from '../platform/venue/keys/key-session';

// A stray rejection in a library ends nothing; its text may hold anything, its name not.
process.on('unhandledRejection', (reason) => {
  process.stderr.write(`unhandled rejection: ${reason instanceof Error ? reason.name : typeof reason}\n`);
});

/** Reads one key back, and ends when main says so. Nothing of the key outlives the process. */
serveWorker<InspectorProtocol>(openParentChannel(), async ({ slot, credential, hosts, loopback }, emit) => {
  const onHostRefused = (host: string): void => emit('hostRefused', { host });
  redaction.lend([credential.apiKey, credential.secret, credential.passphrase]);
  pinSockets(loopback === undefined ? hosts : [pinOf(loopback)], onHostRefused);
  let until = 0;
  const session = await openKeySession({
    exchange: slot.exchange,
    environment: slot.environment,
    credential,
    hosts: new Set(hosts),
    leftMs: () => until - performance.now(),
    ...(loopback === undefined ? {} : { loopback }),
  });
  return {
    ready: {},
    requests: {
      inspect: () => {
        until = performance.now() + INSPECTION_LIMIT_MS;
        return inspectKey(slot, credential, {
          ask: session.ask,
          walletAddress: session.walletAddress,
          now: Date.now(),
          redact: (text) => redaction.withoutSecrets(text),
          onHostRefused,
        });
      },
    },
    notices: {},
  };
});
