import type { Credential } from '#shared/model/account';
import type { KeyVerdict } from '#shared/model/keys';
import type { WorkerProtocol } from '../../../platform/process/wire';
import type { KeySlot } from '../ports';

/** From the first request until the verdict; of one request to an exchange and all that follow it. */
export const INSPECTION_LIMIT_MS = 3_000;

/** The process that reads one key back and ends. It gets the key over its channel, never by argv or environment. */
export interface InspectorProtocol extends WorkerProtocol {
  readonly config: {
    readonly slot: KeySlot;
    readonly credential: Credential;
    /** The only hosts it may open a socket to. */
    readonly hosts: readonly string[];
    /** Where its requests really go, in tests and measurements: a server on 127.0.0.1. */
    readonly loopback?: string;
  };
  /** Ready means: the exchange's module is loaded. Nothing was asked yet. */
  readonly ready: Record<string, never>;
  readonly requests: {
    readonly inspect: { readonly params: Record<string, never>; readonly result: KeyVerdict };
  };
  readonly notices: Record<string, never>;
  readonly events: {
    /** A connection to a host that is not pinned was refused. */
    readonly hostRefused: { readonly host: string };
  };
}
