import {
  type BotErrorData,
  type BotErrorName,
  type BotMethod,
  type BotParamsInput,
  type BotResult,
  botErrorName,
  type ConsoleMessage,
  encodeRequest,
  BOT_PROTOCOL_LIMITS as limits,
  parseResult,
} from '#shared/bot-protocol';
import { err, ok, type Result } from '#shared/model/result';
import { Pacer } from './pacer';
import type { LineTransport } from './transport';

/** Why a request got no result. `no-answer`: the console did not answer in time, so the outcome is not known. */
export interface RequestFailure {
  readonly error: BotErrorName | 'no-answer';
  readonly message: string;
  readonly data: BotErrorData;
}

export type Reply<M extends BotMethod> = Result<BotResult<M>, RequestFailure>;

/** The console answers orders when the exchange did; it gives up on an exchange long before this. */
const ANSWER_WITHIN_MS = 60_000;

interface Waiting {
  readonly settle: (reply: Result<unknown, RequestFailure>) => void;
  readonly method: BotMethod;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** Sends requests at a pace the console accepts, and matches answers to them. */
export class BotClient {
  readonly #transport: LineTransport;
  readonly #pacer: Pacer;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;

  constructor(transport: LineTransport) {
    this.#transport = transport;
    this.#pacer = new Pacer(() => this.#waiting.size < limits.maxInFlight);
  }

  /** Resolves with the result or the failure; never rejects. */
  request<M extends BotMethod>(method: M, params: BotParamsInput<M>): Promise<Reply<M>> {
    return new Promise((resolve) => {
      this.#pacer.run(() => {
        const id = this.#nextId++;
        const timer = setTimeout(() => {
          const message = `no answer to ${method} within ${ANSWER_WITHIN_MS / 1_000} s; what came of it is not known`;
          this.#settle(id, err({ error: 'no-answer', message, data: {} }));
        }, ANSWER_WITHIN_MS);
        this.#waiting.set(id, { settle: resolve as Waiting['settle'], method, timer });
        this.#transport.send(encodeRequest(id, method, params));
      });
    });
  }

  /** Sends a log line, without wanting an answer. */
  log(params: BotParamsInput<'log'>): void {
    this.#pacer.run(() => this.#transport.send(encodeRequest(undefined, 'log', params)));
  }

  /** Says that the bot lives; past the queue, which may be waiting for answers. */
  beat(): void {
    this.#transport.send(encodeRequest(undefined, 'heartbeat', {}));
  }

  /** Takes an answer. Returns what is wrong with it, in words, or undefined. */
  answer(message: Extract<ConsoleMessage, { kind: 'result' | 'error' }>): string | undefined {
    if (message.kind === 'error') {
      const error = botErrorName(message.code) ?? 'internal';
      const failure: RequestFailure = { error, message: message.message, data: message.data };
      if (typeof message.id === 'number' && this.#settle(message.id, err(failure))) return undefined;
      return `${message.message} ${message.data.reason ?? ''}`.trim();
    }
    const waiting = typeof message.id === 'number' ? this.#waiting.get(message.id) : undefined;
    if (waiting === undefined) return `an answer to nothing that was asked: ${message.id}`;
    const result = parseResult(waiting.method, message.result);
    const id = message.id as number;
    if (result.ok) {
      this.#settle(id, ok(result.value));
      return undefined;
    }
    const reason = `the answer to ${waiting.method} is not of this protocol: ${result.error}`;
    this.#settle(id, err({ error: 'internal', message: reason, data: {} }));
    return reason;
  }

  /** Ends all waiting: nothing is sent or answered any more. */
  close(): void {
    this.#pacer.close();
    for (const { timer } of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
  }

  #settle(id: number, reply: Result<unknown, RequestFailure>): boolean {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return false;
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    waiting.settle(reply);
    this.#pacer.poke();
    return true;
  }
}
