import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron';
import { type Answer, type ChannelName, channels, type ErrorCode, type Event, type EventName, type Request, type Response } from '#shared/contract/index';
import { messageOf } from '#shared/model/result';
import { APP_ORIGIN } from './scheme';

/** A handler's own answer: the value, or one of its channel's codes. */
export type HandlerAnswer<N extends ChannelName> =
  | { readonly ok: true; readonly value: Response<N> }
  | { readonly ok: false; readonly code: ErrorCode<N>; readonly message: string; readonly retry: boolean };

export type Handlers = { readonly [N in ChannelName]: (request: Request<N>) => HandlerAnswer<N> | Promise<HandlerAnswer<N>> };

export interface IpcServerOptions {
  /** The one window whose calls are answered. */
  readonly window: () => WebContents | undefined;
  /** Whether it has a page to push to. */
  readonly isShown: () => boolean;
  readonly log: (line: string) => void;
}

/** Largest request taken, characters of its JSON: nothing the screens send comes near it. */
const MAX_REQUEST = 64 * 1024;

const failure = (code: string, message: string, retry = false): Answer<never> => ({ ok: false, code, message, retry });

/**
 * The only module that listens to or pushes over IPC. Each call is checked the same way: from our own window's main frame
 * at our own origin, of a known channel, fitting its schema; and its answer fits its schema too.
 */
export class IpcServer {
  readonly #options: IpcServerOptions;

  constructor(options: IpcServerOptions) {
    this.#options = options;
  }

  serve(handlers: Handlers): void {
    for (const name of Object.keys(channels) as ChannelName[]) {
      ipcMain.handle(name, (event, request: unknown) => this.#answer(event, name, request, handlers[name] as never));
    }
  }

  /** Pushes to the window; does nothing while there is none. */
  push<N extends EventName>(name: N, payload: Event<N>): void {
    const contents = this.#options.window();
    if (contents !== undefined && this.#options.isShown() && !contents.isDestroyed()) contents.send(name, payload);
  }

  async #answer(
    event: IpcMainInvokeEvent,
    name: ChannelName,
    request: unknown,
    handler: (request: unknown) => Promise<Answer<unknown>> | Answer<unknown>,
  ): Promise<Answer<unknown>> {
    if (!this.#isOurs(event)) {
      this.#options.log(`refused ${name} from a sender that is not the console's window`);
      return failure('wrong-sender', 'This request did not come from the console’s own window. Nothing was done.');
    }
    const parsed = isSmall(request) ? channels[name].request.safeParse(request) : undefined;
    if (parsed?.success !== true) {
      this.#options.log(`refused ${name}: the request does not fit its schema`);
      return failure('bad-request', `The request ${name} was not understood, so nothing was done. This is a fault of the screen; press Halt all if in doubt.`);
    }
    try {
      const answer = await handler(parsed.data);
      if (!answer.ok) return answer;
      const checked = channels[name].response.safeParse(answer.value);
      if (checked.success) return { ok: true, value: checked.data };
      this.#options.log(`the answer to ${name} does not fit its schema: ${checked.error.message}`);
    } catch (thrown) {
      this.#options.log(`${name} failed: ${messageOf(thrown)}`);
    }
    return failure('internal', `The console met a fault while doing ${name}. The halt button still works. Details are in the console's log.`, true);
  }

  #isOurs(event: IpcMainInvokeEvent): boolean {
    const contents = this.#options.window();
    const frame = event.senderFrame;
    if (contents === undefined || event.sender !== contents || frame === null || frame !== contents.mainFrame) return false;
    return frame.url.startsWith(`${APP_ORIGIN}/`);
  }
}

function isSmall(request: unknown): boolean {
  try {
    return (JSON.stringify(request) ?? '').length <= MAX_REQUEST;
  } catch {
    return false;
  }
}
