/*
 * Loaded by Electron before the app (`-r`), in tests alone: keeps the paper exchange's process where a test can reach it, so
 * that the real app meets its scripted faults. The app itself has no way to set them.
 */
const { utilityProcess } = require('electron');

const fork = utilityProcess.fork.bind(utilityProcess);
let asked = 0;

utilityProcess.fork = (entry, args, options) => {
  const child = fork(entry, args, options);
  if (options?.serviceName === 'Holdfast paper exchange')
    // Ids far above those of the supervisor, which passes over answers to questions it did not ask.
    globalThis.setPaperFaults = (faults) => {
      asked += 1;
      child.postMessage({ k: 'req', id: 1e9 + asked, m: 'setFaults', p: faults });
    };
  return child;
};
