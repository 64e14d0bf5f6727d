import { parseDecimal, ZERO } from '#shared/model/decimal';
import { isOpen, type Order, type OrderType, type TimeInForce } from '../../engine/types';
import { type Brake, Brakes, withLimits } from '../venue/brakes';
import { isRecord } from '../venue/json';
import type { VenueLimits } from '../venue/open';
import { cancelOrder, endedOrders, findOrder, openOrders, type PlaceRefusal, placeOrder } from '../venue/orders';
import {
  placing,
  type Venue,
  type VenueCall,
  type VenueOutcome,
  type VenueReply,
  type VenueServices,
} from '../venue/venue';
import { identify } from './auth';
import * as payload from './payloads';

const TWO_SECONDS = 2_000;
/** Requests, or orders where it says so, of an account in two seconds (OKX documents, v5); public ones by address. */
const LIMITS = {
  places: { limit: 300, windowMs: TWO_SECONDS },
  cancels: { limit: 60, windowMs: TWO_SECONDS },
  /** Orders that cancel-batch-orders names. */
  'batch-cancels': { limit: 300, windowMs: TWO_SECONDS },
  'algo-places': { limit: 20, windowMs: TWO_SECONDS },
  /** Orders that cancel-algos names. */
  'algo-cancels': { limit: 20, windowMs: TWO_SECONDS },
  listings: { limit: 60, windowMs: TWO_SECONDS },
  'algo-listings': { limit: 20, windowMs: TWO_SECONDS },
  histories: { limit: 40, windowMs: TWO_SECONDS },
  accounts: { limit: 10, windowMs: TWO_SECONDS },
  public: { limit: 20, windowMs: TWO_SECONDS },
} as const satisfies Readonly<Record<string, Brake>>;
type LimitName = keyof typeof LIMITS;

const PAGE = 100;
const MAX_BATCH = 20;
const MAX_ALGO_BATCH = 10;
/** Between "your cancel was taken" and the cancel. */
const CANCEL_MS = 15;

const answer = (data: readonly unknown[], code = '0', msg = ''): VenueReply => ({
  status: 200,
  body: { code, msg, data },
});
const refused = (code: string, msg: string, status = 200): VenueReply => ({ status, body: { code, msg, data: [] } });

const REFUSED: Readonly<Record<PlaceRefusal, readonly [code: string, msg: string]>> = {
  symbol: ['51001', "Instrument ID doesn't exist."],
  amount: ['51000', 'Parameter sz error'],
  funds: ['51008', 'Order failed. Insufficient balance'],
  duplicate: ['51016', 'Client order ID already exists.'],
  'would-take': ['51280', 'Post-only order would take'],
  'would-trigger': ['51280', 'The trigger price would trigger at once'],
  liquidity: ['51020', 'Order amount should be greater than the min available amount.'],
  filter: ['51006', 'Order price or amount is not within the limits of the instrument.'],
};

const TYPES: Readonly<Record<string, readonly [OrderType, TimeInForce]>> = {
  limit: ['LIMIT', 'GTC'],
  market: ['MARKET', 'GTC'],
  post_only: ['LIMIT_MAKER', 'GTC'],
  ioc: ['LIMIT', 'IOC'],
  fok: ['LIMIT', 'FOK'],
};

type Row = Readonly<Record<string, unknown>>;
const text = (row: Row, name: string): string | undefined => {
  const value = row[name];
  return value === undefined || value === null || value === '' ? undefined : String(value);
};

interface Private {
  readonly limit: LimitName;
  /** Orders that it names are what is counted. */
  readonly isPerOrder?: true;
  readonly isTrade?: true;
  readonly handle: (account: string, rows: readonly Row[], query: URLSearchParams) => VenueOutcome;
}

