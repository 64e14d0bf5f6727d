import { createHash, createHmac } from 'node:crypto';
import { isRaw, type Raw } from '../binance/raw';
import type { VenueOrder } from '../binance/raw-orders';
import { KRAKEN_PLAN } from '../cancel-plan';
import type { CancelOnlyPort, OrderName } from '../cancel-port';
import { baseOf, type OpenCancelOnly } from '../cancel-setup';
import { noneIfUnknown, type PlainRequest, type Reading, SignedCaller } from '../signed-caller';
import { readOrders } from './raw-order';
import { pairReader } from './symbols';

const PRIVATE = '/0/private/';
const CANCELS = ['CancelAll', 'CancelOrder', 'CancelOrderBatch'].map((name) => PRIVATE + name);
const READS = ['OpenOrders', 'ClosedOrders'].map((name) => PRIVATE + name);
const TIME = '/0/public/Time';
const CLOSED_PAGE = 50;
/** Kraken says "too much" and not for how long: its slowest counter gives one request back in three seconds. */
const LIMITED_MS = 3_000;
/** A locked-out key is let in again after a quarter of an hour. */
const LOCKOUT_MS = 15 * 60_000;

/** Kraken's errors are words after a letter for how bad it is and the part that said it. */
function read(status: number, body: Raw): Reading {
  const errors = Array.isArray(body.error) ? body.error.map(String) : [];
  const [message] = errors;
  if (message === undefined) return status === 200 ? { kind: 'done' } : { kind: 'again', message: `HTTP ${status}` };
  if (/Temporary lockout/.test(message)) return { kind: 'limited', quiet: { ms: LOCKOUT_MS, per: 'account' }, message };
  if (/Rate limit exceeded|Throttled/.test(message))
    return { kind: 'limited', quiet: { ms: LIMITED_MS, per: 'account' }, message };
  if (/Unknown order/.test(message)) return { kind: 'unknown-order', message };
  if (/Invalid nonce/.test(message)) return { kind: 'again', message };
  if (/Invalid (key|signature)|Permission denied/.test(message)) return { kind: 'refused', message };
  return { kind: 'again', message };
}

/** The cancel-only side of one Kraken spot account. Makes no request by itself. */
export const openKraken: OpenCancelOnly = ({ urls, credential, symbols, pool, pace, onCancelWritten }) => {
  const { apiKey, secret } = credential;
  const key = Buffer.from(secret, 'base64');
  const symbolOf = pairReader(symbols);
  // Milliseconds as ccxt counts, so that a bot with the same key is not shut out; above the last one even within a millisecond.
  let lastNonce = 0;
  const nextNonce = (): string => {
    lastNonce = Math.max(lastNonce + 1, Date.now());
    return String(lastNonce);
  };
  const caller = new SignedCaller({
    pool,
    base: baseOf(urls, 'private'),
    secrets: [apiKey, secret],
    pace,
    allowed: new Set([`GET ${TIME}`, ...[...CANCELS, ...READS].map((path) => `POST ${path}`)]),
    cancels: new Set(CANCELS),
    onCancelWritten,
    sign: ({ path, body = '' }: PlainRequest) => {
      const isJson = body.startsWith('{');
      const nonce = (isJson ? /"nonce":"(\d+)"/ : /nonce=(\d+)/).exec(body)?.[1] ?? '';
      const hash = createHash('sha256')
        .update(nonce + body)
        .digest();
      return {
        'API-Key': apiKey,
        'API-Sign': createHmac('sha512', key).update(path).update(hash).digest('base64'),
        'content-type': isJson ? 'application/json' : 'application/x-www-form-urlencoded',
      };
    },
    read,
  });
  const post = async (
    name: string,
    parameters: Readonly<Record<string, string>>,
    limitMs: number,
    planned = name,
  ): Promise<unknown> => {
    const request = (): PlainRequest => ({
      method: 'POST',
      path: PRIVATE + name,
      body: new URLSearchParams({ nonce: nextNonce(), ...parameters }).toString(),
      isSigned: true,
    });
    return (await caller.call(planned, request, limitMs)).result;
  };

  const cancelBatch = async (orders: readonly OrderName[], limitMs: number): Promise<unknown> => {
    const [only] = orders;
    if (only !== undefined && orders.length === 1)
      return post(
        'CancelOrder',
        only.exchangeOrderId === undefined ? { cl_ord_id: only.clientOrderId } : { txid: only.exchangeOrderId },
        limitMs,
      );
    const ids = orders.flatMap(({ exchangeOrderId }) => exchangeOrderId ?? []);
    const clientIds = orders.filter((order) => order.exchangeOrderId === undefined).map((order) => order.clientOrderId);
    const request = (): PlainRequest => ({
      method: 'POST',
      path: `${PRIVATE}CancelOrderBatch`,
      body: JSON.stringify({ nonce: nextNonce(), orders: ids, cl_ord_ids: clientIds }),
      isSigned: true,
    });
    return caller.call('CancelOrderBatch', request, limitMs);
  };

  const list = async (limitMs: number, planned?: string): Promise<readonly VenueOrder[] | undefined> => {
    const result = await post('OpenOrders', {}, limitMs, planned);
    return isRaw(result) ? readOrders(result.open, symbolOf) : undefined;
  };

  const port: CancelOnlyPort = {
    plan: KRAKEN_PLAN,
    cancelAccount: (limitMs) => caller.answered(async () => post('CancelAll', {}, limitMs).then(() => [])),
    cancelSymbol: () =>
      Promise.resolve({
        ok: false,
        error: { kind: 'refused', waitMs: 0, message: 'Kraken cancels no symbol by itself' },
      }),
    cancelOrders: (orders, limitMs) =>
      caller.answered(async () =>
        cancelBatch(orders, limitMs)
          .then(() => [])
          .catch(noneIfUnknown),
      ),
    list: (limitMs) => caller.answered(() => list(limitMs)),
    query: async (symbol, clientOrderId, limitMs) => {
      const listed = await caller.answered(() => list(limitMs));
      if (!listed.ok) return listed;
      const order = listed.value.find((each) => each.symbol === symbol && each.clientOrderId === clientOrderId);
      return { ok: true, value: order };
    },
    ended: (sinceMs, limitMs) =>
      caller.answered(async () => {
        const orders: VenueOrder[] = [];
        for (let from = 0; ; from += CLOSED_PAGE) {
          const since = String(Math.floor(sinceMs / 1_000));
          const result = await post('ClosedOrders', { start: since, ofs: String(from), closetime: 'close' }, limitMs);
          const page = isRaw(result) ? readOrders(result.closed, symbolOf) : undefined;
          if (page === undefined) return undefined;
          orders.push(...page);
          if (page.length < CLOSED_PAGE) return orders;
        }
      }),
    check: (limitMs) => caller.answered(async () => ((await list(limitMs, 'check')) === undefined ? undefined : null)),
    ping: (limitMs) =>
      caller.answered(async () =>
        caller.call('Time', () => ({ method: 'GET', path: TIME, isSigned: false }), limitMs).then(() => null),
      ),
    keepAliveMs: caller.keepAliveMs,
  };
  return port;
};
