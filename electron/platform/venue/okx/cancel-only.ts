import { createHmac } from 'node:crypto';
import { isRaw, type Raw, textOf } from '../binance/raw';
import type { VenueOrder } from '../binance/raw-orders';
import { OKX_PLAN } from '../cancel-plan';
import type { CancelOnlyPort, OrderName } from '../cancel-port';
import { baseOf, type OpenCancelOnly } from '../cancel-setup';
import { type PlainRequest, type Reading, ReadingError, SignedCaller } from '../signed-caller';
import { instIdOf, readOrder } from './raw-order';

const API = '/api/v5/';
const CANCELS = ['trade/cancel-batch-orders', 'trade/cancel-algos'].map((path) => API + path);
const READS = [
  'trade/orders-pending',
  'trade/orders-algo-pending',
  'trade/orders-history',
  'trade/orders-algo-history',
  'trade/order',
  'public/time',
].map((path) => API + path);
const PAGE = 100;
const ALGO_BATCH = 10;
/** Pages of history that are read to name orders. */
const MAX_HISTORY_PAGES = 20;
/** OKX counts in windows of two seconds and does not say when one ends. */
const LIMITED_MS = 2_000;
/** One listing each: only the first two kinds may be asked for together. */
const ALGO_KINDS = ['conditional,oco', 'trigger', 'move_order_stop', 'iceberg', 'twap'];
/** There is no such working order any more: filled, cancelled, or never there. */
const GONE = new Set(['51400', '51401', '51402', '51405', '51410', '51412', '51603']);
/** Not these keys: unknown, wrong, expired, frozen, from the wrong address, or without the permission. */
const KEY_CODES = /^50(10[015]|11[0134]|120)$/;

function read(status: number, body: Raw): Reading {
  const code = textOf(body, 'code');
  const message = `${textOf(body, 'msg') ?? `HTTP ${status}`} (${code ?? status})`;
  // 1 and 2: the rows say what became of each order.
  if (code === '0' || ((code === '1' || code === '2') && Array.isArray(body.data) && body.data.length > 0))
    return { kind: 'done' };
  if (status === 429 || code === '50011' || code === '50061')
    return { kind: 'limited', quiet: { ms: LIMITED_MS, per: 'account' }, message };
  if (code === '50102' || code === '50112') return { kind: 'clock', message };
  if (code !== undefined && KEY_CODES.test(code)) return { kind: 'refused', message };
  if (code !== undefined && GONE.has(code)) return { kind: 'unknown-order', message };
  return { kind: 'again', message };
}

const rowsOf = (answer: Raw): readonly Raw[] => (Array.isArray(answer.data) ? answer.data.filter(isRaw) : []);

/** All rows as orders, or undefined when one of them cannot be read. */
function wholePage(answer: Raw): readonly VenueOrder[] | undefined {
  if (!Array.isArray(answer.data)) return undefined;
  const orders = answer.data.map(readOrder);
  return orders.includes(undefined) ? undefined : orders.filter((order) => order !== undefined);
}

