import type { Clock } from '#shared/model/time';
import type { BotLauncher } from '../../platform/process/bot-process';
import type { BotConfig } from './config';
import type { BotPorts } from './ports';
import type { BotTimings } from './status';

export interface SupervisorOptions {
  readonly config: BotConfig;
  readonly ports: BotPorts;
  readonly clock: Clock;
  readonly launcher: BotLauncher;
  /** The bot's own folder; made when missing. */
  readonly folder: string;
  readonly timings: BotTimings;
  /** Called whenever the status has changed in more than its ages. */
  readonly onChange: () => void;
}
