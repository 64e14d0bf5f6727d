import type { Answer, ChannelName, ErrorCode, Request, Response } from '#shared/contract/index';
import { CallMeter } from './call-meter';
import type { AnswerCall } from './ipc';
import { answerCall } from './ipc-check';

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

/** Answers calls by these handlers: metered (the halt never), and each checked both ways by `answerCall`. */
export function answerBy(handlers: Handlers, log: (line: string) => void): AnswerCall {
  const meter = new CallMeter(performance.now());
  return async (name, event, request, own) => {
    if (name !== 'halt.trip' && !meter.take(performance.now())) return TOO_MANY;
    return answerCall(name, event, request, own, handlers[name] as never, log);
  };
}
