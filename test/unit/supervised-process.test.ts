import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../electron/platform/clock';
import { launchFork, launchLines } from '../../electron/platform/process/launch-node';
import {
  type ProcessStatus,
  SupervisedProcess,
  type SupervisedProcessOptions,
} from '../../electron/platform/process/supervised-process';
import type { ChildHandle, ChildMessage, WorkerProtocol } from '../../electron/platform/process/wire';
import { VirtualClock } from '../support/virtual-clock';

interface Wire extends WorkerProtocol {
  readonly requests: Record<'echo' | 'fail' | 'die' | 'never' | 'refuse' | 'throw' | 'nothing', { params: unknown; result: unknown }>;
}
type Options = Partial<SupervisedProcessOptions<Wire>>;

const file = (name: string): string => resolve(import.meta.dirname, '../support/processes', name);
const child = (how: string) => launchFork(file('child.mjs'), []) && (() => launchWith(how));
const launchWith = (how: string): ChildHandle => launchLinesless(how);
/** `launchFork` takes no arguments for the child: the way it behaves is told through the module's own arguments. */
function launchLinesless(how: string): ChildHandle {
  process.argv.push(how);
  return launchFork(file('child.mjs'))();
}

let running: Array<SupervisedProcess<Wire>> = [];
afterEach(async () => {
  await Promise.all(running.map((each) => each.stop()));
  running = [];
});
void child;
