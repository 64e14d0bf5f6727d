import type { ResolvedLimits } from '#shared/model/limit-values';
import type { Execution, GatePort, JournalPort, OrderEntryPort } from '../../../electron/domains/execution/index';
import type { CancelPort } from '../../../electron/domains/halt/index';

/** How execution is fed: what the exchange tells goes through these. */
export type FedExecution = Pick<
  Execution,
  'applyUpdate' | 'applyFill' | 'applyBalances' | 'applySnapshot' | 'applyPositions' | 'applyIncome' | 'applyLeverages'
>;

/**
 * A deliberately broken part, put in through a port: the simulation must notice. Each function gets the sound part and
 * returns the broken one.
 */
export interface Mutation {
  readonly name: string;
  readonly entry?: (entry: OrderEntryPort) => OrderEntryPort;
  readonly gate?: (gate: GatePort) => GatePort;
  readonly journal?: (journal: JournalPort) => JournalPort;
  readonly feed?: (execution: Execution) => FedExecution;
  readonly guard?: (guard: CancelPort) => CancelPort;
  readonly limits?: (limits: ResolvedLimits) => ResolvedLimits;
  /** The disk says "synced" before it is. */
  readonly diskLies?: boolean;
}
