import { type Decimal, div, formatDecimal, ZERO } from '#shared/model/decimal';
import type { UtcMs } from '#shared/model/time';
import type { Market } from '../../engine/market';
import type { SymbolSpec } from '../../engine/symbols';
import type { Order, OrderStatus, OrderType, Side } from '../../engine/types';
import { assetOf, pairOf, txidOf } from './names';

const seconds = (ms: number): number => ms / 1_000;

/** Decimal places of a step that is a power of ten. */
export const placesOf = (step: Decimal): number => formatDecimal(step).split('.')[1]?.length ?? 0;

const TYPES: Readonly<Record<OrderType, string>> = {
  LIMIT: 'limit',
  LIMIT_MAKER: 'limit',
  MARKET: 'market',
  STOP_LOSS_LIMIT: 'stop-loss-limit',
  TAKE_PROFIT_LIMIT: 'take-profit-limit',
};

const STATUSES: Readonly<Record<OrderStatus, string>> = {
  NEW: 'open',
  PARTIALLY_FILLED: 'open',
  FILLED: 'closed',
  CANCELED: 'canceled',
  EXPIRED: 'expired',
  EXPIRED_IN_MATCH: 'expired',
};

/** One order as OpenOrders, ClosedOrders and QueryOrders tell it, without its id, which is the key it stands under. */
export function orderInfo(order: Order, spec: SymbolSpec): Record<string, unknown> {
  const isStop = order.stopPrice !== ZERO;
  const price = formatDecimal(order.price);
  const stopPrice = formatDecimal(order.stopPrice);
  const quantity = formatDecimal(order.quantity);
  const side = order.side.toLowerCase();
  const type = TYPES[order.type];
  const isEnded = STATUSES[order.status] !== 'open';
  return {
    refid: null,
    userref: 0,
    cl_ord_id: order.clientOrderId,
    status: STATUSES[order.status],
    opentm: seconds(order.time),
    starttm: 0,
    expiretm: 0,
    descr: {
      pair: pairOf(spec),
      aclass: 'forex',
      type: side,
      ordertype: type,
      price: isStop ? stopPrice : price,
      price2: isStop ? price : '0',
      leverage: 'none',
      order: `${side} ${quantity} ${pairOf(spec)} @ ${type} ${price}`,
      close: '',
    },
    vol: quantity,
    vol_exec: formatDecimal(order.executed),
    cost: formatDecimal(order.executedQuote),
    price: formatDecimal(order.executed === ZERO ? ZERO : div(order.executedQuote, order.executed)),
    stopprice: stopPrice,
    limitprice: isStop ? price : '0',
    misc: '',
    oflags: order.type === 'LIMIT_MAKER' ? 'fciq,post' : 'fciq',
    reason: order.status === 'CANCELED' ? 'User requested' : null,
    ...(isEnded ? { closetm: seconds(order.updateTime) } : {}),
  };
}

/** Orders by their ids, in the order given. */
export const ordersById = (orders: readonly Order[], specOf: (symbol: string) => SymbolSpec | undefined) =>
  Object.fromEntries(
    orders.flatMap((order) => {
      const spec = specOf(order.symbol);
      return spec === undefined ? [] : [[txidOf(order.id), orderInfo(order, spec)]];
    }),
  );

export function assets(specs: readonly SymbolSpec[]): Record<string, unknown> {
  const codes = new Set(specs.flatMap(({ base, quote }) => [base, quote]));
  return Object.fromEntries(
    [...codes].map((code) => [
      assetOf(code).id,
      { aclass: 'currency', altname: assetOf(code).altname, decimals: 10, display_decimals: 5, status: 'enabled' },
    ]),
  );
}

export function assetPair(spec: SymbolSpec): Record<string, unknown> {
  const base = assetOf(spec.base);
  const quote = assetOf(spec.quote);
  return {
    altname: pairOf(spec),
    wsname: `${base.altname}/${quote.altname}`,
    aclass_base: 'currency',
    base: base.id,
    aclass_quote: 'currency',
    quote: quote.id,
    lot: 'unit',
    cost_decimals: 5,
    pair_decimals: placesOf(spec.tickSize),
    lot_decimals: placesOf(spec.stepSize),
    lot_multiplier: 1,
    leverage_buy: [],
    leverage_sell: [],
    fees: [[0, 0.1]],
    fees_maker: [[0, 0.1]],
    fee_volume_currency: 'ZUSD',
    margin_call: 80,
    margin_stop: 40,
    ordermin: formatDecimal(spec.minQuantity),
    costmin: formatDecimal(spec.minNotional),
    tick_size: formatDecimal(spec.tickSize),
    status: 'online',
  };
}

/** One row of Ticker; of the day Kraken gives today's and the last 24 hours' number, here both the latter. */
export function ticker(market: Market, now: UtcMs): Record<string, unknown> {
  const { tape, book } = market;
  const day = tape.day(now);
  const best = (side: Side): readonly string[] => {
    const price = formatDecimal(book.best(side)?.price ?? tape.last);
    return [price, '1', '1.000'];
  };
  const twice = (value: Decimal): readonly string[] => [formatDecimal(value), formatDecimal(value)];
  return {
    a: best('SELL'),
    b: best('BUY'),
    c: [formatDecimal(tape.last), formatDecimal(tape.lastQuantity)],
    v: twice(day.volume),
    l: twice(day.low),
    h: twice(day.high),
    o: formatDecimal(day.open),
  };
}
