/**
 * What travels between main and a supervised child, whatever carries it (utility process port, fork channel, or JSON
 * lines over stdio). Requests are answered, notices and events are not.
 */

/** The shape of one kind of child: its start-up config, requests, one-way notices, events, and what `ready` tells. */
export interface WorkerProtocol {
  readonly config: unknown;
  readonly ready: unknown;
  readonly requests: Record<string, { readonly params: unknown; readonly result: unknown }>;
  readonly notices: Record<string, unknown>;
  readonly events: Record<string, unknown>;
}

/** Version of this wire; a child of another version is refused at the handshake. */
export const WIRE_VERSION = 1;

/** Why a request got no result. `process-exited` and `timed-out` mean: the outcome is unknown, not that nothing happened. */
export interface RequestFailure {
  readonly code: 'process-exited' | 'not-ready' | 'timed-out' | (string & {});
  readonly message: string;
  /** Further plain data a handler attached, such as an exchange's own error code. */
  readonly detail?: unknown;
}

export type ParentMessage =
  | { readonly k: 'init'; readonly v: number; readonly p: unknown }
  | { readonly k: 'req'; readonly id: number; readonly m: string; readonly p: unknown }
  | { readonly k: 'note'; readonly m: string; readonly p: unknown }
  | { readonly k: 'ping'; readonly n: number }
  | { readonly k: 'stop' };

export type ChildMessage =
  | { readonly k: 'hello'; readonly v: number }
  | { readonly k: 'ready'; readonly p: unknown }
  | { readonly k: 'failed'; readonly message: string }
  | { readonly k: 'res'; readonly id: number; readonly ok: true; readonly r: unknown }
  | { readonly k: 'res'; readonly id: number; readonly ok: false; readonly e: RequestFailure }
  | { readonly k: 'evt'; readonly m: string; readonly p: unknown }
  | { readonly k: 'pong'; readonly n: number };

/** A two-way message channel to the other process. `send` on a closed channel does nothing. */
export interface Channel {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once when the other side is gone. */
  onClose(listener: () => void): void;
}

/** A started child as its launcher sees it. */
export interface ChildHandle extends Channel {
  readonly pid: number | undefined;
  onExit(listener: (code: number | null, signal: string | null) => void): void;
  /** What the child wrote to stdout or stderr besides protocol messages, line by line; for its log. */
  onOutput(listener: (line: string) => void): void;
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
}

/** Starts one process. May throw; the supervisor treats that as an exit. */
export type Launch = () => ChildHandle;
