/**
 * A grid bot: rests buys below and sells above the price and swaps each that fills for its opposite one line away. What
 * to do is decided in grid-core.ts; this file carries it out.
 */
import { assertNever } from '#shared/model/result';
import type { Bot } from '../bot';
import { type BotEnd, runBot } from '../run-bot';
import type { LineTransport } from '../transport';
import { startGrid, step } from './grid-core';
import { parseGridParams } from './grid-params';
import type { GridAction, GridEvent, GridState } from './grid-state';

/** How often waits are looked at, milliseconds. */
const TICK_MS = 250;

type WithoutTime<E> = E extends unknown ? Omit<E, 'atMs'> : never;

/** Runs until the console stops it or is gone. */
export function runGridBot(transport: LineTransport): Promise<BotEnd> {
  let state: GridState | undefined;
  let timer: ReturnType<typeof setInterval> | undefined;

  const happen = (bot: Bot, event: WithoutTime<GridEvent>): void => {
    if (state === undefined) return;
    const next = step(state, { ...event, atMs: performance.now() } as GridEvent);
    state = next.state;
    for (const action of next.actions) void carryOut(bot, action);
  };

  const carryOut = async (bot: Bot, action: GridAction): Promise<void> => {
    switch (action.kind) {
      case 'place': {
        const { kind: _, ...order } = action;
        const symbol = state?.params.symbol ?? '';
        const reply = await bot.place({ ...order, symbol });
        if (reply.ok) return happen(bot, { kind: 'order', order: reply.value.order });
        const { error, message, data } = reply.error;
        const outcome =
          error === 'outcome-unknown' || error === 'no-answer' || error === 'internal' ? 'unknown' : 'none';
        const reason = [message, data.reason, data.checks?.join(', ')].filter(Boolean).join(' ');
        bot.log('warn', `${action.side} ${action.quantity} at ${action.price}: ${reason}`);
        return happen(bot, { kind: 'place-failed', botOrderId: action.botOrderId, outcome, reason });
      }
      case 'cancel': {
        const { botOrderId } = action;
        const reply = await bot.cancel(botOrderId);
        // Else it may just have filled, which an update tells; or it still works, which the next list tells.
        if (reply.ok) happen(bot, { kind: 'order', order: reply.value.order });
        return;
      }
      case 'list': {
        const reply = await bot.list();
        if (reply.ok) happen(bot, { kind: 'listed', orders: reply.value.orders });
        return;
      }
      case 'save':
        await bot.save(action.state);
        return;
      case 'log':
        return bot.log(action.level, action.message);
      case 'fail':
        return bot.fail(action.reason);
      default:
        return assertNever(action);
    }
  };

  const ended = runBot({
    name: 'grid',
    version: '1.0.0',
    transport,
    onStart: async (bot, hello) => {
      const params = parseGridParams(hello.params);
      if (!params.ok) return bot.fail(params.error);
      const market = hello.markets.find(({ symbol }) => symbol === params.value.symbol);
      if (market === undefined)
        return bot.fail(`setting symbol: ${params.value.symbol} is not among the bot's markets`);
      state = startGrid(params.value, market, hello, performance.now());
      timer = setInterval(() => happen(bot, { kind: 'tick' }), TICK_MS);
    },
    onTicker: ({ symbol, bid, ask }, bot) => {
      if (symbol === state?.params.symbol) happen(bot, { kind: 'ticker', bid, ask });
    },
    onOrderUpdate: (order, bot) => happen(bot, { kind: 'order', order }),
    onBalance: (balances, bot) => happen(bot, { kind: 'balance', balances }),
    onTradingState: ({ state: trading, blocked }, bot) =>
      happen(bot, { kind: 'trading-state', state: trading, isBlocked: blocked !== undefined }),
    onStop: () => {
      state = undefined;
    },
  });
  return ended.finally(() => clearInterval(timer));
}
