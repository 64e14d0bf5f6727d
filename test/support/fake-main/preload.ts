import { contextBridge, ipcRenderer } from 'electron';

contextBridge.exposeInMainWorld('holdfast', {
  call: (name: string, request: unknown) => ipcRenderer.invoke('call', name, request),
  on: (name: string, listener: (payload: unknown) => void) => {
    const pass = (_event: unknown, from: string, payload: unknown) => {
      if (from === name) listener(payload);
    };
    ipcRenderer.on('event', pass);
    return () => ipcRenderer.removeListener('event', pass);
  },
});
