import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IssuedKey } from '../auth';
import type { VenueCall, VenueServices } from '../venue/venue';

/** A timestamp may be ahead of the exchange's clock by less than this. */
const MAX_AHEAD_MS = 1_000;

export interface BybitRefusal {
  readonly retCode: number;
  readonly retMsg: string;
}
const refusal = (retCode: number, retMsg: string): BybitRefusal => ({ retCode, retMsg });

/**
 * Who asks, or Bybit's refusal: key, time, signature (hex of HMAC-SHA256 over timestamp, key, window, then query or body), then
 * permission.
 */
export function identify(
  { keys, faults }: VenueServices,
  call: VenueCall,
  isToTrade: boolean,
): IssuedKey | BybitRefusal {
  const apiKey = call.header('x-bapi-api-key') ?? '';
  const key = keys.get(apiKey);
  if (key === undefined || faults.isRevoked(apiKey)) return refusal(10003, 'API key is invalid.');
  const timestamp = call.header('x-bapi-timestamp') ?? '';
  const window = call.header('x-bapi-recv-window') ?? '5000';
  if (!/^\d{1,17}$/.test(timestamp) || !/^\d{1,6}$/.test(window)) return refusal(10001, 'request parameter error');
  const age = call.now - Number(timestamp);
  if (age <= -MAX_AHEAD_MS || age > Number(window))
    return refusal(10002, 'invalid request, please check your server timestamp or recv_window param');
  const payload = timestamp + apiKey + window + (call.method === 'GET' ? call.query : call.body);
  const expected = createHmac('sha256', key.secret).update(payload).digest();
  const given = Buffer.from(call.header('x-bapi-sign') ?? '', 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    return refusal(10004, 'error sign! please check your signature generation algorithm.');
  return (isToTrade ? key.canTradeSpot : key.canRead)
    ? key
    : refusal(10005, 'Permission denied, please check your API key permissions.');
}
