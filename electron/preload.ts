import { contextBridge, ipcRenderer } from 'electron';
import type { HoldfastApi } from '#shared/contract/index';

/**
 * The bridge: two functions, for the names of the contract only. The names are written out here because a sandboxed
 * preload should stay small; a test holds them against the contract.
 */
const CALLS: ReadonlySet<string> = new Set([
  'desk.snapshot',
  'desk.report-error',
  'halt.trip',
  'halt.set-passphrase',
  'halt.check-clean',
  'halt.resume',
  'bots.start',
  'bots.stop',
  'bots.restart',
  'bots.log',
  'journal.tail',
  'journal.verify',
]);
const EVENTS: ReadonlySet<string> = new Set(['desk.changed', 'journal.appended']);

const api: HoldfastApi = {
  call: (name, request) => {
    if (!CALLS.has(name)) return Promise.reject(new Error(`no such call: ${String(name)}`));
    return ipcRenderer.invoke(name, request);
  },
  on: (name, listener) => {
    if (!EVENTS.has(name)) throw new Error(`no such event: ${String(name)}`);
    const forward = (_event: unknown, ...args: unknown[]): void => listener(args[0] as Parameters<typeof listener>[0]);
    ipcRenderer.on(name, forward);
    return () => ipcRenderer.off(name, forward);
  },
};

contextBridge.exposeInMainWorld('holdfast', api);
