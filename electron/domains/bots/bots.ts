import { join } from 'node:path';
import { toWireFill, toWireTradingState } from '#shared/bot-protocol';
import type { Order } from '#shared/model/order';
import { err, ok, type Result } from '#shared/model/result';
import type { Clock } from '#shared/model/time';
import type { BotLauncher } from '../../platform/process/bot-process';
import { settledWithin } from './cancel';
import type { BotConfig } from './config';
import { toWireBalances } from './hello';
import type { BotLogLine } from './log';
import { type PausedBy, Pauses } from './pauses';
import type { BalanceFacts, BotFill, BotPorts } from './ports';
import { type BotCommandError, type BotStatus, type BotTimings, DEFAULT_TIMINGS } from './status';
import { BotSupervisor } from './supervisor';

/** What the rest of the console tells the bots. Each call returns at once; a bot that is not running is skipped. */
export interface BotDeliveries {
  /** One order changed, at the exchange or in the book: told to the bot whose intent it was. */
  orderUpdate(order: Order): void;
  fill(botId: string, fill: BotFill): void;
  /** Balances of one account changed: told to each bot that trades on it. */
  balances(accountId: string, balances: readonly BalanceFacts[]): void;
  /** The trading state may have changed for anyone: each bot is told the one that covers it, if it is another. */
  tradingState(): void;
}

export interface Bots {
  /** Starts every bot that is set to start by itself. Returns at once. */
  start(): void;
  /** Stops all of them and cancels their orders; resolves when every process is gone. Never rejects. */
  stop(why?: string): Promise<void>;
  startBot(botId: string): Result<void, BotCommandError>;
  /** Stops the bot and cancels its working orders. */
  stopBot(botId: string): Promise<Result<void, BotCommandError>>;
  /**
   * Holds the bot still: its process runs, its orders stand, no new one is taken until `goOn` of the same one. Resolves when orders that
   * were on their way have their outcome, at the latest after `outcomeWithinMs`. Paused already is no error.
   */
  pauseBot(botId: string, by: PausedBy, why: string): Promise<Result<void, BotCommandError>>;
  /** Ends the pause that `by` made. Another one stays. `wrong-state` when there was none. */
  goOn(botId: string, by: PausedBy): Result<void, BotCommandError>;
  /** A new process goes on with the working orders of the old one. */
  restartBot(botId: string): Promise<Result<void, BotCommandError>>;
  statuses(): readonly BotStatus[];
  /** Lines of the bot's log after `afterSeq` (all when left out), oldest first, the last 500; undefined for a bot that is not known. */
  logLines(botId: string, afterSeq?: number): readonly BotLogLine[] | undefined;
  /** Told after each change of a status; ages do not count as change. Returns the unsubscribe. */
  onChange(listener: () => void): () => void;
  readonly deliver: BotDeliveries;
}

export interface BotsOptions {
  readonly configs: readonly BotConfig[];
  readonly ports: BotPorts;
  readonly clock: Clock;
  readonly launcher: BotLauncher;
  /** Each bot gets a folder of its own in it, named by its id. */
  readonly folder: string;
  readonly timings?: Partial<BotTimings>;
}

export function createBots(options: BotsOptions): Bots {
  const { configs, clock, launcher } = options;
  const pauses = new Pauses();
  const ports = pauses.around(options.ports);
  const listeners = new Set<() => void>();
  const onChange = (): void => {
    for (const listener of listeners) listener();
  };
  const timings = { ...DEFAULT_TIMINGS, ...options.timings };
  const bots = new Map(
    configs.map((config) => {
      const folder = join(options.folder, config.id);
      return [
        config.id,
        { config, bot: new BotSupervisor({ config, ports, clock, launcher, folder, timings, onChange }) },
      ];
    }),
  );
  const lastTold = new Map<string, string>();
  const tellState = (): void => {
    for (const { config, bot } of bots.values()) {
      const trading = toWireTradingState(ports.trading.of(config.id, config.accountId));
      const told = JSON.stringify(trading);
      if (lastTold.get(config.id) === told) continue;
      lastTold.set(config.id, told);
      bot.session?.notify('trading-state', trading);
    }
  };
  const goOn = (botId: string, by: PausedBy): Result<void, BotCommandError> => {
    const found = bots.get(botId);
    if (found === undefined) return err('unknown-bot');
    if (!pauses.end(botId, by)) return err('wrong-state');
    found.bot.note('bot.went-on', 'goes on', { by });
    tellState();
    onChange();
    return ok(undefined);
  };

  return {
    start: () => {
      for (const { config, bot } of bots.values()) if (config.autoStart) bot.start();
    },
    stop: async (why = 'the console is closing') => {
      await Promise.allSettled([...bots.values()].map(({ bot }) => bot.stop(why)));
    },
    startBot: (botId) => bots.get(botId)?.bot.start() ?? err('unknown-bot'),
    stopBot: async (botId) => {
      const found = bots.get(botId);
      if (found === undefined) return err('unknown-bot');
      // Stopped is more than paused: started again, it trades.
      goOn(botId, 'operator');
      await found.bot.stop('stopped by the operator');
      return ok(undefined);
    },
    pauseBot: async (botId, by, why) => {
      const found = bots.get(botId);
      if (found === undefined) return err('unknown-bot');
      if (pauses.add(botId, by, why)) {
        found.bot.note('bot.paused', `paused: ${why}`, { by, why });
        tellState();
        onChange();
      }
      const { session } = found.bot;
      if (session?.hasOrdersOnTheWay) await settledWithin(session, timings.outcomeWithinMs, clock);
      return ok(undefined);
    },
    goOn,
    restartBot: async (botId) => (await bots.get(botId)?.bot.restart()) ?? err('unknown-bot'),
    statuses: () => [...bots.values()].map(({ config, bot }) => ({ ...bot.status(), paused: pauses.of(config.id) })),
    logLines: (botId, afterSeq) => bots.get(botId)?.bot.logLines(afterSeq),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    deliver: {
      orderUpdate: (order) => bots.get(order.intent.botId)?.bot.session?.orderUpdate(order),
      fill: (botId, { fill, botOrderId }) =>
        bots.get(botId)?.bot.session?.notify('fill', { fill: toWireFill(fill, botOrderId) }),
      balances: (accountId, balances) => {
        for (const { config, bot } of bots.values()) {
          if (config.accountId === accountId) bot.session?.notify('balance', { balances: toWireBalances(balances) });
        }
      },
      tradingState: tellState,
    },
  };
}
