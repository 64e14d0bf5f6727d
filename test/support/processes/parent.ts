import { resolve } from 'node:path';
import { systemClock } from '../../../electron/platform/clock';
import { launchFork } from '../../../electron/platform/process/launch-node';
import { SupervisedProcess } from '../../../electron/platform/process/supervised-process';
import type { WorkerProtocol } from '../../../electron/platform/process/wire';

/** A parent with one child, to be killed: it prints the child's process id once it is ready. */
const child = new SupervisedProcess<WorkerProtocol>({
  name: 'child',
  launch: launchFork(resolve(import.meta.dirname, 'served.ts'), ['--import', 'tsx']),
  config: () => ({ greeting: 'hello' }),
  clock: systemClock,
  onReady: () => process.stdout.write(`${child.status.pid}\n`),
});
child.start();
