import {
  type AnyNotice,
  type HelloResult,
  BOT_PROTOCOL_LIMITS as limits,
  PROTOCOL_VERSION,
  parseConsoleLine,
  type WireBalance,
  type WireFill,
  type WireOrder,
  type WireTicker,
  type WireTradingState,
} from '#shared/bot-protocol';
import { assertNever, messageOf } from '#shared/model/result';
import { Bot } from './bot';
import { BotClient } from './client';
import type { LineTransport } from './transport';

/** What a bot is made of. Each callback may be left out; one that throws or rejects ends the bot. */
export interface BotProgram {
  /** What it calls itself towards the operator. */
  readonly name: string;
  readonly version: string;
  readonly transport: LineTransport;
  /** Hello was answered: where the bot stands. Nothing else is called before it returned. */
  readonly onStart?: (bot: Bot, hello: HelloResult) => void | Promise<void>;
  readonly onTicker?: (ticker: WireTicker, bot: Bot) => void | Promise<void>;
  readonly onFill?: (fill: WireFill, bot: Bot) => void | Promise<void>;
  readonly onOrderUpdate?: (order: WireOrder, bot: Bot) => void | Promise<void>;
  readonly onBalance?: (balances: readonly WireBalance[], bot: Bot) => void | Promise<void>;
  readonly onTradingState?: (trading: WireTradingState, bot: Bot) => void | Promise<void>;
  /** The operator stops the bot: finish within the grace time. */
  readonly onStop?: (reason: string, bot: Bot) => void | Promise<void>;
}

/** `stopped` by the console, `console-gone`, or `failed`: the bot said that it cannot go on, or was not welcome. */
export type BotEnd = 'stopped' | 'console-gone' | 'failed';

/** How long to wait before saying hello again when the console is not ready. */
const HELLO_AGAIN_MS = 500;

/**
 * Runs a bot until the console stops it or is gone; then the process should exit. Rejects with whatever a callback threw,
 * after logging it: the process should then exit with a code other than 0, and the console starts it again.
 */
export function runBot(program: BotProgram): Promise<BotEnd> {
  return new Promise((resolve, reject) => {
    const { transport } = program;
    const client = new BotClient(transport);
    let started = false;
    let early: AnyNotice[] = [];
    let ended = false;
    let heartbeat: ReturnType<typeof setInterval> | undefined;

    const finish = (settle: () => void): void => {
      if (ended) return;
      ended = true;
      clearInterval(heartbeat);
      transport.flush(() => {
        client.close();
        settle();
      });
    };
    const end = (how: BotEnd): void => finish(() => resolve(how));
    const bot = new Bot(client, () => end('failed'));
    const guard = async (callback: () => void | Promise<void>): Promise<void> => {
      try {
        await callback();
      } catch (thrown) {
        bot.log(
          'error',
          `ended by its own defect: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : messageOf(thrown)}`,
        );
        finish(() => reject(thrown));
      }
    };

    const dispatch = (notice: AnyNotice): void => {
      void guard(() => {
        switch (notice.method) {
          case 'ticker':
            return program.onTicker?.(notice.params, bot);
          case 'fill':
            return program.onFill?.(notice.params.fill, bot);
          case 'order.update':
            return program.onOrderUpdate?.(notice.params.order, bot);
          case 'balance':
            return program.onBalance?.(notice.params.balances, bot);
          case 'trading-state':
            return program.onTradingState?.(notice.params, bot);
          case 'stop':
            return Promise.resolve(program.onStop?.(notice.params.reason, bot)).then(() => end('stopped'));
          default:
            return assertNever(notice);
        }
      });
    };

    transport.onLine((line) => {
      if (ended) return;
      const message = parseConsoleLine(line);
      if (!message.ok) bot.log('warn', `skipped a line of the console: ${message.error}`);
      else if (message.value.kind === 'notice') {
        if (started) dispatch(message.value.notice);
        else early.push(message.value.notice);
      } else {
        const problem = client.answer(message.value);
        if (problem !== undefined) bot.log('warn', problem);
      }
    });
    transport.onClose(() => end('console-gone'));

    const sayHello = async (): Promise<void> => {
      const { name, version } = program;
      const reply = await client.request('hello', { protocol: PROTOCOL_VERSION, name, version });
      if (ended) return;
      if (reply.ok) {
        heartbeat = setInterval(() => client.beat(), limits.heartbeatEveryMs);
        await guard(() => program.onStart?.(bot, reply.value));
        started = true;
        const waiting = early;
        early = [];
        for (const notice of waiting) dispatch(notice);
      } else if (reply.error.error === 'unavailable') {
        setTimeout(() => void sayHello(), HELLO_AGAIN_MS);
      } else {
        process.stderr.write(`${program.name} was not welcome: ${reply.error.message}\n`);
        end('failed');
      }
    };
    void sayHello();
  });
}
