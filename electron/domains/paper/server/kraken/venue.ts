import { add, formatDecimal } from '#shared/model/decimal';
import { type Order, type OrderType, TIMES_IN_FORCE } from '../../engine/types';
import { cancelOrder, endedOrders, findOrder, openOrders, type PlaceRefusal, placeOrder } from '../venue/orders';
import {
  placing,
  type Venue,
  type VenueCall,
  type VenueOutcome,
  type VenueReply,
  type VenueServices,
} from '../venue/venue';
import { KrakenDoor, type KrakenParams } from './auth';
import { KRAKEN_LIMITS, KrakenCounters, type KrakenLimits } from './limits';
import { assetOf, idOfTxid, pairOf, txidOf } from './names';
import * as payload from './payloads';

/** Kraken answers 200 to everything, and says in `error` what went wrong. */
const result = (value: unknown): VenueReply => ({ status: 200, body: { error: [], result: value } });
const refused = (...errors: readonly string[]): VenueReply => ({ status: 200, body: { error: errors } });

const PAGE = 50;
const MAX_BATCH = 50;

const REFUSED: Readonly<Record<PlaceRefusal, string>> = {
  symbol: 'EQuery:Unknown asset pair',
  amount: 'EGeneral:Invalid arguments:volume',
  funds: 'EOrder:Insufficient funds',
  duplicate: 'EOrder:Duplicate client order id',
  'would-take': 'EOrder:Post only order',
  'would-trigger': 'EOrder:Trigger price would trigger immediately',
  liquidity: 'EService:Market in cancel_only mode',
  filter: 'EGeneral:Invalid arguments:volume minimum not met',
};

const TYPES: Readonly<Record<string, OrderType>> = {
  limit: 'LIMIT',
  market: 'MARKET',
  'stop-loss-limit': 'STOP_LOSS_LIMIT',
  'take-profit-limit': 'TAKE_PROFIT_LIMIT',
};

const text = (params: KrakenParams, name: string): string | undefined => {
  const value = params[name];
  return value === undefined || value === null || value === '' ? undefined : String(value);
};

const list = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.map(String) : typeof value === 'string' && value !== '' ? value.split(',') : [];

interface Private {
  /** What it adds to the REST counter of the key; orders and cancels have the trading counter instead. */
  readonly cost: number;
  readonly isTrade?: true;
  readonly handle: (account: string, params: KrakenParams) => VenueOutcome;
}

