import type { Member, ProcessFamily } from './lib/family.mjs';

/** Types of session.mjs for the tests, which are TypeScript. */
export interface Session {
  readonly env: Readonly<Record<string, string>>;
  readonly display: string | undefined;
  readonly family: ProcessFamily;
  close(options?: { graceMs?: number }): Promise<readonly Member[]>;
}

export const sessionTag: string;
export function openSession(want: {
  display?: string;
  keyring?: { dataFolder?: string; password?: string };
  owner?: { uid: number; gid: number };
}): Promise<Session>;
export function onStopSignal(onStop: (signal: NodeJS.Signals) => void): () => void;
