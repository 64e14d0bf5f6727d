/**
 * The TypeScript kit for bots. A bot is a program that says hello, is told prices, orders and fills, and asks for orders;
 * it never holds a key. `runBot` does the talking (docs/bot-protocol.md), paces what is sent, keeps the heartbeat, and
 * checks every line of the console.
 *
 * - run-bot.ts   runBot: callbacks in, promise of the end out
 * - bot.ts       what a bot can do: place, cancel, list, save, log
 * - transports   stdio (any program), message port (inside the app)
 * - bots/        bots that ship with the console
 */
export { Bot } from './bot';
export type { Reply, RequestFailure } from './client';
export { type MessagePort, portTransport } from './port-transport';
export { type BotEnd, type BotProgram, runBot } from './run-bot';
export { stdioTransport } from './stdio-transport';
export type { LineTransport } from './transport';
