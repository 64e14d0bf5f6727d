import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IssuedKey } from '../auth';
import { parsePairs } from '../params';
import type { VenueCall, VenueServices } from '../venue/venue';

/** Who asks and with what; or Kraken's word for why not. */
export type Identified = { readonly key: IssuedKey; readonly params: KrakenParams } | { readonly error: string };

/** Parameters of a call: form-encoded, or JSON where lists are sent. */
export type KrakenParams = Readonly<Record<string, unknown>>;

function paramsOf(call: VenueCall): KrakenParams | undefined {
  if (call.header('content-type')?.includes('application/json') === true) {
    try {
      const parsed: unknown = JSON.parse(call.body);
      return typeof parsed === 'object' && parsed !== null ? (parsed as KrakenParams) : undefined;
    } catch {
      return undefined;
    }
  }
  const pairs = new Map<string, string>();
  return parsePairs(call.body, pairs) === undefined ? Object.fromEntries(pairs) : undefined;
}

/** Whether API-Sign is HMAC-SHA512 of path and SHA256(nonce + body), keyed by the secret's base64-decoded bytes. */
function isSignatureRight(key: IssuedKey, call: VenueCall, nonce: string): boolean {
  const secret = Buffer.from(key.secret.export().toString('utf8'), 'base64');
  const hashed = createHash('sha256')
    .update(nonce + call.body)
    .digest();
  const expected = createHmac('sha512', secret).update(call.path).update(hashed).digest();
  const given = Buffer.from(call.header('api-sign') ?? '', 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** Checks keys, signatures and nonces: each nonce of a key must be above every one before, whichever connection brought it. */
export class KrakenDoor {
  readonly #services: VenueServices;
  readonly #nonces = new Map<string, bigint>();

  constructor(services: VenueServices) {
    this.#services = services;
  }

  identify(call: VenueCall, isToTrade: boolean): Identified {
    const { keys, faults } = this.#services;
    const key = keys.get(call.header('api-key') ?? '');
    if (key === undefined || faults.isRevoked(key.apiKey)) return { error: 'EAPI:Invalid key' };
    const params = paramsOf(call);
    const nonce = String(params?.nonce ?? '');
    if (params === undefined || !/^\d{1,20}$/.test(nonce)) return { error: 'EAPI:Invalid nonce' };
    if (!isSignatureRight(key, call, nonce)) return { error: 'EAPI:Invalid signature' };
    if (BigInt(nonce) <= (this.#nonces.get(key.apiKey) ?? -1n)) return { error: 'EAPI:Invalid nonce' };
    this.#nonces.set(key.apiKey, BigInt(nonce));
    if (!(isToTrade ? key.canTradeSpot : key.canRead)) return { error: 'EGeneral:Permission denied' };
    return { key, params };
  }
}
