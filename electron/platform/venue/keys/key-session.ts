import type { Credential, Environment } from '#shared/model/account';
import type { KeyExchange } from '#shared/model/keys';
import type { AskWithKey, KeyAnswer, KeyCallParameters } from '../../key-answer';
import { openSocketPool, VenueHttp, type VenueRequest } from '../venue-http';
import { loadExchange, type RestExchange } from './load-exchange';

export interface KeySessionOptions {
  readonly exchange: KeyExchange;
  readonly environment: Exclude<Environment, 'paper'>;
  readonly credential: Credential;
  /** The only hosts that ccxt may name; anything else is refused before a socket is opened. */
  readonly hosts: ReadonlySet<string>;
  /** Milliseconds that are left for a request that starts now. */
  readonly leftMs: () => number;
  /**
   * Where requests really go: `http://127.0.0.1:1234`, for tests and measurements. ccxt still makes and signs them for the exchange's
   * own host, which is checked all the same. Only loopback is taken.
   */
  readonly loopback?: string;
}

export interface KeySession {
  readonly ask: AskWithKey;
  /** Address of the wallet whose private key was given; null where keys are no wallets, or it is none. */
  readonly walletAddress: string | null;
}

/** Calls that ccxt has no method for: its own signer is pointed at them. */
const OWN_CALLS: Partial<Record<KeyExchange, Readonly<Record<string, (exchange: RestExchange) => Promise<unknown>>>>> =
  {
    krakenfutures: {
      checkV3ApiKey: (exchange) => {
        const path = 'api-keys/v3/check';
        const { api } = exchange.urls as { api: Record<string, string> };
        const { origin } = new URL(api.private ?? '');
        exchange.urls = { ...exchange.urls, api: { ...api, auth: `${origin}/api/auth/` } };
        for (const [option, value] of [
          ['versions', 'v1'],
          ['access', 'private'],
        ] as const)
          exchange.options[option] = { ...(exchange.options[option] as object), auth: { GET: { [path]: value } } };
        return exchange.request(path, 'auth', 'GET');
      },
    },
  };

/** What ccxt is given of a key. A wallet's private key is not needed for what is asked, so ccxt never has it. */
function partsFor(exchange: KeyExchange, { apiKey, secret, passphrase }: Credential): Record<string, unknown> {
  if (exchange === 'hyperliquid') return { walletAddress: apiKey };
  return { apiKey, secret, ...(passphrase === undefined ? {} : { password: passphrase }) };
}

/**
 * ccxt's exchange, as it is, with our transport under it: each call is one request to a pinned host, and its answer is handed on as it
 * came, whatever class ccxt would have made of it. Makes no request by itself.
 */
export async function openKeySession(options: KeySessionOptions): Promise<KeySession> {
  const { exchange: id, environment, credential, hosts, leftMs, loopback } = options;
  if (loopback !== undefined && new URL(loopback).hostname !== '127.0.0.1')
    throw new Error('keys go to their exchange or to loopback, nowhere else');
  const Exchange = await loadExchange(id);
  const exchange = new Exchange({
    ...partsFor(id, credential),
    enableRateLimit: false,
    // Our transport has the time limit, and says what became of the request; ccxt's must never come first.
    timeout: 120_000,
    // WOO's signature does not use the account's id, and nobody has it at hand.
    requiredCredentials: { uid: false },
  });
  if (environment === 'testnet') exchange.setSandboxMode(true);
  exchange.log = () => undefined;

  const origins = new Set(loopback === undefined ? [...hosts].map((host) => `https://${host}`) : [loopback]);
  const http = new VenueHttp({ pool: openSocketPool(4), origins, timeoutMs: () => Math.max(1, Math.ceil(leftMs())) });
  let answer: KeyAnswer = { kind: 'not-made' };
  exchange.fetchImplementation = async (address: string, request: VenueRequest) => {
    const url = new URL(address);
    if (url.protocol !== 'https:' || !hosts.has(url.host)) {
      answer = { kind: 'host-refused', host: url.host.slice(0, 100) };
      throw new Error('host refused');
    }
    answer = { kind: 'no-answer' };
    const given = Object.entries(request.headers ?? {}).filter(([, value]) => value !== undefined && value !== null);
    const target = loopback === undefined ? address : `${loopback}${url.pathname}${url.search}`;
    const response = await http.send(target, {
      method: request.method,
      headers: { ...Object.fromEntries(given), host: url.host },
      body: request.body,
    });
    const text = await response.text();
    answer = {
      kind: 'answered',
      status: response.status,
      body: parsed(text),
      text,
      redirectedTo: hostOf(response.headers.location, address),
    };
    return response;
  };

  return {
    walletAddress: id === 'hyperliquid' ? addressOf(exchange, credential.secret) : null,
    ask: async (method, parameters = {}) => {
      answer = { kind: 'not-made' };
      try {
        await call(exchange, id, method, parameters);
      } catch (thrown) {
        if (thrown instanceof NoSuchCallError) throw thrown;
        // ccxt's classes and texts are not used: the answer itself says more, and no more than the exchange did.
      }
      return answer;
    },
  };
}

/** A method that this ccxt does not have: a fault of ours, seen by tests. */
class NoSuchCallError extends Error {}

function call(
  exchange: RestExchange,
  id: KeyExchange,
  method: string,
  parameters: KeyCallParameters,
): Promise<unknown> {
  const own = OWN_CALLS[id]?.[method];
  if (own !== undefined) return own(exchange);
  const implicit: unknown = Reflect.get(exchange, method);
  if (typeof implicit !== 'function') throw new NoSuchCallError(`ccxt's ${id} has no ${method}`);
  return implicit.call(exchange, { ...parameters });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function hostOf(location: string | undefined, base: string): string | null {
  if (location === undefined) return null;
  try {
    return new URL(location, base).host.slice(0, 100);
  } catch {
    return 'an unreadable address';
  }
}

function addressOf(exchange: RestExchange, privateKey: string): string | null {
  try {
    return exchange.ethGetAddressFromPrivateKey(privateKey);
  } catch {
    return null;
  }
}
