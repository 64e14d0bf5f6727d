import { type Decimal, decimal, div, floorTo, formatDecimal, mul } from '#shared/model/decimal';
import type { MarketRules, Reference } from '#shared/model/market';
import type { Exchange, PlaceOrder } from '../../electron/domains/exchange/index';

/** Orders that fit the market as it is now. */
export interface OrderMaker {
  /** Rests well below the market. */
  resting(accountId: string, clientOrderId: string, symbol?: string): PlaceOrder;
  /** Takes at once. */
  market(accountId: string, clientOrderId: string, symbol?: string): PlaceOrder;
}

/** Learns rules and prices from the exchange; resolves when it knows all of these symbols. */
export async function orderMaker(
  exchange: Exchange,
  symbols: readonly string[],
  start: () => Promise<void>,
): Promise<OrderMaker> {
  const rules = new Map<string, MarketRules>();
  const references = new Map<string, Reference>();
  const known = new Promise<void>((resolve) => {
    const look = (): void => {
      if (symbols.every((symbol) => rules.has(symbol) && references.has(symbol))) resolve();
    };
    exchange.onMarkets((list) => {
      for (const one of list) rules.set(one.symbol, one);
      look();
    });
    exchange.onReference((reference) => {
      references.set(reference.symbol, reference);
      look();
    });
  });
  await start();
  await known;
  const orderAt = (accountId: string, clientOrderId: string, symbol: string, factor: Decimal): PlaceOrder => {
    const rule = rules.get(symbol);
    const reference = references.get(symbol);
    if (rule === undefined || reference === undefined) throw new Error(`nothing known of ${symbol}`);
    const price = floorTo(mul(reference.bid, factor), rule.tickSize);
    const quantity = floorTo(div(decimal(symbol.includes(':') ? '250' : '60'), price), rule.stepSize) + rule.stepSize;
    return {
      accountId,
      clientOrderId,
      symbol,
      side: 'buy',
      type: 'limit',
      quantity: formatDecimal(quantity as Decimal),
      price: formatDecimal(price),
      stopPrice: null,
      timeInForce: 'GTC',
      reduceOnly: false,
    };
  };
  const [first = ''] = symbols;
  return {
    resting: (accountId, clientOrderId, symbol = first) => orderAt(accountId, clientOrderId, symbol, decimal('0.93')),
    market: (accountId, clientOrderId, symbol = first) => ({
      ...orderAt(accountId, clientOrderId, symbol, decimal('1')),
      type: 'market',
      price: null,
    }),
  };
}
