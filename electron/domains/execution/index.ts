/**
 * Execution: the one way from a bot's intent to the exchange, and the book of what came of it.
 * Promises: no order leaves before its decision is durable; none leaves through a closed gate; none is sent twice; an
 * unknown outcome is resolved by asking. Never reads the renderer, alerts or readiness.
 *
 * - service.ts   the seven steps, cancels, what the exchange tells     - book.ts, account-book.ts  orders, money, totals
 * - resolver.ts  asking about unknown outcomes                         - position.ts               average cost, PnL
 * - ports.ts     what it needs from its neighbours                     - snapshot.ts               what a decision knows
 * - quality/     times, slippage and fill quality of every order: it listens, and what it does not know it says
 */

export { pairOf } from '#shared/model/asset-pair';
export { CLIENT_ORDER_ID_MAX, clientOrderIdOf, decisionSeqOf } from '#shared/model/client-order-id';
export type { AccountBook, Balance, WalletIncome } from './account-book';
export { FOREIGN_BOT, type OrderUpdate } from './book';
export { type FlattenPorts, flattenPosition } from './flatten';
export { liquidationPrice, type MarginPosition, type MarginState, positionMargin } from './margin';
export type { MarketLook } from './margin-book';
export type * from './ports';
export { averageCost, type Position, unrealisedAt } from './position';
export { ExecutionQuality } from './quality/collector';
export type { EarlierRuns } from './quality/earlier';
export { QualityReplay, type RecordedTimes } from './quality/replay';
export { summaryOf } from './quality/summary';
export { timelineOf } from './quality/timeline';
export type { ExchangeReports } from './reports';
export { UNKNOWN_DEADLINE_MS } from './resolver';
export { type CancelAllOutcome, type CancelOutcome, Execution, type SubmitOutcome } from './service';
