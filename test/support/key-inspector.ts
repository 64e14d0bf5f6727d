import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createKeyInspector } from '../../electron/domains/vault/inspection/client';
import type { KeyInspector } from '../../electron/domains/vault/ports';
import { systemClock } from '../../electron/platform/clock';
import { launchFork } from '../../electron/platform/process/launch-node';
import { bundle } from './bundle';

export interface InspectorRig {
  readonly inspector: KeyInspector;
  /** Hosts whose connections were refused, as main would journal them. */
  readonly refusedHosts: string[];
  readonly output: string[];
  /** Process ids of the inspectors started so far. */
  readonly pids: number[];
  close(): Promise<void>;
}

/** The real inspector process, as plain Node, whose requests go to a server on loopback. */
export async function buildInspector(origin: string): Promise<InspectorRig> {
  const folder = await bundle({ 'key-inspector': 'electron/workers/key-inspector.ts' });
  const refusedHosts: string[] = [];
  const output: string[] = [];
  const pids: number[] = [];
  const fork = launchFork(join(folder, 'key-inspector.mjs'));
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
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
