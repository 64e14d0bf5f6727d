import type { ExchangeId } from '#shared/model/account';
import type { RestCall } from './binance/connection';
import { marketIdOf } from './binance/symbols';

/**
 * An exchange's own dead-man timer ("cancel all after"): set to `timeoutMs` again and again by somebody who lives; when it
 * runs out the exchange cancels the working orders by itself. Setting it to 0 takes it away.
 */
export interface TimerPlan {
  readonly call: RestCall;
  /** The one address beside listings and cancels that the guard may write to. */
  readonly path: string;
  readonly timeoutMs: number;
  /** How often it is set anew when the budget allows. */
  readonly refreshMs: number;
  /** Request weight of one call, what the address may use in a minute, and the part of that spent on timers at most. */
  readonly weight: number;
  readonly weightPerMinute: number;
  readonly share: number;
  parameters(symbol: string, timeoutMs: number): Readonly<Record<string, string>>;
}

/**
 * Exchanges that have one. Binance USD-M, "Auto-Cancel All Open Orders": one for each account and symbol, in milliseconds, looked
 * at about every 10 ms; the document advises 120 s set anew every 30 s. Binance spot has none (docs/exchanges/binance.md).
 */
export const EXCHANGE_TIMERS: Readonly<Partial<Record<ExchangeId, TimerPlan>>> = {
  binanceusdm: {
    call: 'fapiPrivatePostCountdownCancelAll',
    path: '/fapi/v1/countdownCancelAll',
    timeoutMs: 120_000,
    refreshMs: 30_000,
    weight: 10,
    weightPerMinute: 2_400,
    share: 0.25,
    parameters: (symbol, timeoutMs) => ({ symbol: marketIdOf(symbol), countdownTime: String(timeoutMs) }),
  },
};
