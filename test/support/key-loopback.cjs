/*
 * Loaded by Electron before the app (`-r`), in tests alone: the real inspector's requests go to `globalThis.keyLoopback`, a server on
 * 127.0.0.1, in place of the exchange. The app itself has no way to say so, and a packaged one loads nothing before itself.
 */
const { utilityProcess } = require('electron');

const fork = utilityProcess.fork.bind(utilityProcess);

utilityProcess.fork = (entry, args, options) => {
  const child = fork(entry, args, options);
  if (options?.serviceName !== 'Holdfast key inspector') return child;
  const post = child.postMessage.bind(child);
  child.postMessage = (message) =>
    post(message.k === 'init' ? { ...message, p: { ...message.p, loopback: globalThis.keyLoopback } } : message);
  return child;
};