/** OKX v5: spot, and its algo orders (`trigger`). Cancels are taken first and done a moment later. */
export function okxVenue(services: VenueServices, limits: VenueLimits = {}): Venue {
  const { engine, specs, now } = services;
  const brakes = new Brakes(withLimits<LimitName>(LIMITS, limits));
  const specOf = (symbol: string) => specs.find(({ id }) => id === symbol);
  const specNamed = (instId: string | undefined) => specs.find((spec) => payload.instIdOf(spec) === instId);
  const infos = (orders: readonly Order[]) =>
    orders.flatMap((order) => {
      const spec = specOf(order.symbol);
      return spec === undefined
        ? []
        : [payload.isAlgo(order) ? payload.algoInfo(order, spec) : payload.orderInfo(order, spec)];
    });

  const placed = (account: string, row: Row, isTrigger: boolean) => {
    const clOrdId = text(row, isTrigger ? 'algoClOrdId' : 'clOrdId');
    const spec = specNamed(text(row, 'instId'));
    const [type, timeInForce] = TYPES[text(row, 'ordType') ?? ''] ?? [];
    const isBuy = text(row, 'side') === 'buy';
    const reply = (ordId: string, sCode: string, sMsg: string) => ({
      [isTrigger ? 'algoId' : 'ordId']: ordId,
      [isTrigger ? 'algoClOrdId' : 'clOrdId']: clOrdId ?? '',
      tag: '',
      ts: String(now()),
      sCode,
      sMsg,
    });
    if (spec === undefined) return reply('', ...REFUSED.symbol);
    if (isTrigger ? text(row, 'ordType') !== 'trigger' : type === undefined)
      return reply('', '51000', 'Parameter ordType error');
    const trigger = text(row, 'triggerPx');
    const market = engine.market(spec.id);
    const isAbove = market !== undefined && (parseDecimal(trigger ?? '') ?? ZERO) > market.tape.last;
    const order = placeOrder(services, account, {
      symbol: spec.id,
      side: isBuy ? 'BUY' : 'SELL',
      type: isTrigger ? (isBuy === isAbove ? 'STOP_LOSS_LIMIT' : 'TAKE_PROFIT_LIMIT') : (type ?? 'LIMIT'),
      timeInForce: timeInForce ?? 'GTC',
      quantity: text(row, 'sz'),
      price: text(row, isTrigger ? 'orderPx' : 'px'),
      stopPrice: isTrigger ? trigger : undefined,
      clientOrderId: clOrdId,
    });
    return order.ok ? reply(String(order.value.id), '0', '') : reply('', ...REFUSED[order.error]);
  };
  /** 1: all failed; 2: some did. */
  const many = (rows: ReadonlyArray<Row & { readonly sCode: string }>): VenueReply => {
    const failed = rows.filter(({ sCode }) => sCode !== '0').length;
    const code = failed === 0 ? '0' : failed === rows.length ? '1' : '2';
    return answer(
      rows,
      code,
      code === '1' ? 'All operations failed' : code === '2' ? 'Bulk operation partially succeeded.' : '',
    );
  };

  const cancelled = (account: string, row: Row, isTrigger: boolean) => {
    const id = text(row, isTrigger ? 'algoId' : 'ordId');
    const clientOrderId = text(row, isTrigger ? 'algoClOrdId' : 'clOrdId');
    const order = findOrder(services, account, id === undefined ? { clientOrderId } : { id: Number(id) });
    const isThere = order !== undefined && isOpen(order) && payload.isAlgo(order) === isTrigger;
    if (isThere) services.after(CANCEL_MS, () => cancelOrder(services, order));
    return {
      [isTrigger ? 'algoId' : 'ordId']: id ?? (isThere ? String(order.id) : ''),
      [isTrigger ? 'algoClOrdId' : 'clOrdId']: clientOrderId ?? '',
      ts: String(now()),
      sCode: isThere ? '0' : '51400',
      sMsg: isThere ? '' : 'Cancellation failed as the order has been filled, canceled or does not exist.',
    };
  };

  /** Pages: orders older than the one whose id is `after`. */
  const page = (orders: readonly Order[], query: URLSearchParams): VenueReply => {
    const after = query.get('after');
    const instId = query.get('instId');
    const begin = Number(query.get('begin') ?? 0);
    const asked = orders
      .filter((order) => after === null || order.id < Number(after))
      .filter((order) => instId === null || order.symbol === specNamed(instId)?.id)
      .filter((order) => order.time >= begin);
    return answer(infos(asked.slice(0, Math.min(Number(query.get('limit') ?? PAGE), PAGE))));
  };
  const isPlain = (order: Order): boolean => !payload.isAlgo(order);

  const privates: Readonly<Record<string, Private>> = {
    'POST trade/order': {
      limit: 'places',
      isTrade: true,
      handle: (account, rows) =>
        placing(services, () => many(rows.slice(0, 1).map((row) => placed(account, row, false)))),
    },
    'POST trade/batch-orders': {
      limit: 'places',
      isPerOrder: true,
      isTrade: true,
      handle: (account, rows) => placing(services, () => many(rows.map((row) => placed(account, row, false)))),
    },
    'POST trade/order-algo': {
      limit: 'algo-places',
      isTrade: true,
      handle: (account, rows) =>
        placing(services, () => many(rows.slice(0, 1).map((row) => placed(account, row, true)))),
    },
    'POST trade/cancel-order': {
      limit: 'cancels',
      isTrade: true,
      handle: (account, rows) => many(rows.slice(0, 1).map((row) => cancelled(account, row, false))),
    },
    'POST trade/cancel-batch-orders': {
      limit: 'batch-cancels',
      isPerOrder: true,
      isTrade: true,
      handle: (account, rows) =>
        rows.length > MAX_BATCH
          ? refused('51000', 'Parameter list size error', 400)
          : many(rows.map((row) => cancelled(account, row, false))),
    },
    'POST trade/cancel-algos': {
      limit: 'algo-cancels',
      isPerOrder: true,
      isTrade: true,
      handle: (account, rows) =>
        rows.length > MAX_ALGO_BATCH
          ? refused('51000', 'Parameter list size error', 400)
          : many(rows.map((row) => cancelled(account, row, true))),
    },
    'GET trade/orders-pending': {
      limit: 'listings',
      handle: (account, _rows, query) => page(openOrders(services, account).filter(isPlain), query),
    },
    'GET trade/orders-algo-pending': {
      limit: 'algo-listings',
      handle: (account, _rows, query) => {
        const kinds = query.get('ordType')?.split(',') ?? [];
        if (kinds.length === 0) return refused('51000', 'Parameter ordType can not be empty', 400);
        const waiting = openOrders(services, account).filter(payload.isAlgo);
        return page(kinds.includes('trigger') ? waiting : [], query);
      },
    },
    'GET trade/orders-history': {
      limit: 'histories',
      handle: (account, _rows, query) => page(endedOrders(services, account, 0).filter(isPlain), query),
    },
    'GET trade/orders-algo-history': {
      limit: 'algo-listings',
      handle: (account, _rows, query) => page(endedOrders(services, account, 0).filter(payload.isAlgo), query),
    },
    'GET trade/order': {
      limit: 'listings',
      handle: (account, _rows, query) => {
        const id = query.get('ordId');
        const found = findOrder(
          services,
          account,
          id === null ? { clientOrderId: query.get('clOrdId') ?? '' } : { id: Number(id) },
        );
        return found === undefined ? refused('51603', 'Order does not exist') : answer(infos([found]));
      },
    },
    'GET account/balance': {
      limit: 'accounts',
      handle: (account) => answer([payload.balance(engine.accounts, account, now())]),
    },
    'GET asset/currencies': {
      limit: 'accounts',
      handle: () => answer([...new Set(specs.flatMap(({ base, quote }) => [base, quote]))].map(payload.currency)),
    },
  };

  const publics: Readonly<Record<string, (query: URLSearchParams) => VenueReply>> = {
    'public/time': () => answer([{ ts: String(now()) }]),
    'public/instruments': (query) => answer(query.get('instType') === 'SPOT' ? specs.map(payload.instrument) : []),
    'public/underlying': () => answer([[]]),
    'market/ticker': (query) => {
      const market = engine.market(specNamed(query.get('instId') ?? '')?.id ?? '');
      engine.advance(now());
      return market === undefined ? refused(...REFUSED.symbol) : answer([payload.ticker(market, now())]);
    },
    'market/tickers': () => {
      engine.advance(now());
      return answer(specs.flatMap(({ id }) => engine.market(id) ?? []).map((market) => payload.ticker(market, now())));
    },
  };

  const limited = (name: LimitName, who: string, cost: number, at: number): VenueReply | undefined => {
    const isForced = services.faults.status !== undefined && !(name === 'public');
    if (isForced) brakes.refusals.limited += 1;
    else if (brakes.take(name, who, cost, at).fits) return undefined;
    return refused(
      '50011',
      'Rate limit reached. Please refer to API documentation and throttle requests accordingly',
      429,
    );
  };

  return {
    keyHeader: 'ok-access-key',
    refusals: brakes.refusals,
    forget: () => brakes.forget(),
    broken: refused('50001', 'Service temporarily unavailable', 503),
    answer: (call: VenueCall) => {
      const name = call.path.replace(/^\/api\/v5\//, '');
      const query = new URLSearchParams(call.query);
      const open = call.method === 'GET' ? publics[name] : undefined;
      if (open !== undefined) return limited('public', `${call.address} ${name} ${query}`, 1, call.now) ?? open(query);
      const route = privates[`${call.method} ${name}`];
      if (route === undefined) return refused('50404', 'No such path on the paper exchange', 404);
      const who = identify(services, call, route.isTrade === true);
      if ('code' in who) return refused(who.code, who.msg, who.status);
      const rows = rowsOf(call.body);
      if (rows === undefined) return refused('50002', 'JSON syntax error', 400);
      const over = limited(route.limit, who.account, route.isPerOrder === true ? rows.length : 1, call.now);
      return over ?? route.handle(who.account, rows, query);
    },
    urls: (rest) => ({ rest }),
  };
}

/** The body as rows: one object, or a list of them; undefined when it is neither. */
function rowsOf(body: string): readonly Row[] | undefined {
  if (body === '') return [];
  try {
    const parsed: unknown = JSON.parse(body);
    const rows = Array.isArray(parsed) ? parsed : [parsed];
    return rows.every(isRecord) ? rows : undefined;
  } catch {
    return undefined;
  }
}
