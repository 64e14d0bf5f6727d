import {
  type BotEnvelope,
  type BotErrorData,
  type BotErrorName,
  type BotFault,
  encodeError,
  encodeNotice,
  encodeResult,
  BOT_PROTOCOL_LIMITS as limits,
  type Notice,
  type NoticeName,
  parseBotEnvelope,
  parseBotParams,
  type RpcId,
  toWireOrder,
} from '#shared/bot-protocol';
import type { Order } from '#shared/model/order';
import { messageOf } from '#shared/model/result';
import type { SessionContext } from './context';
import { RateMeter, ViolationMeter } from './meter';
import { callMethod, type MethodEvents } from './methods';

/** What a session tells its supervisor. */
export interface SessionEvents extends MethodEvents {
  /** The bot broke the protocol too often: it is to be ended at once. */
  readonly onBreach: (reason: string) => void;
}

/**
 * The conversation with one process of a bot, from its first line to its end. No line, whatever it holds, throws or is
 * kept: it is answered once and forgotten. After `close` nothing is read, answered or sent.
 */
export class BotSession {
  readonly #context: SessionContext;
  readonly #events: SessionEvents;
  readonly #rate: RateMeter;
  readonly #violations = new ViolationMeter();
  readonly #inFlight = new Set<RpcId>();
  #closed = false;
  /** The bot has given up: it still gets its answers, and nothing more is taken from it. */
  #deaf = false;
  #lastHeardMs: number;

  constructor(context: SessionContext, events: SessionEvents) {
    this.#context = context;
    this.#events = {
      ...events,
      onGiveUp: (reason) => {
        this.#deaf = true;
        events.onGiveUp(reason);
      },
    };
    this.#lastHeardMs = context.clock.monotonicMs();
    this.#rate = new RateMeter(this.#lastHeardMs);
  }

  /** When the last sound message came, monotonic milliseconds; the start of the session before the first. */
  get lastHeardMs(): number {
    return this.#lastHeardMs;
  }

  /** Resolves when every order this bot sent has its outcome, whether or not the bot still lives. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#context.placements]);
  }

  /** Whether hello was answered: only then does the bot understand what it is told. */
  get isGreeted(): boolean {
    return this.#context.greeted;
  }

  get hasOrdersOnTheWay(): boolean {
    return this.#context.placements.size > 0;
  }

  close(): void {
    this.#closed = true;
    this.#context.close();
  }

  notify<N extends NoticeName>(method: N, params: Notice<N>): void {
    if (!this.#closed && this.#context.greeted) this.#context.outbox.send(encodeNotice(method, params));
  }

  /** Tells of a change; until its `order.place` is answered, that answer tells. */
  orderUpdate(order: Order): void {
    if (this.#context.namesOnTheWay.has(order.intent.botOrderId)) return;
    this.notify('order.update', { order: toWireOrder(order) });
  }

  oversize(bytes: number): void {
    const reason = `over ${bytes} characters without an end of line; at most ${limits.maxBotLineBytes} bytes`;
    this.#refuse({ id: null, error: 'too-large', data: { reason } });
  }

  receive(line: string): void {
    if (this.#closed || this.#deaf) return;
    const now = this.#context.clock.monotonicMs();
    const verdict = this.#rate.judge(now);
    if (verdict !== 'take') {
      this.#tooMany(line, now, verdict === 'answer');
      return;
    }
    const parsed = parseBotEnvelope(line);
    if (!parsed.ok) {
      this.#refuse(parsed.error);
      return;
    }
    this.#lastHeardMs = now;
    this.#serve(parsed.value);
  }

  #serve(envelope: BotEnvelope): void {
    const { id, method } = envelope;
    const claimed = this.#claim(envelope.params);
    if (claimed.lie !== undefined) {
      this.#context.record('bot.lied', { method, claimed: claimed.lie });
      this.#refuse({ id: id ?? null, error: 'not-yours', data: { reason: `it named ${claimed.lie}` } });
      return;
    }
    if (!this.#context.greeted && method !== 'hello') {
      this.#refuse({ id: id ?? null, error: 'hello-first', data: {} });
      return;
    }
    if (id !== undefined && this.#inFlight.has(id)) {
      this.#refuse({
        id: null,
        error: 'invalid-request',
        data: { reason: 'a request with this id is waiting for its answer', id },
      });
      return;
    }
    if (this.#inFlight.size >= limits.maxInFlight) {
      this.#refuse({
        id: id ?? null,
        error: 'too-many-in-flight',
        data: { reason: `${limits.maxInFlight} are waiting` },
      });
      return;
    }
    const params = parseBotParams(method, claimed.params);
    if (!params.ok) {
      this.#refuse({ id: id ?? null, error: 'invalid-params', data: { reason: params.error } });
      return;
    }
    if (id !== undefined) this.#inFlight.add(id);
    void this.#answer(id, method, params.value);
  }

  async #answer(id: RpcId | undefined, method: BotEnvelope['method'], params: unknown): Promise<void> {
    let line: string | undefined;
    const failed = (error: BotErrorName, data: BotErrorData): string => encodeError({ id: id ?? null, error, data });
    try {
      const answer = await callMethod(this.#context, this.#events, method, params);
      if (!answer.ok) line = failed(answer.error.error, answer.error.data);
      else if (id !== undefined) line = encodeResult(id, method, answer.value as never);
    } catch (thrown) {
      this.#context.log('console', `${method} failed in the console: ${messageOf(thrown)}`);
      line = failed('internal', {});
    }
    if (id !== undefined) this.#inFlight.delete(id);
    if (line !== undefined && !this.#closed) this.#context.outbox.send(line);
    if (!this.#closed && method === 'hello') this.#context.startPrices();
  }

  /** Takes `botId` and `accountId` out of the params: a message may name its own, and no other. */
  #claim(params: Readonly<Record<string, unknown>>): { readonly params: unknown; readonly lie: string | undefined } {
    if (!('botId' in params) && !('accountId' in params)) return { params, lie: undefined };
    const { botId, accountId, ...rest } = params;
    const { config } = this.#context;
    const words = (value: unknown): string => (typeof value === 'string' ? value : typeof value).slice(0, 64);
    if (botId !== undefined && botId !== config.id) return { params: rest, lie: `bot ${words(botId)}` };
    if (accountId !== undefined && accountId !== config.accountId)
      return { params: rest, lie: `account ${words(accountId)}` };
    return { params: rest, lie: undefined };
  }

  #refuse(fault: BotFault): void {
    if (this.#closed) return;
    this.#context.counts.messageErrors += 1;
    this.#context.log(
      'console',
      `refused a message: ${fault.error}${fault.data.reason ? `, ${fault.data.reason}` : ''}`,
    );
    this.#context.outbox.send(encodeError(fault));
    if (this.#violations.add(this.#context.clock.monotonicMs())) this.#tooBroken();
  }

  #tooMany(line: string, now: number, answer: boolean): void {
    this.#context.counts.messageErrors += 1;
    if (answer) {
      // Reading a few of them lets a bot that is only a little too fast match the answer to its request.
      const parsed = parseBotEnvelope(line);
      const id = parsed.ok ? (parsed.value.id ?? null) : null;
      this.#context.outbox.send(
        encodeError({ id, error: 'rate-limited', data: { dropped: this.#rate.takeDropped() } }),
      );
    }
    if (this.#violations.addDropped(now)) this.#tooBroken();
  }

  #tooBroken(): void {
    this.#events.onBreach(`it sent more than ${limits.violationsPerMinute} broken or excess messages within a minute`);
  }
}
