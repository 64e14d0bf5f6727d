import type { ExchangeId } from '#shared/model/account';
import type { RestCall } from '../../../platform/venue/binance/connection';
import type { MarketRulesMessage } from '../protocol';
import { readMarketRules, readUsdmRules } from './market-rules';

/** In what public data of one of Binance's exchanges differs from another's. */
export interface MarketDialect {
  readonly pingCall: RestCall;
  readonly candlesCall: RestCall;
  readonly tickerCall: RestCall;
  /** Null where there is no mark price. */
  readonly markPriceCall: RestCall | null;
  /** Signed, of any account; null where there are no brackets. */
  readonly bracketsCall: RestCall | null;
  /** Request weight of an address in a minute, until the exchange tells it. */
  readonly weightLimit: number;
  /** `brackets`: the market's row, undefined while not known. */
  readonly readRules: (symbol: string, info: unknown, brackets: unknown) => MarketRulesMessage | undefined;
}

export const MARKET_DIALECTS: Readonly<Record<ExchangeId, MarketDialect>> = {
  binance: {
    pingCall: 'publicGetPing',
    candlesCall: 'publicGetKlines',
    tickerCall: 'publicGetTicker24hr',
    markPriceCall: null,
    bracketsCall: null,
    weightLimit: 6_000,
    readRules: readMarketRules,
  },
  binanceusdm: {
    pingCall: 'fapiPublicGetPing',
    candlesCall: 'fapiPublicGetKlines',
    tickerCall: 'fapiPublicGetTicker24hr',
    markPriceCall: 'fapiPublicGetPremiumIndex',
    bracketsCall: 'fapiPrivateGetLeverageBracket',
    weightLimit: 2_400,
    readRules: readUsdmRules,
  },
};
