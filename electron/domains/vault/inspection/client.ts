import type { Clock } from '#shared/model/time';
import { pinnedHosts } from '../../../platform/endpoint-pins';
import { SupervisedProcess } from '../../../platform/process/supervised-process';
import type { Launch } from '../../../platform/process/wire';
import { redaction } from '../../../platform/redaction';
import type { KeyInspector, KeySlot } from '../ports';
import { InspectionStop } from './adapter';
import { adapterOf, refusal } from './inspect-key';
import { INSPECTION_LIMIT_MS, type InspectorProtocol } from './protocol';

/** The process starts and loads one exchange within this, or the key counts as not checked. */
const START_LIMIT_MS = 5_000;
/** On top of the worker's own limit, so that its better-informed verdict comes first. */
const GRACE_MS = 500;

export interface KeyInspectorOptions {
  readonly launch: Launch;
  readonly clock: Clock;
  /** A connection to a host that is not pinned was refused: a record for the journal. */
  readonly onHostRefused: (slot: KeySlot, host: string) => void;
  readonly onOutput?: (line: string) => void;
  /** Tests and measurements only: see InspectorProtocol. */
  readonly loopback?: string;
}

/**
 * Reads a key back in a process of its own, one for each inspection, so that main never loads an exchange's code and the key is gone
 * with the process. One try; a verdict in any case.
 */
export function createKeyInspector(options: KeyInspectorOptions): KeyInspector {
  const { launch, clock, onHostRefused, onOutput, loopback } = options;
  return {
    inspect: async (slot, credential, onStep) => {
      const { name } = adapterOf(slot.exchange);
      const hosts = pinnedHosts(slot.exchange, slot.environment);
      if (hosts === null) return refusal(slot, new InspectionStop('no-testnet'), clock.now());
      const steps = ['Start the process that checks keys', `Ask ${name} what this key may do`] as const;
      const giveBack = redaction.lend([credential.apiKey, credential.secret, credential.passphrase]);
      onStep(steps[0], 'running');
      try {
        return await new Promise((resolve) => {
          let current: (typeof steps)[number] = steps[0];
          let isAnswered = false;
          const worker = new SupervisedProcess<InspectorProtocol>({
            name: 'key-inspector',
            launch,
            clock,
            restart: false,
            startTimeoutMs: START_LIMIT_MS,
            config: () => ({ slot, credential, hosts: [...hosts], ...(loopback === undefined ? {} : { loopback }) }),
            onEvent: (event, payload) => {
              if (event === 'hostRefused') onHostRefused(slot, payload.host);
            },
            onReady: async () => {
              onStep(steps[0], 'done');
              current = steps[1];
              onStep(current, 'running');
              const answer = await worker.request('inspect', {}, INSPECTION_LIMIT_MS + GRACE_MS);
              if (answer.ok) {
                isAnswered = true;
                onStep(current, answer.value.reading === null ? 'failed' : 'done');
                resolve(answer.value);
                void worker.stop();
              } else worker.kill();
            },
            onStatus: ({ state }) => {
              if (state !== 'stopped' || isAnswered) return;
              onStep(current, 'failed');
              resolve(refusal(slot, new InspectionStop('inspector-failed'), clock.now()));
            },
            onOutput: (line) => onOutput?.(redaction.clean(line)),
          });
          worker.start();
        });
      } finally {
        giveBack();
      }
    },
  };
}
