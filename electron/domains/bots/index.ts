/**
 * Bots: one process each, kept running and kept in bounds.
 *
 * What it does: starts each bot's program, checks every line it writes against shared/bot-protocol, hands its orders to
 * execution under the bot's own id, and tells it prices, orders, fills, balances and the trading state. A bot that
 * crashes, hangs, floods or does not read is ended; its orders are cancelled before it is started again.
 *
 * What it promises: nothing a bot writes can hurt the console or act for another bot; a message of an ended process is
 * ignored; an order whose bot died on the way is followed to its outcome; `stop` leaves no process behind.
 *
 * What it never does: hold a key, talk to an exchange, decide about an order.
 *
 * - config.ts     what an operator sets up              - session.ts   the conversation with one process
 * - ports.ts      what it needs from its neighbours     - methods.ts   what each request does
 * - status.ts     what the screens see, and timings     - meter.ts     rates and violations
 * - bots.ts       all bots together                     - outbox.ts    bounded way out, newest prices first
 * - supervisor.ts start, stop, crash, restart           - log.ts, store.ts  the bot's folder
 */
export { type BotDeliveries, type Bots, type BotsOptions, createBots } from './bots';
export { type BotConfig, type BotProgram, botConfig, botProgram } from './config';
export { type BotLogLevel, type BotLogLine, logText } from './log';
export type * from './ports';
export { type BotCommandError, type BotState, type BotStatus, type BotTimings, DEFAULT_TIMINGS } from './status';
