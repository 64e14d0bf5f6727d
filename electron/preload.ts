import { contextBridge, ipcRenderer } from 'electron';
import type { HoldfastApi } from '#shared/contract/index';
import { CHANNEL_NAMES, EVENT_NAMES } from '#shared/contract/names';

/** The bridge: two functions, for the names of the contract only. */
const CALLS: ReadonlySet<string> = new Set(CHANNEL_NAMES);
const EVENTS: ReadonlySet<string> = new Set(EVENT_NAMES);

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
