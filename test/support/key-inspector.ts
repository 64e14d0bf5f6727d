import { createKeyInspector } from '../../electron/domains/vault/inspection/client';
import type { KeyInspector } from '../../electron/domains/vault/ports';
import { systemClock } from '../../electron/platform/clock';
import { launchFork } from '../../electron/platform/process/launch-node';
import { builtWorker } from './built-worker';

export interface InspectorRig {
  readonly inspector: KeyInspector;
  /** Hosts whose connections were refused, as main would journal them. */
  readonly refusedHosts: string[];
  readonly output: string[];
  /** Process ids of the inspectors started so far. */
  readonly pids: number[];
}

/** The real inspector process, as plain Node, whose requests go to a server on loopback. */
export function startInspector(origin: string): InspectorRig {
  const refusedHosts: string[] = [];
  const output: string[] = [];
  const pids: number[] = [];
  const fork = launchFork(builtWorker('key-inspector'));
  return {
    pids,
    refusedHosts,
    output,
    inspector: createKeyInspector({
      launch: () => {
        const child = fork();
        pids.push(child.pid ?? 0);
        return child;
      },
      clock: systemClock,
      loopback: origin,
      onHostRefused: (_slot, host) => refusedHosts.push(host),
      onOutput: (line) => output.push(line),
    }),
  };
}
