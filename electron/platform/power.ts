import { powerMonitor } from 'electron';

/** Tells of the machine going to sleep and waking, where the OS says so. Only once Electron is ready. */
export function watchPower(on: { readonly suspend: () => void; readonly resume: () => void }): void {
  powerMonitor.on('suspend', on.suspend);
  powerMonitor.on('resume', on.resume);
}
