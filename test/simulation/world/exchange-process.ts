import type { ExchangeId } from '#shared/model/account';
import { formatDecimal } from '#shared/model/decimal';
import type { ExchangeProtocol } from '../../../electron/domains/exchange/protocol';
import { AccountSession } from '../../../electron/domains/exchange/worker/account-session';
import { readUsdmRules } from '../../../electron/domains/exchange/worker/market-rules';
import { RateHold } from '../../../electron/domains/exchange/worker/rate-hold';
import { References } from '../../../electron/domains/exchange/worker/references';
import { SPOT_DIALECT } from '../../../electron/domains/exchange/worker/spot-dialect';
import { USDM_DIALECT } from '../../../electron/domains/exchange/worker/usdm-dialect';
import type { PerpSpec } from '../../../electron/domains/paper/engine/futures/specs';
import type { SymbolSpec } from '../../../electron/domains/paper/engine/symbols';
import { exchangeInfo, leverageBracket } from '../../../electron/domains/paper/server/futures/market-payloads';
import { DEFAULT_FUTURES_LIMITS, futuresLimits } from '../../../electron/domains/paper/server/rate-limits';
import { type Emit, RequestError } from '../../../electron/platform/process/serve';
import { symbolReader } from '../../../electron/platform/venue/binance/symbols';
import { SimConnection } from './connection';
import { PERP_SYMBOL } from './limits';
import type { SimServed, SimStart } from './processes';
import type { Life } from './time';
import type { Venue } from './venue';
import { isPlacementCall } from './venue-calls';

/**
 * The exchange worker: its real account sessions (requests, streams, snapshots, echo check) and rate hold, on the
 * simulated network. It repeats the wiring of `startExchangeWorker`, which brings ccxt and real sockets.
 */
export function exchangeProcess(venue: Venue): SimStart {
  return (config, emitAny, life): SimServed => {
    const { exchange, accounts, symbols } = config as ExchangeProtocol['config'];
    const emit = emitAny as Emit<ExchangeProtocol>;
    const symbolOf = symbolReader(symbols, exchange);
    const hold = new RateHold(() => life.monotonicMs());
    let isFrozen = false;
    const sessions = new Map<string, AccountSession>();
    for (const { accountId, margin } of accounts) {
      const connection = new SimConnection({
        venue,
        life,
        account: accountId,
        mayWrite: (call) => !isFrozen || !isPlacementCall(call),
        onExecutionReport: (raw) => sessions.get(accountId)?.onExecutionReport(raw),
        onAccountPosition: (raw) => sessions.get(accountId)?.onAccountPosition(raw),
        onNotice: (raw) => sessions.get(accountId)?.onNotice(raw),
      });
      const session = new AccountSession({
        accountId,
        dialect: exchange === 'binance' ? SPOT_DIALECT : USDM_DIALECT,
        margin,
        connection: connection.asConnection,
        symbols,
        symbolOf,
        hold,
        isFrozen: () => isFrozen,
        emit,
        onDropped: () => undefined,
        onClockRefused: () => undefined,
      });
      sessions.set(accountId, session);
    }
    const account = (accountId: string): AccountSession => {
      const session = sessions.get(accountId);
      if (session === undefined) throw new RequestError('not-sent', `no such account here: ${accountId}`);
      return session;
    };
    followMarkets(venue, life, exchange, symbolOf, emit);
    for (const session of sessions.values()) void session.run();
    const stopChecking = life.every(1_000, () => {
      for (const session of sessions.values()) session.checkEcho();
    });
    const stop = (): void => {
      stopChecking();
      for (const session of sessions.values()) session.stop();
    };

    const requests: {
      readonly [K in keyof ExchangeProtocol['requests']]: (
        params: ExchangeProtocol['requests'][K]['params'],
      ) => unknown;
    } = {
      openAccount: () => ({}),
      placeOrder: async (order) => account(order.accountId).placeOrder(order),
      cancelOrder: (order) => account(order.accountId).cancelOrder(order),
      cancelAll: ({ accountId, symbol }) => account(accountId).cancelAll(symbol),
      queryOrder: (order) => account(order.accountId).queryOrder(order),
      openOrders: ({ accountId }) => account(accountId).openOrders(),
      snapshot: ({ accountId }) => account(accountId).snapshot(),
      candles: () => [],
      watchSymbols: ({ symbols }) => ({ known: symbols }),
    };
    return {
      ready: {},
      requests,
      notices: {
        prepareOrder: (order: ExchangeProtocol['notices']['prepareOrder']) =>
          sessions.get(order.accountId)?.prepareOrder(order),
        freeze: () => {
          isFrozen = true;
        },
        thaw: () => {
          isFrozen = false;
        },
      },
      stop,
      died: stop,
    };
  };
}

function followMarkets(
  venue: Venue,
  life: Life,
  exchange: ExchangeId,
  symbolOf: (id: string) => string,
  emit: Emit<ExchangeProtocol>,
): void {
  const isPerps = exchange === 'binanceusdm';
  const references = new References({
    symbolOf,
    exchangeNow: () => venue.now(),
    send: (reference) => emit('reference', reference),
    onDropped: () => undefined,
    needsMark: isPerps,
  });
  life.after(5, () => {
    emit('markets', {
      rules: isPerps ? venue.perps.markets.flatMap(({ spec }) => perpRulesOf(spec)) : venue.specs.map(rulesOf),
    });
    emit('link', { accountId: null, state: 'up', message: 'prices come in' });
  });
  venue.followPrices(life, ({ marketId, isPerp, bid, ask, last, mark }) => {
    if (isPerp !== isPerps) return;
    if (mark !== undefined) references.onMarkPrice({ s: marketId, p: mark });
    references.onTicker({ symbol: marketId, lastPrice: last });
    references.onBookTicker({ s: marketId, b: bid, a: ask });
  });
}

/** As the worker reads them of the exchange's own answers. */
function perpRulesOf(spec: PerpSpec): ExchangeProtocol['events']['markets']['rules'] {
  const [info] = exchangeInfo([spec], futuresLimits(DEFAULT_FUTURES_LIMITS), 0).symbols;
  const rules = readUsdmRules(PERP_SYMBOL, info, leverageBracket(spec));
  return rules === undefined ? [] : [rules];
}

const rulesOf = (spec: SymbolSpec): ExchangeProtocol['events']['markets']['rules'][number] => ({
  symbol: `${spec.base}/${spec.quote}`,
  base: spec.base,
  quote: spec.quote,
  isTrading: true,
  tickSize: formatDecimal(spec.tickSize),
  minPrice: formatDecimal(spec.minPrice),
  maxPrice: formatDecimal(spec.maxPrice),
  stepSize: formatDecimal(spec.stepSize),
  minQuantity: formatDecimal(spec.minQuantity),
  maxQuantity: formatDecimal(spec.maxQuantity),
  minNotional: formatDecimal(spec.minNotional),
  maxNotional: formatDecimal(spec.maxNotional),
  contract: null,
  orderTypes: null,
});
