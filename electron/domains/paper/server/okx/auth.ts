import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IssuedKey } from '../auth';
import type { VenueCall, VenueServices } from '../venue/venue';

/** OKX: "Request timestamp expired" beyond so many milliseconds either way. */
const MAX_AGE_MS = 30_000;

export interface OkxRefusal {
  readonly status: number;
  readonly code: string;
  readonly msg: string;
}
const refusal = (code: string, msg: string, status = 401): OkxRefusal => ({ status, code, msg });

/**
 * Who asks, or OKX's refusal: key, passphrase, time, signature (base64 of HMAC-SHA256 over timestamp, method, path with query,
 * body), then permission.
 */
export function identify({ keys, faults }: VenueServices, call: VenueCall, isToTrade: boolean): IssuedKey | OkxRefusal {
  const apiKey = call.header('ok-access-key');
  if (apiKey === undefined) return refusal('50103', 'Request header OK-ACCESS-KEY can not be empty.');
  const key = keys.get(apiKey);
  if (key === undefined || faults.isRevoked(apiKey)) return refusal('50111', 'Invalid OK-ACCESS-KEY');
  if (call.header('ok-access-passphrase') !== key.passphrase)
    return refusal('50105', 'Request header OK-ACCESS-PASSPHRASE incorrect.');
  const timestamp = call.header('ok-access-timestamp') ?? '';
  const at = Date.parse(timestamp);
  if (Number.isNaN(at)) return refusal('50112', 'Invalid OK-ACCESS-TIMESTAMP');
  if (Math.abs(call.now - at) > MAX_AGE_MS) return refusal('50102', 'Timestamp request expired');
  const query = call.query === '' ? '' : `?${call.query}`;
  const payload = timestamp + call.method + call.path + query + call.body;
  const expected = createHmac('sha256', key.secret).update(payload).digest();
  const given = Buffer.from(call.header('ok-access-sign') ?? '', 'base64');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return refusal('50113', 'Invalid Sign');
  return (isToTrade ? key.canTradeSpot : key.canRead)
    ? key
    : refusal('50120', "This API key doesn't have permission to use this function");
}
