/**
 * The paper exchange: a real server on 127.0.0.1 that speaks Binance's spot and USD-M futures dialects, so
 * that paper, testnet and live trading run the same adapter.
 *
 * Promises: Binance's codes, words, weights and filters; exact decimals; a pure engine (`engine/`), same seed and
 * calls give the same result; what it acknowledged is in its ledger first; it answers only to keys it was given.
 * Never: listens beyond this machine, touches the real exchange, keeps or prints a secret, survives its operator's
 * console by more than 15 s.
 *
 * | folder   | holds |
 * |---|---|
 * | engine/  | books, matching, money, stops, the synthetic and the recorded market: no sockets, no clock |
 * | engine/futures/ | perpetuals on those markets: positions, margin, funding, liquidation, conditional orders |
 * | ledger/  | the exchange's own record in a file: format, reading, appending |
 * | server/  | REST, market streams, WebSocket API, keys, rate limits, faults |
 * | server/futures/ | the futures API: its routes, its streams, listen keys |
 * | start.ts | puts them together |
 */
export { linger } from './linger';
export type { PaperAccountConfig, PaperFaults, PaperProtocol, PaperUrls } from './protocol';
export { DEFAULT_LIMITS, type PaperLimits } from './server/rate-limits';
export { type PaperExchange, startPaperExchange } from './start';
export type { PaperOptions, PaperStartFailure } from './start-options';
