import { BOT_PROTOCOL_LIMITS as limits } from '#shared/bot-protocol';
import type { Clock } from '#shared/model/time';
import type { BotLauncher, BotProcess } from '../../platform/process/bot-process';
import type { BotConfig } from './config';
import type { BotCounts, SessionContext } from './context';
import type { BotLog } from './log';
import { Outbox } from './outbox';
import type { BotPorts } from './ports';
import { BotSession } from './session';
import type { BotStateStore } from './store';

export interface IncarnationOptions {
  readonly config: BotConfig;
  readonly ports: BotPorts;
  readonly clock: Clock;
  readonly launcher: BotLauncher;
  readonly store: BotStateStore;
  readonly log: BotLog;
  readonly counts: BotCounts;
  readonly session: string;
  readonly savedState: unknown;
  readonly record: SessionContext['record'];
  readonly onHello: (name: string, version: string) => void;
  /** It asks not to be started again; end it when it has had its answer. */
  readonly onGiveUp: (reason: string) => void;
  /** It broke the protocol too often; end it now and do not start it again. */
  readonly onBreach: (reason: string) => void;
  /** It does not read what it is sent; end it now. */
  readonly onNotReading: () => void;
  /** Its process is gone. */
  readonly onExit: (how: string) => void;
}

/** One process of a bot with its conversation. After its exit nothing it wrote is heard any more. */
export class Incarnation {
  readonly process: BotProcess;
  readonly session: BotSession;
  /** Resolves when the process is gone. */
  readonly gone: Promise<void>;

  constructor(options: IncarnationOptions) {
    const { config, ports, clock, log } = options;
    let markGone: () => void = () => undefined;
    this.gone = new Promise((resolve) => {
      markGone = resolve;
    });
    this.process = options.launcher(
      { botId: config.id, program: config.program, folder: options.store.folder, maxLineBytes: limits.maxBotLineBytes },
      {
        onLine: (line) => this.session.receive(line),
        onOversize: (bytes) => this.session.oversize(bytes),
        onLog: (line) => log.add(clock.now(), 'stderr', line),
        onExit: (how) => {
          this.session.close();
          markGone();
          options.onExit(how);
        },
      },
    );
    const outbox = new Outbox(this.process, clock, options.onNotReading);
    let unsubscribe: Array<() => void> | undefined;
    let closed = false;
    const context: SessionContext = {
      config,
      ports,
      clock,
      outbox,
      session: options.session,
      savedState: options.savedState,
      counts: options.counts,
      saveState: (json) => options.store.save(json),
      log: (level, message) => log.add(clock.now(), level, message),
      record: options.record,
      placements: new Set(),
      namesOnTheWay: new Set(),
      greeted: false,
      startPrices: () => {
        if (closed || unsubscribe !== undefined || !context.greeted) return;
        unsubscribe = config.symbols.map((symbol) =>
          ports.market.subscribe(config.accountId, symbol, (reference) => outbox.ticker(reference)),
        );
      },
      close: () => {
        closed = true;
        outbox.close();
        for (const stop of unsubscribe ?? []) stop();
      },
    };
    this.session = new BotSession(context, options);
  }
}
