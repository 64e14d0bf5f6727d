import { constants } from 'node:os';

/** Signals that end a process from outside or by its own fault. HUP, INT and QUIT are left out: 1 to 3 are exit codes programs use. */
const FATAL = ['SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGKILL', 'SIGSEGV', 'SIGTERM'] as const;
const BY_NUMBER: ReadonlyMap<number, string> = new Map(FATAL.map((name) => [constants.signals[name], name]));

/**
 * The signal that ended a utility process, or null. Electron tells a signal's number as the exit code (measured: killed by
 * SIGKILL it says 9), so a program that exits with such a number by itself looks the same. Windows has no signals.
 */
export const signalOfUtilityExit = (code: number, platform: NodeJS.Platform = process.platform): string | null =>
  platform === 'win32' ? null : (BY_NUMBER.get(code) ?? null);

/** How a bot's process ended, as its log and the journal say it. */
export const exitInWords = (code: number | null, signal: string | null): string =>
  signal === null ? `exited with code ${code}` : `ended by ${signal}`;
