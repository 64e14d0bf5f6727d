import { type BotParamsInput, BOT_PROTOCOL_LIMITS as limits } from '#shared/bot-protocol';
import type { BotClient, Reply } from './client';

/** What a bot can do. Every answer is a value: a refusal is nothing exceptional. */
export class Bot {
  readonly #client: BotClient;
  readonly #onFailed: () => void;

  constructor(client: BotClient, onFailed: () => void) {
    this.#client = client;
    this.#onFailed = onFailed;
  }

  /** Places one order; answered when the exchange has it, it was refused, or nobody knows (`outcome-unknown`). */
  place(order: BotParamsInput<'order.place'>): Promise<Reply<'order.place'>> {
    return this.#client.request('order.place', order);
  }

  cancel(botOrderId: string): Promise<Reply<'order.cancel'>> {
    return this.#client.request('order.cancel', { botOrderId });
  }

  cancelAll(): Promise<Reply<'orders.cancelAll'>> {
    return this.#client.request('orders.cancelAll', {});
  }

  /** The bot's working orders. */
  list(): Promise<Reply<'orders.list'>> {
    return this.#client.request('orders.list', {});
  }

  candles(symbol: string, limit: number): Promise<Reply<'candles'>> {
    return this.#client.request('candles', { symbol, limit });
  }

  /** Keeps one JSON value of up to 64,000 bytes for the next start. */
  save(state: BotParamsInput<'state.save'>['state']): Promise<Reply<'state.save'>> {
    return this.#client.request('state.save', { state });
  }

  /** A line for the bot's log; cut to what the protocol takes. */
  log(level: 'debug' | 'info' | 'warn' | 'error', message: string): void {
    this.#client.log({ level, message: message === '' ? '-' : message.slice(0, limits.maxLogCharacters) });
  }

  /** Says that the bot cannot run until the operator changes something, and ends it. */
  async fail(reason: string): Promise<void> {
    await this.#client.request('fail', { reason: reason.slice(0, 1_000) });
    this.#onFailed();
  }
}
