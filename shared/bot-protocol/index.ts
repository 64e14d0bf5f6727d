/**
 * The protocol between the console and a bot: JSON-RPC 2.0, one message per line, described in docs/bot-protocol.md.
 * Both sides are derived from these schemas: the console checks every line of a bot, the kit every line of the console.
 *
 * - limits.ts    every number: line length, rates, depth, heartbeat
 * - errors.ts    the closed set of error codes with their sentences
 * - requests.ts  what a bot may ask, and what it is answered
 * - notices.ts   what the console tells unasked
 * - facts.ts     orders, fills, balances, markets as they travel (decimals are text)
 * - envelope.ts  reading and writing lines; nothing here throws on bad input
 * - convert.ts   from the console's types to the travelling ones
 */
export * from './convert';
export * from './envelope';
export * from './errors';
export * from './facts';
export { isLongerThan, parseJsonLine } from './json';
export * from './limits';
export * from './notices';
export type { RpcId } from './primitives';
export * from './requests';
