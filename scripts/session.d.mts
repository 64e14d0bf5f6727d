import type { Member, ProcessFamily } from './lib/family.mjs';

/** Types of session.mjs for the tests, which are TypeScript. */
export interface Session {
  readonly env: Readonly<Record<string, string>>;
  readonly display: string | undefined;
  readonly family: ProcessFamily;
  /** Takes the keychain of the session away, as when its program crashes, and brings it back with what it held. */
  readonly keyring: Record<'leave' | 'comeBack' | 'refuse' | 'permit', () => Promise<void>> | undefined;
  close(options?: { graceMs?: number }): Promise<readonly Member[]>;
}

export const sessionTag: string;
export function openSession(want: {
  display?: string;
  keyring?: { dataFolder?: string; password?: string };
  owner?: { uid: number; gid: number };
}): Promise<Session>;
export function onStopSignal(onStop: (signal: NodeJS.Signals) => void): () => void;
