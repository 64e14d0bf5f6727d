import type { VenueFailure } from '../venue-error';

type Answered = Extract<VenueFailure, { kind: 'answered' }>;

/**
 * What an error answer of Binance means, by HTTP status and raw code, never by ccxt class: ccxt turns −2015 into
 * `DDoSProtection` after any successful private call (facts/exchange-keys.md §0, 4 and 6).
 * - `rate-limited`: it refused to look at it; it did nothing.
 * - `unknown`: it may have acted (Binance: "execution status is UNKNOWN").
 * - `unknown-order`: it knows no such working order.
 * - `clock`: the timestamp was refused; it did nothing.
 * - `key`: this key may not do that, or is no key any more; it did nothing.
 * - `refused`: it said no; it did nothing.
 */
export type Meaning = 'rate-limited' | 'unknown' | 'unknown-order' | 'clock' | 'key' | 'refused';

/** Binance spot "errors" document: too many requests, too many orders. */
const RATE_CODES = new Set([-1003, -1015, -1034]);
/** Unknown error, disconnected, unexpected response, time-out: the document says the outcome is not known. */
const UNKNOWN_CODES = new Set([-1000, -1001, -1006, -1007]);
/** Cancel of and query for an order it does not have. */
const NO_ORDER_CODES = new Set([-2011, -2013]);
/** Timestamp outside of recvWindow, at the door and (USD-M) at the matching engine. */
const CLOCK_CODES = new Set([-1021, -5028]);
/** USD-M: "ClientOrderId is duplicated." */
const DUPLICATE_ON_USDM = -4116;
/** Unauthorised, bad signature, bad key format, rejected key. */
const KEY_CODES = new Set([-1002, -1022, -2008, -2014, -2015]);

/** Reads one error answer of Binance. A status without a code is judged by the status alone. */
export function meaningOf(answer: Answered): Meaning {
  const { status, exchangeCode: code, exchangeMessage: text } = answer;
  if (status === 429 || status === 418) return 'rate-limited';
  if (code !== null) {
    if (RATE_CODES.has(code)) return 'rate-limited';
    if (UNKNOWN_CODES.has(code)) return 'unknown';
    if (NO_ORDER_CODES.has(code)) return 'unknown-order';
    if (CLOCK_CODES.has(code)) return 'clock';
    if (KEY_CODES.has(code)) return 'key';
    // It has an order of this client id: whether it is ours, only asking tells.
    if (code === DUPLICATE_ON_USDM || (code === -2010 && /duplicate/i.test(text))) return 'unknown';
  }
  if (status >= 500 || status === 408) return 'unknown';
  if (status >= 400) return status === 401 || status === 403 ? 'key' : 'refused';
  // An error body under 2xx, or a redirect: nobody promised that nothing happened.
  return code !== null && code < 0 ? 'refused' : 'unknown';
}

const DEFAULT_HOLD_MS = { 429: 5_000, 418: 120_000 } as const;
const MAX_HOLD_MS = 3 * 24 * 3_600_000;

/** How long to keep quiet after a `rate-limited` answer, milliseconds: 5 s, or 2 min for a ban, when it did not say. */
export function holdMs(answer: Answered): number {
  const fallback = answer.status === 418 ? DEFAULT_HOLD_MS[418] : DEFAULT_HOLD_MS[429];
  return Math.min(Math.max(answer.retryAfterMs ?? fallback, 100), MAX_HOLD_MS);
}

/** `Retry-After` in seconds, or the end of the ban that −1003 names in its text; null when neither is there. */
export function retryAfterOf(header: string | undefined, message: string, nowMs: number): number | null {
  const seconds = Number(header);
  if (header !== undefined && header !== '' && Number.isFinite(seconds) && seconds >= 0) return seconds * 1_000;
  const until = /banned until (\d{13})/.exec(message)?.[1];
  return until === undefined ? null : Math.max(0, Number(until) - nowMs);
}
