import type { Execution, GatePort, JournalPort, OrderEntryPort } from '../../../electron/domains/execution/index';

/** How execution is fed: what the exchange tells goes through these. */
export type FedExecution = Pick<Execution, 'applyUpdate' | 'applyFill' | 'applyBalances' | 'applySnapshot'>;

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
  /** The disk says "synced" before it is. */
  readonly diskLies?: boolean;
}
