import type { Result } from '#shared/model/result';
import type { Clock } from '#shared/model/time';
import type { BotConfig } from './config';
import type { BotLogLevel } from './log';
import type { Outbox } from './outbox';
import type { BotPorts } from './ports';

/** Counted over all processes of a bot since the console started. */
export interface BotCounts {
  ordersPlaced: number;
  refusals: number;
  messageErrors: number;
}

/** What the methods of one session work with. */
export interface SessionContext {
  readonly config: BotConfig;
  readonly ports: BotPorts;
  readonly clock: Clock;
  readonly outbox: Outbox;
  /** New at each start; prefixes the names of the bot's orders. */
  readonly session: string;
  /** What the bot saved last time; null when nothing. */
  readonly savedState: unknown;
  readonly counts: BotCounts;
  readonly saveState: (json: string) => Promise<Result<void, string>>;
  readonly log: (level: BotLogLevel, message: string) => void;
  /** Journals an event of this bot; does not wait and does not fail. */
  readonly record: (type: string, data: Readonly<Record<string, unknown>>) => void;
  /** Orders handed to execution whose outcome is not known yet, with their names: they outlive the process. */
  readonly placements: Set<Promise<unknown>>;
  readonly namesOnTheWay: Set<string>;
  /** True once hello was answered. */
  greeted: boolean;
  /** Begins sending prices; does nothing before hello, and nothing the second time. */
  readonly startPrices: () => void;
  readonly close: () => void;
}
