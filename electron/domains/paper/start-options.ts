import { messageOf } from '#shared/model/result';
import type { PaperProtocol } from './protocol';
import type { PaperFuturesLimits, PaperLimits } from './server/rate-limits';
import type { VenueLimits } from './server/venue/open';
import { checkFuturesBalances } from './start-futures';

/** The supervisor's config, and what tests and tools may change besides. */
export type PaperOptions = PaperProtocol['config'] & {
  /** Binance's limits where not given. */
  readonly limits?: Partial<PaperLimits>;
  readonly futuresLimits?: Partial<PaperFuturesLimits>;
  /** The exchange's own limits where not given; only of one that is not Binance. */
  readonly venueLimits?: VenueLimits;
  /** How long a listen key is good; an hour by default, as on Binance. */
  readonly listenKeyMs?: number;
};

/** Why the exchange did not start, in a sentence for the operator. */
export interface PaperStartFailure {
  readonly code: 'port-taken' | 'port-refused' | 'bad-recording' | 'state-unusable' | 'bad-config';
  readonly message: string;
}

/** What is wrong with the options, in a sentence; undefined when nothing is. */
export function checkConfig(options: PaperOptions): string | undefined {
  const { accounts, speed, port, seed, fundingEveryHours, exchange = 'binance' } = options;
  if (!Number.isInteger(seed)) return 'The seed must be a whole number.';
  if (!Number.isInteger(port) || port < 0 || port > 65_535) return 'The port must be a whole number from 0 to 65535.';
  if (speed !== undefined && !(speed > 0 && speed <= 1_000)) return 'The speed must be above 0 and at most 1000.';
  if (new Set(accounts.map((account) => account.name)).size !== accounts.length)
    return 'Two accounts have the same name.';
  if (new Set(accounts.map((account) => account.apiKey)).size !== accounts.length)
    return 'Two accounts have the same API key.';
  if (accounts.some(({ apiKey, secret }) => apiKey === '' || secret === ''))
    return 'An account has an empty API key or secret.';
  if (exchange === 'okx' && accounts.some(({ passphrase }) => passphrase === undefined || passphrase === ''))
    return 'An account of OKX has no passphrase.';
  if (exchange !== 'binance' && accounts.some(({ futuresBalances }) => futuresBalances !== undefined))
    return 'Only Binance has futures here.';
  if (fundingEveryHours !== undefined && !(fundingEveryHours > 0 && fundingEveryHours <= 24))
    return 'The hours between fundings must be above 0 and at most 24.';
  return accounts.map(checkFuturesBalances).find((wrong) => wrong !== undefined);
}

/** Why the port could not be had. */
export function portFailure(thrown: unknown, port: number): PaperStartFailure {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  if (code === 'EADDRINUSE') {
    return {
      code: 'port-taken',
      message: `Port ${port} is taken by another program, so the paper exchange cannot listen on it. Choose another port, or 0 for any free one.`,
    };
  }
  return {
    code: 'port-refused',
    message: `The paper exchange cannot listen on port ${port} (${messageOf(thrown)}). Choose another port, or 0 for any free one.`,
  };
}
