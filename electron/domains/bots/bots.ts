import { join } from 'node:path';
import { toWireFill, toWireTradingState } from '#shared/bot-protocol';
import type { Order } from '#shared/model/order';
import { err, type Result } from '#shared/model/result';
import type { Clock } from '#shared/model/time';
import type { BotLauncher } from '../../platform/process/bot-process';
import type { BotConfig } from './config';
import { toWireBalances } from './hello';
import type { BotLogLine } from './log';
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
  /** Starts every bot that is set to start by itself, or those of these accounts. Returns at once. */
  start(accountIds?: readonly string[]): void;
  /** Stops all of them and cancels their orders; resolves when every process is gone. Never rejects. */
  stop(why?: string): Promise<void>;
  startBot(botId: string): Result<void, BotCommandError>;
  /** Stops the bot and cancels its working orders. */
  stopBot(botId: string): Promise<Result<void, BotCommandError>>;
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
  const { configs, ports, clock, launcher } = options;
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

  return {
    start: (accountIds) => {
      for (const { config, bot } of bots.values())
        if (config.autoStart && accountIds?.includes(config.accountId) !== false) bot.start();
    },
    stop: async (why = 'the console is closing') => {
      await Promise.allSettled([...bots.values()].map(({ bot }) => bot.stop(why)));
    },
    startBot: (botId) => bots.get(botId)?.bot.start() ?? err('unknown-bot'),
    stopBot: async (botId) => {
      const found = bots.get(botId);
      if (found === undefined) return err('unknown-bot');
      await found.bot.stop('stopped by the operator');
      return { ok: true, value: undefined };
    },
    restartBot: async (botId) => (await bots.get(botId)?.bot.restart()) ?? err('unknown-bot'),
    statuses: () => [...bots.values()].map(({ bot }) => bot.status()),
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
      tradingState: () => {
        for (const { config, bot } of bots.values()) {
          const trading = toWireTradingState(ports.trading.of(config.id, config.accountId));
          const told = JSON.stringify(trading);
          if (lastTold.get(config.id) === told) continue;
          lastTold.set(config.id, told);
          bot.session?.notify('trading-state', trading);
        }
      },
    },
  };
}
