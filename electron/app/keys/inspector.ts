import type { Clock } from '#shared/model/time';
import { createKeyInspector, type KeyInspector } from '../../domains/vault/index';
import type { Launch } from '../../platform/process/wire';
import type { Recorder } from '../recorder';

/** The inspector of this console: each host it refused is on record, with whom the key was for and nothing of the key. */
export function wireKeyInspector(
  launch: Launch,
  clock: Clock,
  recorder: Pick<Recorder, 'record'>,
  log: (line: string) => void,
): KeyInspector {
  return createKeyInspector({
    launch,
    clock,
    onHostRefused: ({ exchange, environment, accountId, purpose }, host) =>
      recorder.record('vault.host-refused', { exchange, environment, accountId, purpose, host }),
    onOutput: (line) => log(`key inspector: ${line}`),
  });
}
