import type { ResolvedLimits } from '#shared/model/limit-values';
import type { FedReports } from '../../../electron/app/exchange-feed';
import type { ExchangeReports, GatePort, JournalPort, OrderEntryPort } from '../../../electron/domains/execution/index';
import type { CancelPort } from '../../../electron/domains/halt/index';

/**
 * A deliberately broken part, put in through a port: the simulation must notice. Each function gets the sound part and
 * returns the broken one.
 */
export interface Mutation {
  readonly name: string;
  readonly entry?: (entry: OrderEntryPort) => OrderEntryPort;
  readonly gate?: (gate: GatePort) => GatePort;
  readonly journal?: (journal: JournalPort) => JournalPort;
  readonly feed?: (reports: ExchangeReports) => FedReports;
  readonly guard?: (guard: CancelPort) => CancelPort;
  readonly limits?: (limits: ResolvedLimits) => ResolvedLimits;
  /** The disk says "synced" before it is. */
  readonly diskLies?: boolean;
}
