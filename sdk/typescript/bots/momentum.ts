/**
 * A momentum bot for one perpetual: long or short with the trend, out by reduce-only orders. An example of how a bot trades both
 * ways, not a way to earn money. What to do is decided in momentum-core.ts; this file carries it out.
 */
import type { Bot } from '../bot';
import { type BotEnd, runBot } from '../run-bot';
import type { LineTransport } from '../transport';
import {
  type MomentumOrder,
  type MomentumState,
  onTicker,
  parseMomentumParams,
  startMomentum,
  withFailure,
  withFill,
  withOrder,
  withTrading,
} from './momentum-core';

/** Runs until the console stops it or is gone. */
export function runMomentumBot(transport: LineTransport): Promise<BotEnd> {
  let state: MomentumState | undefined;

  const send = async (bot: Bot, symbol: string, order: MomentumOrder): Promise<void> => {
    const reply = await bot.place({ ...order, symbol, type: 'market' });
    if (state === undefined) return;
    if (reply.ok) {
      state = withOrder(state, reply.value.order);
      return;
    }
    const { error, message, data } = reply.error;
    const isUnknown = error === 'outcome-unknown' || error === 'no-answer' || error === 'internal';
    bot.log('warn', `${order.side} ${order.quantity}: ${[message, data.reason].filter(Boolean).join(' ')}`);
    state = withFailure(state, isUnknown);
  };

  return runBot({
    name: 'momentum',
    version: '1.0.0',
    transport,
    onStart: async (bot, hello) => {
      const params = parseMomentumParams(hello.params);
      if (!params.ok) return bot.fail(params.error);
      const market = hello.markets.find(({ symbol }) => symbol === params.value.symbol);
      if (market === undefined)
        return bot.fail(`setting symbol: ${params.value.symbol} is not among the bot's markets`);
      state = startMomentum(params.value, market, hello);
    },
    onTicker: (ticker, bot) => {
      if (state === undefined || ticker.symbol !== state.params.symbol) return;
      const next = onTicker(state, ticker, performance.now());
      state = next.state;
      if (next.order !== undefined) void send(bot, ticker.symbol, next.order);
    },
    onFill: (fill) => {
      if (state !== undefined) state = withFill(state, fill);
    },
    onOrderUpdate: (order) => {
      if (state !== undefined) state = withOrder(state, order);
    },
    onTradingState: ({ state: trading, blocked }) => {
      if (state !== undefined) state = withTrading(state, trading, blocked !== undefined);
    },
    onStop: () => {
      state = undefined;
    },
  });
}
