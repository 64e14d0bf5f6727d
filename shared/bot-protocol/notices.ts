import { z } from 'zod';
import { wireBalance, wireFill, wireOrder, wireTicker, wireTradingState } from './facts';

/** What the console tells a bot without being asked, after hello. Notifications have no id and are never answered. */
export const CONSOLE_NOTICES = {
  /** The freshest prices of one of the bot's symbols; at most 10 a second each, the newest wins. */
  ticker: wireTicker,
  /** One of the bot's orders changed. It may come before the answer to the `order.place` that made it. */
  'order.update': z.strictObject({ order: wireOrder }),
  fill: z.strictObject({ fill: wireFill }),
  /** Balances of the bot's account: all of those listed, others unchanged. */
  balance: z.strictObject({ balances: z.array(wireBalance) }),
  /** REDUCING: place only what reduces the position. HALTED: place nothing; the console is cancelling. `blocked`: place nothing for now; orders stay. */
  'trading-state': wireTradingState,
  /** Finish and exit within `graceMs`; then the process is killed. Do not place orders any more. */
  stop: z.strictObject({ reason: z.string().max(2_000), graceMs: z.number().int().nonnegative() }),
} as const;

export type NoticeName = keyof typeof CONSOLE_NOTICES;
export type Notice<N extends NoticeName> = z.output<(typeof CONSOLE_NOTICES)[N]>;
/** Every notification as a union, told apart by `method`. */
export type AnyNotice = { [N in NoticeName]: { readonly method: N; readonly params: Notice<N> } }[NoticeName];

export const isNoticeName = (method: string): method is NoticeName => Object.hasOwn(CONSOLE_NOTICES, method);
