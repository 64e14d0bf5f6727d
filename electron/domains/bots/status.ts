/**
 * `starting` until the bot has said hello; `stopping` until its process is gone and its orders are cancelled;
 * `backing-off` between a crash and the next start; `failed` waits for an operator.
 */
export type BotState = 'stopped' | 'starting' | 'running' | 'stopping' | 'backing-off' | 'failed';

/** One bot as the screens show it. */
export interface BotStatus {
  readonly botId: string;
  /** What it was started as, and once it has said hello what it calls itself: `grid`, `my-bot 1.2.0`. */
  readonly program: string;
  readonly accountId: string;
  readonly symbols: readonly string[];
  readonly state: BotState;
  /** Why it is not running, in a sentence; empty otherwise. */
  readonly reason: string;
  /** Why no order of it is taken although it runs, in a sentence: it is paused. Empty when it is not. */
  readonly paused: string;
  readonly pid: number | undefined;
  /** Times it was started again by itself. */
  readonly restarts: number;
  /** How its last process ended; undefined while the first one lives. */
  readonly lastExit: string | undefined;
  /** Milliseconds since its last message; undefined when it has not sent one. */
  readonly lastHeardMs: number | undefined;
  /** Milliseconds since this process said hello; undefined while not running. */
  readonly uptimeMs: number | undefined;
  /** Counted since the console started: orders accepted, refused or rejected, and broken messages. */
  readonly ordersPlaced: number;
  readonly refusals: number;
  readonly messageErrors: number;
}

/** Why an operator's command was not carried out. */
export type BotCommandError = 'unknown-bot' | 'wrong-state';

/** Times and counts of supervision, milliseconds. */
export interface BotTimings {
  readonly helloWithinMs: number;
  readonly silentMs: number;
  readonly stopGraceMs: number;
  /** Wait before a restart: doubles from first to cap; back to first after `healthyAfterMs` of running. */
  readonly backOffFirstMs: number;
  readonly backOffCapMs: number;
  readonly healthyAfterMs: number;
  /** This many crashes within the window, and the bot waits for an operator. */
  readonly maxCrashes: number;
  readonly crashWindowMs: number;
  /** How long the outcome of orders on their way is waited for before the clean-up goes on without it. */
  readonly outcomeWithinMs: number;
  /** Wait before asking again to cancel what could not be cancelled: doubles up to the cap. */
  readonly cancelRetryMs: number;
  readonly cancelRetryCapMs: number;
}

export const DEFAULT_TIMINGS: BotTimings = {
  helloWithinMs: 20_000,
  silentMs: 5_000,
  stopGraceMs: 3_000,
  backOffFirstMs: 250,
  backOffCapMs: 10_000,
  healthyAfterMs: 30_000,
  maxCrashes: 5,
  crashWindowMs: 60_000,
  outcomeWithinMs: 15_000,
  cancelRetryMs: 1_000,
  cancelRetryCapMs: 10_000,
};
