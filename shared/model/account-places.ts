import type { Account, Environment, ExchangeId } from './account';
import type { KeyExchange } from './keys';

/** Environments of accounts that trade with a key of the vault. */
export type RealEnvironment = Exclude<Environment, 'paper'>;
export const REAL_ENVIRONMENTS = ['testnet', 'live'] as const satisfies readonly RealEnvironment[];

/** What is traded at an exchange that is linked, as an operator would say it. */
export const MARKET_WORDS: Readonly<Record<ExchangeId, string>> = {
  binance: 'Binance spot',
  binanceusdm: 'Binance USD-M',
};

/** Whose keys an exchange takes: Binance's spot and perpetuals take the same. */
export const keyExchangeOf = (exchange: ExchangeId): KeyExchange => (exchange === 'binanceusdm' ? 'binance' : exchange);

/** Why no account can be added there, in a sentence; undefined where one can. */
export function whyNotOffered({
  exchange,
  environment,
}: Pick<Account, 'exchange' | 'environment'>): string | undefined {
  if (exchange === 'binanceusdm' && environment === 'testnet')
    return 'The test network of Binance USD-M takes keys of its own, which cannot be read back yet, so it is not linked. Use paper perpetuals, or spot on the test network.';
  return undefined;
}