/** Kraken spot: `/0/public` and `/0/private`. */
export function krakenVenue(services: VenueServices, limits: Partial<KrakenLimits> = {}): Venue {
  const { engine, specs, now } = services;
  const counters = new KrakenCounters({ ...KRAKEN_LIMITS, ...limits });
  const door = new KrakenDoor(services);
  const specOf = (symbol: string) => specs.find(({ id }) => id === symbol);
  const specNamed = (pair: string | undefined) =>
    specs.find((spec) => pairOf(spec) === pair || `${assetOf(spec.base).altname}/${spec.quote}` === pair);

  const place = (account: string, params: KrakenParams): VenueReply => {
    const spec = specNamed(text(params, 'pair'));
    const side = text(params, 'type');
    const kind = TYPES[text(params, 'ordertype') ?? ''];
    if (spec === undefined) return refused(REFUSED.symbol);
    if (side !== 'buy' && side !== 'sell') return refused('EGeneral:Invalid arguments:type');
    if (kind === undefined) return refused('EGeneral:Invalid arguments:ordertype');
    const tif = TIMES_IN_FORCE.find((word) => word === (text(params, 'timeinforce') ?? 'GTC').toUpperCase());
    if (tif === undefined) return refused('EGeneral:Invalid arguments:timeinforce');
    if (!counters.trading(account, spec.id, 1, now())) return refused('EOrder:Rate limit exceeded');
    const isStop = kind === 'STOP_LOSS_LIMIT' || kind === 'TAKE_PROFIT_LIMIT';
    const isPostOnly = text(params, 'oflags')?.split(',').includes('post') === true;
    const placed = placeOrder(services, account, {
      symbol: spec.id,
      side: side === 'buy' ? 'BUY' : 'SELL',
      type: kind === 'LIMIT' && isPostOnly ? 'LIMIT_MAKER' : kind,
      timeInForce: tif,
      quantity: text(params, 'volume'),
      price: kind === 'MARKET' ? undefined : text(params, isStop ? 'price2' : 'price'),
      stopPrice: isStop ? text(params, 'price') : undefined,
      clientOrderId: text(params, 'cl_ord_id'),
    });
    if (!placed.ok) return refused(REFUSED[placed.error]);
    return result({ descr: payload.orderInfo(placed.value, spec).descr, txid: [txidOf(placed.value.id)] });
  };

  const cancelMany = (account: string, orders: readonly (Order | undefined)[]): VenueReply => {
    let count = 0;
    let error: string | undefined;
    for (const order of orders) {
      if (order === undefined) error ??= 'EOrder:Unknown order';
      else if (!counters.cancel(account, order, now())) error = 'EOrder:Rate limit exceeded';
      else if (cancelOrder(services, order)) count += 1;
      else error ??= 'EOrder:Unknown order';
    }
    return count === 0 && error !== undefined ? refused(error) : result({ count });
  };
  const byTxid =
    (account: string) =>
    (txid: string): Order | undefined =>
      findOrder(services, account, { id: idOfTxid(txid) ?? -1 });
  const byClientId =
    (account: string) =>
    (clientOrderId: string): Order | undefined =>
      findOrder(services, account, { clientOrderId });

  const privates: Readonly<Record<string, Private>> = {
    BalanceEx: {
      cost: 1,
      handle: (account) =>
        result(
          Object.fromEntries(
            [...engine.accounts.assets(account)].map(([asset, { free, locked }]) => [
              assetOf(asset).id,
              { balance: formatDecimal(add(free, locked)), hold_trade: formatDecimal(locked) },
            ]),
          ),
        ),
    },
    AddOrder: { cost: 0, isTrade: true, handle: (account, params) => placing(services, () => place(account, params)) },
    CancelOrder: {
      cost: 0,
      isTrade: true,
      handle: (account, params) => {
        const clientOrderId = text(params, 'cl_ord_id');
        const order =
          clientOrderId === undefined
            ? byTxid(account)(text(params, 'txid') ?? '')
            : byClientId(account)(clientOrderId);
        return cancelMany(account, [order]);
      },
    },
    CancelOrderBatch: {
      cost: 0,
      isTrade: true,
      handle: (account, params) => {
        const orders = list(params.orders).map(byTxid(account));
        const named = list(params.cl_ord_ids).map(byClientId(account));
        const all = [...orders, ...named];
        if (all.length < 2 || all.length > MAX_BATCH) return refused('EGeneral:Invalid arguments:orders');
        return cancelMany(account, all);
      },
    },
    // It is the way out of a full trading counter; its own cost there is not documented, and none is charged.
    CancelAll: {
      cost: 0,
      isTrade: true,
      handle: (account) =>
        result({ count: openOrders(services, account).filter((order) => cancelOrder(services, order)).length }),
    },
    OpenOrders: {
      cost: 1,
      handle: (account) => result({ open: payload.ordersById(openOrders(services, account), specOf) }),
    },
    ClosedOrders: {
      cost: 1,
      handle: (account, params) => {
        const since = Number(text(params, 'start') ?? 0) * 1_000;
        const ended = endedOrders(services, account, since);
        const from = Number(text(params, 'ofs') ?? 0);
        return result({ closed: payload.ordersById(ended.slice(from, from + PAGE), specOf), count: ended.length });
      },
    },
    QueryOrders: {
      cost: 1,
      handle: (account, params) => {
        const orders = list(params.txid).map(byTxid(account));
        const found = orders.filter((order) => order !== undefined);
        if (found.length === 0) return refused('EOrder:Unknown order');
        return result(payload.ordersById(found, specOf));
      },
    },
  };

  const publics: Readonly<Record<string, (query: URLSearchParams) => VenueReply>> = {
    Time: () => result({ unixtime: Math.floor(now() / 1_000), rfc1123: new Date(now()).toUTCString() }),
    SystemStatus: () => result({ status: 'online', timestamp: new Date(now()).toISOString() }),
    Assets: () => result(payload.assets(specs)),
    AssetPairs: () => result(Object.fromEntries(specs.map((spec) => [pairOf(spec), payload.assetPair(spec)]))),
    Ticker: (query) => {
      const asked = query.get('pair')?.split(',');
      const wanted = specs.filter((spec) => asked === undefined || asked.includes(pairOf(spec)));
      if (wanted.length === 0) return refused(REFUSED.symbol);
      engine.advance(now());
      const rows = wanted.flatMap((spec) => {
        const market = engine.market(spec.id);
        return market === undefined ? [] : [[pairOf(spec), payload.ticker(market, now())]];
      });
      return result(Object.fromEntries(rows));
    },
  };

  const ask = (call: VenueCall, name: string): VenueOutcome => {
    const route = privates[name];
    if (call.method !== 'POST' || route === undefined) return refused('EGeneral:Unknown method');
    const key = call.header('api-key') ?? '';
    if (services.faults.status === 418 || counters.isLockedOut(key, call.now))
      return refused('EGeneral:Temporary lockout');
    if (services.faults.status === 429) counters.refuse(key, call.now);
    if (services.faults.status === 429 || !counters.rest(key, route.cost, call.now))
      return refused('EAPI:Rate limit exceeded');
    const identified = door.identify(call, route.isTrade === true);
    if ('error' in identified) return refused(identified.error);
    return route.handle(identified.key.account, identified.params);
  };

  return {
    keyHeader: 'api-key',
    refusals: counters.refusals,
    forget: () => counters.forget(),
    broken: refused('EGeneral:Internal error'),
    answer: (call) => {
      const [, scope, name = ''] = /^\/0\/(public|private)\/(\w+)$/.exec(call.path) ?? [];
      if (scope === 'private') return ask(call, name);
      return publics[name]?.(new URLSearchParams(call.query)) ?? refused('EGeneral:Unknown method');
    },
    urls: (rest) => ({ public: rest, private: rest, zendesk: `${rest}/not-on-paper` }),
  };
}
