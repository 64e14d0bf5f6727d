import type { Credential } from '#shared/model/account';
import type { Pace } from './cancel-plan';
import type { CancelOnlyPort } from './cancel-port';
import type { SocketPool } from './venue-http';

/** What the cancel-only side of an account is made of. */
export interface CancelOnlySetup {
  readonly urls: Readonly<Record<string, unknown>>;
  readonly credential: Credential;
  readonly symbols: readonly string[];
  readonly pool: SocketPool;
  readonly pace: Pace;
  /** Called in the tick in which a cancel is written to its socket. */
  readonly onCancelWritten: () => void;
}

export type OpenCancelOnly = (setup: CancelOnlySetup) => CancelOnlyPort;

/** The address in `urls.api` under this name, without the slash at its end. Throws when there is none. */
export function baseOf(urls: Readonly<Record<string, unknown>>, name: string): string {
  const address = urls[name];
  if (typeof address !== 'string') throw new Error(`no address for ${name}`);
  return address.replace(/\/$/, '');
}
