import { ipcMain, type WebContents } from 'electron';
import {
  type Answer,
  type ChannelName,
  channels,
  type ErrorCode,
  type Event,
  type EventName,
  type Request,
  type Response,
} from '#shared/contract/index';
import { CallMeter } from './call-meter';
import { answerCall, type OwnWindow } from './ipc-check';
import { APP_ORIGIN } from './scheme';

/** A handler's own answer: the value, or one of its channel's codes. */
export type HandlerAnswer<N extends ChannelName> =
  | { readonly ok: true; readonly value: Response<N> }
  | { readonly ok: false; readonly code: ErrorCode<N>; readonly message: string; readonly retry: boolean };

export type Handlers = {
  readonly [N in ChannelName]: (request: Request<N>) => HandlerAnswer<N> | Promise<HandlerAnswer<N>>;
};

const TOO_MANY: Answer<never> = {
  ok: false,
  code: 'too-many-calls',
  message:
    'The window asked for too much at once, so this was not done. The halt button still works. Try again in a moment.',
  retry: true,
};

export interface IpcServerOptions {
  /** The one window whose calls are answered. */
  readonly window: () => WebContents | undefined;
  /** Whether it has a page to push to. */
  readonly isShown: () => boolean;
  readonly log: (line: string) => void;
}

/** The only module that listens to or pushes over IPC. Every call goes through `answerCall`, which see. */
export class IpcServer {
  readonly #options: IpcServerOptions;
  readonly #meter = new CallMeter(performance.now());

  constructor(options: IpcServerOptions) {
    this.#options = options;
  }

  serve(handlers: Handlers): void {
    const { log } = this.#options;
    for (const name of Object.keys(channels) as ChannelName[]) {
      ipcMain.handle(name, (event, request: unknown) => {
        if (name !== 'halt.trip' && !this.#meter.take(performance.now())) return TOO_MANY;
        return answerCall(name, event, request, this.#own(), handlers[name] as never, log);
      });
    }
  }

  /** Pushes to the window; does nothing while there is none. */
  push<N extends EventName>(name: N, payload: Event<N>): void {
    const contents = this.#options.window();
    if (contents !== undefined && this.#options.isShown() && !contents.isDestroyed()) contents.send(name, payload);
  }

  #own(): OwnWindow | undefined {
    const contents = this.#options.window();
    return contents === undefined ? undefined : { contents, mainFrame: contents.mainFrame, origin: APP_ORIGIN };
  }
}
