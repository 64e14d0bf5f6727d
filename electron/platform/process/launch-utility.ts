import { utilityProcess } from 'electron';
import { signalOfUtilityExit } from './exit-words';
import { readLines } from './lines';
import { giveWay } from './priority';
import type { Launch } from './wire';

const MAX_OUTPUT_LINE = 64 * 1024;

/** A worker as an Electron utility process. Call only after the app is ready. */
export function launchUtility(
  entry: string,
  serviceName: string,
  { givesWay = false }: { readonly givesWay?: boolean } = {},
): Launch {
  return () => {
    const child = utilityProcess.fork(entry, [], { serviceName, stdio: ['ignore', 'inherit', 'pipe'] });
    if (givesWay) child.once('spawn', () => giveWay(child.pid));
    return {
      get pid() {
        return child.pid;
      },
      send: (message) => child.postMessage(message),
      onMessage: (listener) => void child.on('message', listener),
      onClose: (listener) => void child.once('exit', listener),
      onExit: (listener) => void child.once('exit', (code) => listener(code, signalOfUtilityExit(code))),
      onOutput: (listener) => {
        if (child.stderr !== null) readLines(child.stderr as import('node:stream').Readable, MAX_OUTPUT_LINE, listener);
      },
      kill: (signal) => {
        if (signal === 'SIGTERM' || child.pid === undefined) child.kill();
        else process.kill(child.pid, 'SIGKILL');
      },
    };
  };
}