/** The cancel-only side of one OKX account: spot and its algo orders. Makes no request by itself. */
export const openOkx: OpenCancelOnly = ({ urls, credential, pool, pace, onCancelWritten }) => {
  const { apiKey, secret, passphrase = '' } = credential;
  let skewMs = 0;
  /** The oldest order of this run: history is read back to it. */
  let oldestId: bigint | undefined;
  /** Kinds of algo orders that were listed: only theirs have a history worth asking for. */
  const algoKinds = new Set<string>();
  const note = (id: string): void => {
    if (/^\d+$/.test(id) && (oldestId === undefined || BigInt(id) < oldestId)) oldestId = BigInt(id);
  };
  const caller = new SignedCaller({
    pool,
    base: baseOf(urls, 'rest'),
    secrets: [apiKey, secret, passphrase],
    pace,
    allowed: new Set([...CANCELS.map((path) => `POST ${path}`), ...READS.map((path) => `GET ${path}`)]),
    cancels: new Set(CANCELS),
    onCancelWritten,
    sign: ({ method, path, query, body = '' }: PlainRequest) => {
      const timestamp = new Date(Date.now() - skewMs).toISOString();
      const signed = timestamp + method + path + (query === undefined || query === '' ? '' : `?${query}`) + body;
      return {
        'OK-ACCESS-KEY': apiKey,
        'OK-ACCESS-PASSPHRASE': passphrase,
        'OK-ACCESS-TIMESTAMP': timestamp,
        'OK-ACCESS-SIGN': createHmac('sha256', secret).update(signed).digest('base64'),
        'content-type': 'application/json',
      };
    },
    read,
    onClock: async () => {
      const [row] = rowsOf(await get('time', 'public/time', {}, 2_000));
      const told = Number(row?.ts);
      if (Number.isFinite(told)) skewMs = Date.now() - told;
    },
  });
  const get = (
    planned: string,
    path: string,
    query: Readonly<Record<string, string>>,
    limitMs: number,
  ): Promise<Raw> => {
    const isSigned = !path.startsWith('public/');
    const text = new URLSearchParams(query).toString();
    return caller.call(planned, () => ({ method: 'GET', path: API + path, query: text, isSigned }), limitMs);
  };

  /** Cancels these by one call; throws for a row that failed for another reason than that its order is gone. */
  const cancel = async (planned: string, rows: readonly Readonly<Record<string, string>>[], limitMs: number) => {
    const body = JSON.stringify(rows);
    const request = (): PlainRequest => ({ method: 'POST', path: `${API}trade/${planned}`, body, isSigned: true });
    for (const row of rowsOf(await caller.call(planned, request, limitMs, rows.length))) {
      note(textOf(row, 'ordId') ?? '');
      const code = textOf(row, 'sCode') ?? '0';
      if (code === '0' || GONE.has(code)) continue;
      const message = `${textOf(row, 'sMsg') ?? 'not cancelled'} (${code})`;
      throw new ReadingError({ kind: 'again', message });
    }
  };
  const nameOf = (
    { symbol, exchangeOrderId, clientOrderId }: OrderName,
    [id, clientId]: readonly [string, string],
  ) => ({
    instId: instIdOf(symbol),
    ...(exchangeOrderId === undefined ? { [clientId]: clientOrderId } : { [id]: exchangeOrderId }),
  });
  const cancelOrders = async (orders: readonly OrderName[], limitMs: number): Promise<readonly never[]> => {
    const plain = orders.filter((order) => order.isConditional !== true);
    const algos = orders.filter((order) => order.isConditional === true);
    const calls =
      plain.length === 0
        ? []
        : [
            cancel(
              'cancel-batch-orders',
              plain.map((each) => nameOf(each, ['ordId', 'clOrdId'])),
              limitMs,
            ),
          ];
    for (let from = 0; from < algos.length; from += ALGO_BATCH) {
      const rows = algos.slice(from, from + ALGO_BATCH).map((each) => nameOf(each, ['algoId', 'algoClOrdId']));
      calls.push(cancel('cancel-algos', rows, limitMs));
    }
    await Promise.all(calls);
    return [];
  };

  /** All pages of a listing, each told as it comes: from the newest order on, so that what is cancelled meanwhile moves nothing. */
  const pages = async (
    planned: string,
    query: Readonly<Record<string, string>>,
    limitMs: number,
    onPage: (orders: readonly VenueOrder[]) => void = () => undefined,
  ): Promise<readonly VenueOrder[] | undefined> => {
    const orders: VenueOrder[] = [];
    for (;;) {
      const last = orders.at(-1);
      const after = last === undefined ? {} : { after: last.exchangeOrderId };
      const page = wholePage(
        await get(planned, `trade/${planned}`, { ...query, limit: String(PAGE), ...after }, limitMs),
      );
      if (page === undefined) return undefined;
      orders.push(...page);
      for (const order of page) if (order.stopPrice === null) note(order.exchangeOrderId);
      if (page.length > 0) onPage(page);
      if (page.length < PAGE) return orders;
    }
  };
  const list = async (limitMs: number, onPage?: (orders: readonly VenueOrder[]) => void) => {
    const lists = await Promise.all([
      pages('orders-pending', { instType: 'SPOT' }, limitMs, onPage),
      ...ALGO_KINDS.map((ordType) => pages('orders-algo-pending', { instType: 'SPOT', ordType }, limitMs, onPage)),
    ]);
    for (const [i, ordType] of ALGO_KINDS.entries()) if ((lists[i + 1]?.length ?? 0) > 0) algoKinds.add(ordType);
    return lists.includes(undefined) ? undefined : lists.flatMap((orders) => orders ?? []);
  };

  /** What can be read of an account's history, back to the oldest order that was asked to be cancelled. */
  const ended = async (limitMs: number): Promise<readonly VenueOrder[]> => {
    const orders: VenueOrder[] = [];
    let after: string | undefined;
    for (let page = 0; page < MAX_HISTORY_PAGES; page += 1) {
      const query = { instType: 'SPOT', limit: String(PAGE), ...(after === undefined ? {} : { after }) };
      const rows = rowsOf(await get('orders-history', 'trade/orders-history', query, limitMs));
      orders.push(...rows.flatMap((row) => readOrder(row) ?? []));
      after = textOf(rows.at(-1) ?? {}, 'ordId');
      if (rows.length < PAGE || after === undefined || oldestId === undefined || BigInt(after) < oldestId) break;
    }
    if (algoKinds.size > 0) {
      const queries = [...algoKinds].map((ordType) => ({ instType: 'SPOT', ordType, state: 'canceled' }));
      const answers = await Promise.all(
        queries.map((query) => get('orders-algo-pending', 'trade/orders-algo-history', query, limitMs)),
      );
      orders.push(...answers.flatMap(rowsOf).flatMap((row) => readOrder(row) ?? []));
    }
    return orders;
  };

  const port: CancelOnlyPort = {
    plan: OKX_PLAN,
    cancelSymbol: () =>
      Promise.resolve({ ok: false, error: { kind: 'refused', waitMs: 0, message: 'OKX cancels no symbol by itself' } }),
    cancelOrders: (orders, limitMs) => caller.answered(() => cancelOrders(orders, limitMs)),
    list: (limitMs, onPage) => caller.answered(() => list(limitMs, onPage)),
    query: (symbol, clientOrderId, limitMs) =>
      caller.answered(async () => {
        const query = { instId: instIdOf(symbol), clOrdId: clientOrderId };
        const [row] = rowsOf(await get('orders-pending', 'trade/order', query, limitMs));
        return readOrder(row);
      }),
    ended: (_sinceMs, limitMs) => caller.answered(() => ended(limitMs)),
    check: (limitMs) =>
      caller.answered(() => get('check', 'trade/orders-pending', { limit: '1' }, limitMs).then(() => null)),
    ping: (limitMs) => caller.answered(() => get('time', 'public/time', {}, limitMs).then(() => null)),
    keepAliveMs: caller.keepAliveMs,
  };
  return port;
};
