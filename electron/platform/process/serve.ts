import { messageOf } from '#shared/model/result';
import { redaction } from '../redaction';
import { Silence } from './silence';
import { type Channel, type ParentMessage, type RequestFailure, WIRE_VERSION, type WorkerProtocol } from './wire';

/** Thrown by a handler to answer a request with a closed code rather than `failed`. */
export class RequestError extends Error {
  readonly code: string;
  readonly detail: unknown;
  constructor(code: string, message: string, detail?: unknown) {
    super(message);
    this.code = code;
    this.detail = detail;
  }
}

export interface ServedWorker<P extends WorkerProtocol> {
  readonly ready: P['ready'];
  readonly requests: {
    readonly [K in keyof P['requests']]: (
      params: P['requests'][K]['params'],
    ) => P['requests'][K]['result'] | Promise<P['requests'][K]['result']>;
  };
  readonly notices: { readonly [K in keyof P['notices']]: (params: P['notices'][K]) => void };
  /** Ends the worker's own work; called on `stop` and when the parent is gone (`why`). The process exits afterwards. */
  readonly stop?: (why: 'stop' | 'parent-gone') => void | Promise<void>;
}

export type Emit<P extends WorkerProtocol> = <K extends keyof P['events'] & string>(
  event: K,
  payload: P['events'][K],
) => void;

/** Parent pings each second: this long without any message means it is gone although the channel did not say so. */
const PARENT_SILENT_MS = 15_000;
const LOOK_EVERY_MS = 1_000;

/**
 * The child's side of a supervised process: says hello, starts with the parent's config, answers requests, and exits
 * when its parent is gone, so that nobody is orphaned.
 */
export function serveWorker<P extends WorkerProtocol>(
  channel: Channel,
  start: (config: P['config'], emit: Emit<P>) => ServedWorker<P> | Promise<ServedWorker<P>>,
): void {
  let worker: ServedWorker<P> | undefined;
  let ending = false;
  const silence = new Silence(PARENT_SILENT_MS, LOOK_EVERY_MS, performance.now());
  const emit: Emit<P> = (event, payload) => channel.send({ k: 'evt', m: event, p: payload });

  const end = async (why: 'stop' | 'parent-gone'): Promise<void> => {
    if (ending) return;
    ending = true;
    try {
      await worker?.stop?.(why);
    } finally {
      process.exit(0);
    }
  };

  const answer = async (message: Extract<ParentMessage, { k: 'req' }>): Promise<void> => {
    const handler = worker?.requests[message.m];
    try {
      if (handler === undefined) throw new RequestError('unknown-method', `no such request: ${message.m}`);
      channel.send({ k: 'res', id: message.id, ok: true, r: await handler(message.p) });
    } catch (thrown) {
      const failure: RequestFailure =
        thrown instanceof RequestError
          ? { code: thrown.code, message: redaction.clean(thrown.message), detail: thrown.detail }
          : { code: 'failed', message: redaction.clean(messageOf(thrown)) };
      channel.send({ k: 'res', id: message.id, ok: false, e: failure });
    }
  };

  const init = async (config: unknown): Promise<void> => {
    try {
      worker = await start(config as P['config'], emit);
      channel.send({ k: 'ready', p: worker.ready });
    } catch (thrown) {
      channel.send({ k: 'failed', message: redaction.clean(messageOf(thrown)) });
    }
  };

  channel.onMessage((raw) => {
    silence.heard(performance.now());
    const message = raw as ParentMessage;
    switch (message.k) {
      case 'init':
        void init(message.p);
        return;
      case 'req':
        void answer(message);
        return;
      case 'note':
        worker?.notices[message.m]?.(message.p as never);
        return;
      case 'ping':
        channel.send({ k: 'pong', n: message.n });
        return;
      case 'stop':
        void end('stop');
        return;
    }
  });
  channel.onClose(() => void end('parent-gone'));
  // Ctrl+C in a terminal goes to every process of the group. The parent ends us in its own order, or is gone itself.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  setInterval(() => {
    if (silence.look(performance.now())) void end('parent-gone');
  }, LOOK_EVERY_MS).unref();
  channel.send({ k: 'hello', v: WIRE_VERSION });
}
