import { ipcMain, type WebContents } from 'electron';
import type { ChannelName, Event, EventName } from '#shared/contract/index';
import { CHANNEL_NAMES } from '#shared/contract/names';
import type { CallSender, OwnWindow } from './ipc-check';
import { APP_ORIGIN } from './scheme';

/** Answers one call; `own` is the window whose calls are taken. Never rejects. See ipc-check.ts and ipc-answers.ts. */
export type AnswerCall = (
  name: ChannelName,
  event: CallSender,
  request: unknown,
  own: OwnWindow | undefined,
) => Promise<unknown>;

export interface IpcServerOptions {
  /** The one window whose calls are answered. */
  readonly window: () => WebContents | undefined;
  /** Whether it has a page to push to. */
  readonly isShown: () => boolean;
}

/**
 * The only module that listens to or pushes over IPC. It listens from the first moment, before the core has loaded: a call
 * that comes earlier waits for it.
 */
export class IpcServer {
  readonly #options: IpcServerOptions;
  #answer: (answer: AnswerCall) => void = () => undefined;
  readonly #answerer = new Promise<AnswerCall>((resolve) => {
    this.#answer = resolve;
  });

  constructor(options: IpcServerOptions) {
    this.#options = options;
    for (const name of CHANNEL_NAMES) {
      ipcMain.handle(name, async (event, request: unknown) => {
        const answer = await this.#answerer;
        return answer(name, event, request, this.#own());
      });
    }
  }

  /** The core has loaded: calls are answered from now on. */
  serve(answer: AnswerCall): void {
    this.#answer(answer);
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
