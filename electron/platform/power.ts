import { powerMonitor } from 'electron';

/** Tells of the machine going to sleep and waking, and of its screen being locked, where the OS says so. Only once Electron is ready. */
export function watchPower(on: {
  readonly suspend: () => void;
  readonly resume: () => void;
  readonly lockScreen: () => void;
}): void {
  powerMonitor.on('suspend', on.suspend);
  powerMonitor.on('resume', on.resume);
  powerMonitor.on('lock-screen', on.lockScreen);
}

/** Milliseconds since a key or the pointer was last used in the whole system. Only once Electron is ready. */
export const systemIdleMs = (): number => powerMonitor.getSystemIdleTime() * 1_000;
