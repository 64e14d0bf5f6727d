import { parseDecimal, ZERO } from '#shared/model/decimal';
import type { UtcMs } from '#shared/model/time';
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

const SECOND = 1_000;
/** Requests of an account in a second on spot, and of an address in five (Bybit v5 documents, "Rate Limit"). */
const LIMITS = {
  places: { limit: 20, windowMs: SECOND },
  cancels: { limit: 20, windowMs: SECOND },
  'cancel-alls': { limit: 20, windowMs: SECOND },
  listings: { limit: 50, windowMs: SECOND },
  accounts: { limit: 50, windowMs: SECOND },
  address: { limit: 600, windowMs: 5_000 },
} as const satisfies Readonly<Record<string, Brake>>;
type LimitName = keyof typeof LIMITS;

/** "403, access too frequent": nothing more is answered for ten minutes. */
const BAN_MS = 10 * 60_000;
const USUAL_PAGE = 20;
const MAX_PAGE = 50;
/** Closed orders that realtime tells of. */
const RECENT = 500;
/** Between "your cancel was taken" and the cancel. */
const CANCEL_MS = 15;

const REFUSED: Readonly<Record<PlaceRefusal, readonly [code: number, msg: string]>> = {
  symbol: [170121, 'Invalid symbol.'],
  amount: [170130, "Data sent for parameter 'qty' is not valid."],
  funds: [170131, 'Insufficient balance.'],
  duplicate: [170141, 'Duplicate clientOrderId'],
  'would-take': [170218, 'Your post-only order has been cancelled because it would match at once.'],
  'would-trigger': [170210, 'New order rejected.'],
  liquidity: [170210, 'New order rejected.'],
  filter: [170140, 'Transaction amount or price is not within the limits of the market.'],
};
const UNKNOWN_ORDER = [170213, 'Order does not exist.'] as const;

const TIF: Readonly<Record<string, readonly [OrderType, TimeInForce]>> = {
  GTC: ['LIMIT', 'GTC'],
  IOC: ['LIMIT', 'IOC'],
  FOK: ['LIMIT', 'FOK'],
  PostOnly: ['LIMIT_MAKER', 'GTC'],
};

type Values = Readonly<Record<string, unknown>>;
const text = (values: Values, name: string): string | undefined => {
  const value = values[name];
  return value === undefined || value === null || value === '' ? undefined : String(value);
};

interface Private {
  readonly limit: LimitName;
  readonly isTrade?: true;
  readonly handle: (account: string, values: Values) => VenueOutcome;
}

