import { createHmac } from 'node:crypto';
import { isRaw, type Raw, textOf } from '../binance/raw';
import type { VenueOrder } from '../binance/raw-orders';
import { marketIdOf, symbolReader } from '../binance/symbols';
import { BYBIT_PLAN } from '../cancel-plan';
import type { CancelOnlyPort } from '../cancel-port';
import { baseOf, type OpenCancelOnly } from '../cancel-setup';
import { type PlainRequest, type Reading, SignedCaller } from '../signed-caller';
import { readOrder } from './raw-order';

const CANCEL_ALL = '/v5/order/cancel-all';
const REALTIME = '/v5/order/realtime';
const TIME = '/v5/market/time';
/** Without a filter cancel-all takes plain orders only, so each kind of conditional ones is named. */
const KINDS = ['Order', 'StopOrder', 'tpslOrder', 'OcoOrder', 'BidirectionalTpslOrder'];
const PAGE = 50;
/** Milliseconds within which Bybit must have received a signed request: its own default. */
const RECEIVE_WINDOW = '5000';
/** "access too frequent": ten minutes for the whole address. */
const BAN_MS = 10 * 60_000;
const LIMITED_MS = 1_000;
const KEY_CODES = new Set(['10003', '10004', '10005', '10007', '10009', '10010', '33004']);
const NO_ORDER_CODES = new Set(['110001', '170213']);

function read(status: number, body: Raw, header: (name: string) => string | undefined): Reading {
  const code = textOf(body, 'retCode');
  if (status === 200 && code === '0') return { kind: 'done' };
  const message = `${textOf(body, 'retMsg') ?? `HTTP ${status}`} (${code ?? status})`;
  if (status === 403) return { kind: 'limited', quiet: { ms: BAN_MS, per: 'address' }, message };
  if (code === '10006' || code === '10018' || status === 429) {
    const resetMs = Number(header('x-bapi-limit-reset-timestamp')) - Date.now();
    const ms = resetMs > 0 && resetMs < 60_000 ? resetMs + 20 : LIMITED_MS;
    return { kind: 'limited', quiet: { ms, per: 'account' }, message };
  }
  if (code === '10002') return { kind: 'clock', message };
  if (code !== undefined && KEY_CODES.has(code)) return { kind: 'refused', message };
  if (code !== undefined && NO_ORDER_CODES.has(code)) return { kind: 'unknown-order', message };
  return { kind: 'again', message };
}

/** The cancel-only side of one Bybit account: spot, plain and conditional orders. Makes no request by itself. */
export const openBybit: OpenCancelOnly = ({ urls, credential, symbols, pool, pace, onCancelWritten }) => {
  const { apiKey, secret } = credential;
  const symbolOf = symbolReader(symbols);
  let skewMs = 0;
  const caller = new SignedCaller({
    pool,
    base: baseOf(urls, 'private'),
    secrets: [apiKey, secret],
    pace,
    allowed: new Set([`POST ${CANCEL_ALL}`, `GET ${REALTIME}`, `GET ${TIME}`]),
    cancels: new Set([CANCEL_ALL]),
    onCancelWritten,
    sign: ({ query = '', body }: PlainRequest) => {
      const timestamp = String(Date.now() - skewMs);
      const signed = timestamp + apiKey + RECEIVE_WINDOW + (body ?? query);
      return {
        'X-BAPI-API-KEY': apiKey,
        'X-BAPI-TIMESTAMP': timestamp,
        'X-BAPI-RECV-WINDOW': RECEIVE_WINDOW,
        'X-BAPI-SIGN': createHmac('sha256', secret).update(signed).digest('hex'),
        'content-type': 'application/json',
      };
    },
    read,
    onClock: async () => {
      const answer = await caller.call('time', () => ({ method: 'GET', path: TIME, isSigned: false }), 2_000);
      const nanos = isRaw(answer.result) ? textOf(answer.result, 'timeNano') : undefined;
      if (nanos !== undefined && /^\d{16,}$/.test(nanos)) skewMs = Date.now() - Number(nanos.slice(0, -6));
    },
  });

  const cancelAll = async (
    limitMs: number,
    parameters: Readonly<Record<string, string>>,
  ): Promise<readonly never[]> => {
    await Promise.all(
      KINDS.map((orderFilter) => {
        const body = JSON.stringify({ category: 'spot', ...parameters, orderFilter });
        return caller.call('cancel-all', () => ({ method: 'POST', path: CANCEL_ALL, body, isSigned: true }), limitMs);
      }),
    );
    return [];
  };

  /** One page; undefined when it cannot be read in full. */
  const page = async (planned: string, query: Readonly<Record<string, string>>, limitMs: number) => {
    const text = new URLSearchParams({ category: 'spot', limit: String(PAGE), ...query }).toString();
    const request = (): PlainRequest => ({ method: 'GET', path: REALTIME, query: text, isSigned: true });
    const { result } = await caller.call(planned, request, limitMs);
    if (!isRaw(result) || !Array.isArray(result.list)) return undefined;
    const orders = result.list.map((raw) => readOrder(raw, symbolOf));
    if (orders.includes(undefined)) return undefined;
    return { orders: orders.filter((order) => order !== undefined), cursor: textOf(result, 'nextPageCursor') ?? '' };
  };
  /** All pages of a listing. `enough` ends it early. */
  const pages = async (
    planned: string,
    query: Readonly<Record<string, string>>,
    limitMs: number,
    enough: (orders: readonly VenueOrder[]) => boolean = () => false,
  ): Promise<readonly VenueOrder[] | undefined> => {
    const orders: VenueOrder[] = [];
    let cursor = '';
    for (;;) {
      const next = await page(planned, cursor === '' ? query : { ...query, cursor }, limitMs);
      if (next === undefined) return undefined;
      orders.push(...next.orders);
      ({ cursor } = next);
      if (cursor === '' || enough(next.orders)) return orders;
    }
  };

  const port: CancelOnlyPort = {
    plan: BYBIT_PLAN,
    cancelAccount: (limitMs) => caller.answered(() => cancelAll(limitMs, {})),
    cancelSymbol: (symbol, limitMs) => caller.answered(() => cancelAll(limitMs, { symbol: marketIdOf(symbol) })),
    list: (limitMs) => caller.answered(() => pages('realtime', {}, limitMs)),
    query: async (symbol, clientOrderId, limitMs) => {
      const query = { symbol: marketIdOf(symbol), orderLinkId: clientOrderId };
      const found = await caller.answered(() => pages('realtime', query, limitMs));
      return found.ok ? { ok: true, value: found.value[0] } : found;
    },
    // The newest of the last 500 first: what ended before this halt ends it.
    ended: (sinceMs, limitMs) =>
      caller.answered(() =>
        pages('realtime of ended', { openOnly: '1' }, limitMs, (orders) =>
          orders.every(({ updatedAt }) => updatedAt < sinceMs),
        ),
      ),
    check: (limitMs) => caller.answered(() => page('check', { limit: '1' }, limitMs).then((answer) => answer && null)),
    ping: (limitMs) =>
      caller.answered(() =>
        caller.call('time', () => ({ method: 'GET', path: TIME, isSigned: false }), limitMs).then(() => null),
      ),
    keepAliveMs: caller.keepAliveMs,
  };
  return port;
};
