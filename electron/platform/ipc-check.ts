import { type Answer, type ChannelName, channels } from '#shared/contract/index';
import { messageOf } from '#shared/model/result';

/** What one call carries besides its request: who sent it. Electron's event fits; so does a plain object in a test. */
export interface CallSender {
  readonly sender: unknown;
  /** Null once the frame is gone. */
  readonly senderFrame: { readonly url: string } | null;
}

/** The window whose calls are answered: its contents and its main frame, compared by identity. */
export interface OwnWindow {
  readonly contents: unknown;
  readonly mainFrame: unknown;
  /** `scheme://host`, without a slash at the end. */
  readonly origin: string;
}

/** Largest request taken, characters of its JSON: nothing the screens send comes near it. */
export const MAX_REQUEST = 64 * 1024;

type Handler = (request: unknown) => Promise<Answer<unknown>> | Answer<unknown>;

const failure = (code: string, message: string, retry = false): Answer<never> => ({ ok: false, code, message, retry });

/**
 * One call, checked as every call is: from our own window's main frame at our own origin, fitting its schema, small; and
 * its answer fits its schema too. Never rejects. `log` gets what was refused, never what was in it.
 */
export async function answerCall(
  name: ChannelName,
  event: CallSender,
  request: unknown,
  own: OwnWindow | undefined,
  handler: Handler,
  log: (line: string) => void,
): Promise<Answer<unknown>> {
  if (!isOurs(event, own)) {
    log(`refused ${name} from a sender that is not the console's window`);
    return failure('wrong-sender', 'This request did not come from the console’s own window. Nothing was done.');
  }
  const parsed = isSmall(request) ? channels[name].request.safeParse(request) : undefined;
  if (parsed?.success !== true) {
    log(`refused ${name}: the request does not fit its schema`);
    return failure(
      'bad-request',
      `The request ${name} was not understood, so nothing was done. This is a fault of the screen; press Halt all if in doubt.`,
    );
  }
  try {
    const answer = await handler(parsed.data);
    if (!answer.ok) return answer;
    const checked = channels[name].response.safeParse(answer.value);
    if (checked.success) return { ok: true, value: checked.data };
    log(`the answer to ${name} does not fit its schema: ${checked.error.message}`);
  } catch (thrown) {
    log(`${name} failed: ${messageOf(thrown)}`);
  }
  return failure(
    'internal',
    `The console met a fault while doing ${name}. The halt button still works. Details are in the console's log.`,
    true,
  );
}

function isOurs({ sender, senderFrame }: CallSender, own: OwnWindow | undefined): boolean {
  if (own === undefined || sender !== own.contents || senderFrame === null || senderFrame !== own.mainFrame)
    return false;
  return senderFrame.url.startsWith(`${own.origin}/`);
}

function isSmall(request: unknown): boolean {
  try {
    return (JSON.stringify(request) ?? '').length <= MAX_REQUEST;
  } catch {
    return false;
  }
}