/** Bybit v5, category spot. Cancels are taken first and done a moment later. */
export function bybitVenue(services: VenueServices, limits: VenueLimits = {}): Venue {
  const { engine, specs, now } = services;
  const brakes = new Brakes(withLimits<LimitName>(LIMITS, limits));
  const bannedUntil = new Map<string, UtcMs>();
  const reply = (retCode: number, retMsg: string, result: unknown, headers = {}): VenueReply => ({
    status: 200,
    body: { retCode, retMsg, result, retExtInfo: {}, time: now() },
    headers,
  });
  const done = (result: unknown): VenueReply => reply(0, 'OK', result);
  const refused = (code: number, msg: string): VenueReply => reply(code, msg, {});
  const isSpot = (values: Values): boolean => text(values, 'category') === 'spot';
  const NOT_SPOT = [10001, 'Only category spot is on the paper exchange.'] as const;

  const place = (account: string, values: Values): VenueReply => {
    if (!isSpot(values)) return refused(...NOT_SPOT);
    const symbol = text(values, 'symbol');
    const spec = specs.find(({ id }) => id === symbol);
    const side = text(values, 'side');
    if (side !== 'Buy' && side !== 'Sell') return refused(10001, 'side is not valid');
    const isMarket = text(values, 'orderType') === 'Market';
    const [type, timeInForce] = TIF[text(values, 'timeInForce') ?? 'GTC'] ?? [];
    if (!isMarket && type === undefined) return refused(10001, 'timeInForce is not valid');
    if (isMarket && side === 'Buy' && text(values, 'marketUnit') !== 'baseCoin')
      return refused(10001, 'A market buy by quote amount is not on the paper exchange: send marketUnit baseCoin.');
    const trigger = text(values, 'triggerPrice');
    const last = engine.market(spec?.id ?? '')?.tape.last ?? ZERO;
    const isAbove = (parseDecimal(trigger ?? '') ?? ZERO) > last;
    const stopType: OrderType = (side === 'Buy') === isAbove ? 'STOP_LOSS_LIMIT' : 'TAKE_PROFIT_LIMIT';
    const placed = placeOrder(services, account, {
      symbol: spec?.id,
      side: side === 'Buy' ? 'BUY' : 'SELL',
      type: isMarket ? 'MARKET' : trigger === undefined ? (type ?? 'LIMIT') : stopType,
      timeInForce: timeInForce ?? 'GTC',
      quantity: text(values, 'qty'),
      price: isMarket ? undefined : text(values, 'price'),
      stopPrice: trigger,
      clientOrderId: text(values, 'orderLinkId'),
    });
    if (!placed.ok) return refused(...REFUSED[placed.error]);
    return done({ orderId: String(placed.value.id), orderLinkId: placed.value.clientOrderId });
  };

  const cancelLater = (order: Order): { readonly orderId: string; readonly orderLinkId: string } => {
    services.after(CANCEL_MS, () => cancelOrder(services, order));
    return { orderId: String(order.id), orderLinkId: order.clientOrderId };
  };
  const named = (account: string, values: Values): Order | undefined => {
    const id = text(values, 'orderId');
    return findOrder(
      services,
      account,
      id === undefined ? { clientOrderId: text(values, 'orderLinkId') ?? '' } : { id: Number(id) },
    );
  };
  /** Without a filter: all kinds where orders are listed, the plain ones where they are cancelled. */
  const byFilter =
    (filter: string | undefined) =>
    (order: Order): boolean =>
      filter === undefined ||
      (filter === 'Order' ? !payload.isConditional(order) : filter === 'StopOrder' && payload.isConditional(order));
  const bySymbol =
    (symbol: string | undefined) =>
    (order: Order): boolean =>
      symbol === undefined || order.symbol === symbol;

  const realtime = (account: string, values: Values): VenueReply => {
    if (!isSpot(values)) return done({ category: text(values, 'category'), list: [], nextPageCursor: '' });
    const isEnded = text(values, 'openOnly') === '1';
    const all = isEnded ? endedOrders(services, account, 0).slice(0, RECENT) : openOrders(services, account);
    const cursor = Number(text(values, 'cursor') ?? Number.POSITIVE_INFINITY);
    const limit = Math.min(Math.max(1, Number(text(values, 'limit') ?? USUAL_PAGE)), MAX_PAGE);
    const id = text(values, 'orderId');
    const linkId = text(values, 'orderLinkId');
    const matching = all
      .filter(bySymbol(text(values, 'symbol')))
      .filter(byFilter(text(values, 'orderFilter')))
      .filter(
        (order) =>
          (id === undefined || order.id === Number(id)) && (linkId === undefined || order.clientOrderId === linkId),
      )
      .filter((order) => order.id < cursor);
    const page = matching.slice(0, limit);
    const next = matching.length > page.length ? String(page.at(-1)?.id ?? '') : '';
    return done({ category: 'spot', list: page.map(payload.orderInfo), nextPageCursor: next });
  };

  const privates: Readonly<Record<string, Private>> = {
    'POST order/create': {
      limit: 'places',
      isTrade: true,
      handle: (account, values) => placing(services, () => place(account, values)),
    },
    'POST order/cancel': {
      limit: 'cancels',
      isTrade: true,
      handle: (account, values) => {
        const order = named(account, values);
        return order === undefined || !isOpen(order) ? refused(...UNKNOWN_ORDER) : done(cancelLater(order));
      },
    },
    'POST order/cancel-all': {
      limit: 'cancel-alls',
      isTrade: true,
      handle: (account, values) => {
        if (!isSpot(values)) return refused(...NOT_SPOT);
        const orders = openOrders(services, account)
          .filter(bySymbol(text(values, 'symbol')))
          .filter(byFilter(text(values, 'orderFilter') ?? 'Order'));
        return done({ list: orders.map(cancelLater), success: '1' });
      },
    },
    'GET order/realtime': { limit: 'listings', handle: realtime },
    'GET order/history': {
      limit: 'listings',
      handle: (account, values) => realtime(account, { ...values, openOnly: '1' }),
    },
    'GET account/wallet-balance': {
      limit: 'accounts',
      handle: (account) => done({ list: [payload.balance(engine.accounts, account)] }),
    },
    'GET account/info': {
      limit: 'accounts',
      handle: () => done({ unifiedMarginStatus: 5, marginMode: 'REGULAR_MARGIN' }),
    },
    'GET user/query-api': {
      limit: 'accounts',
      handle: (account) =>
        done({ note: account, readOnly: 0, unified: 0, uta: 1, permissions: { Spot: ['SpotTrade'] } }),
    },
    'GET asset/coin/query-info': {
      limit: 'accounts',
      handle: () =>
        done({
          rows: [...new Set(specs.flatMap(({ base, quote }) => [base, quote]))].map((coin) => ({
            name: coin,
            coin,
            chains: [],
          })),
        }),
    },
  };

  const publics: Readonly<Record<string, (values: Values) => VenueReply>> = {
    'market/time': () => done({ timeSecond: String(Math.floor(now() / 1_000)), timeNano: `${now()}000000` }),
    'market/instruments-info': (values) =>
      done({
        category: text(values, 'category'),
        list: isSpot(values) ? specs.map(payload.instrument) : [],
        nextPageCursor: '',
      }),
    'market/tickers': (values) => {
      engine.advance(now());
      const symbol = text(values, 'symbol');
      const wanted = isSpot(values) ? specs.filter(({ id }) => symbol === undefined || id === symbol) : [];
      const markets = wanted.flatMap(({ id }) => engine.market(id) ?? []);
      return done({ category: 'spot', list: markets.map((market) => payload.ticker(market, now())) });
    },
  };

  /** An address that asked too often is not answered at all for a while, whatever its keys. */
  const atTheDoor = ({ address, now: at }: VenueCall): VenueReply | undefined => {
    const until = bannedUntil.get(address) ?? 0;
    const isBanned = services.faults.status === 418 || at < until;
    if (!isBanned && brakes.take('address', address, 1, at).fits) return undefined;
    if (!isBanned) {
      brakes.refusals.banned += 1;
      bannedUntil.set(address, at + BAN_MS);
    }
    return { status: 403, body: { retCode: 10018, retMsg: 'access too frequent', result: {} } };
  };
  const limited = (name: LimitName, account: string, at: UtcMs): VenueReply | undefined => {
    if (services.faults.status === 429) brakes.refusals.limited += 1;
    const taken = brakes.take(name, account, 1, at);
    if (taken.fits && services.faults.status !== 429) return undefined;
    return reply(
      10006,
      'Too many visits. Exceeded the API Rate Limit.',
      {},
      {
        'x-bapi-limit': taken.limit,
        'x-bapi-limit-status': taken.left,
        'x-bapi-limit-reset-timestamp': taken.resetAt,
      },
    );
  };

  return {
    keyHeader: 'x-bapi-api-key',
    refusals: brakes.refusals,
    forget: () => {
      brakes.forget();
      bannedUntil.clear();
    },
    broken: { status: 200, body: { retCode: 10016, retMsg: 'Server error.', result: {} } },
    answer: (call) => {
      const banned = atTheDoor(call);
      if (banned !== undefined) return banned;
      const name = call.path.replace(/^\/v5\//, '');
      const values = valuesOf(call);
      if (values === undefined) return refused(10001, 'Request parameter error.');
      const open = call.method === 'GET' ? publics[name] : undefined;
      if (open !== undefined) return open(values);
      const route = privates[`${call.method} ${name}`];
      if (route === undefined)
        return { status: 404, body: { retCode: 404, retMsg: 'No such path on the paper exchange', result: {} } };
      const who = identify(services, call, route.isTrade === true);
      if ('retCode' in who) return refused(who.retCode, who.retMsg);
      return limited(route.limit, who.account, call.now) ?? route.handle(who.account, values);
    },
    urls: (rest) => ({ spot: rest, futures: rest, v2: rest, public: rest, private: rest }),
  };
}

function valuesOf({ method, query, body }: VenueCall): Values | undefined {
  if (method === 'GET') return Object.fromEntries(new URLSearchParams(query));
  try {
    const parsed: unknown = JSON.parse(body === '' ? '{}' : body);
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
