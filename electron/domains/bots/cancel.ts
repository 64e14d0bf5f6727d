import { messageOf } from '#shared/model/result';
import type { Clock } from '#shared/model/time';
import type { CancelAllOutcome, OrderPort } from './ports';
import type { BotSession } from './session';
import type { BotTimings } from './status';

export interface CancelJob {
  readonly botId: string;
  readonly orders: OrderPort;
  readonly clock: Clock;
  readonly timings: BotTimings;
  /** The conversation that has ended; orders it sent may still be on their way. */
  readonly session: BotSession | undefined;
  /** Told after each attempt that found something to do. */
  readonly onAttempt: (outcome: CancelAllOutcome) => void;
  /** Checked before each further attempt: false ends the job. */
  readonly isWanted: () => boolean;
}

/**
 * Cancels what a bot left behind: at once, again when orders it had on the way have arrived, and again until nothing
 * failed. Resolves with the last attempt. Never rejects: an attempt that throws counts as failed.
 */
export async function cancelLeftOrders(job: CancelJob): Promise<CancelAllOutcome> {
  const { session, timings, clock } = job;
  // Looked at before the first attempt: an order that arrives during it may have been missed by it.
  const late = session?.hasOrdersOnTheWay ? session : undefined;
  let outcome = await attempt(job);
  if (late !== undefined) {
    await settledWithin(late, timings.outcomeWithinMs, clock);
    outcome = await attempt(job);
  }
  let waitMs = timings.cancelRetryMs;
  while (outcome.failed.length > 0 && job.isWanted()) {
    await new Promise<void>((resolve) => void clock.after(waitMs, resolve));
    waitMs = Math.min(waitMs * 2, timings.cancelRetryCapMs);
    if (job.isWanted()) outcome = await attempt(job);
  }
  return outcome;
}

/** Waits for the outcome of orders on their way, but not for ever: execution follows them in any case. */
export function settledWithin(session: BotSession, ms: number, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const cancelTimer = clock.after(ms, resolve);
    void session.settled().then(() => {
      cancelTimer();
      resolve();
    });
  });
}

async function attempt({ orders, botId, onAttempt }: CancelJob): Promise<CancelAllOutcome> {
  let outcome: CancelAllOutcome;
  try {
    outcome = await orders.cancelAll(botId);
  } catch (thrown) {
    const reason = messageOf(thrown);
    outcome = {
      cancelled: [],
      failed: orders.workingOrders(botId).map(({ intent }) => ({ botOrderId: intent.botOrderId, reason })),
    };
  }
  if (outcome.cancelled.length + outcome.failed.length > 0) onAttempt(outcome);
  return outcome;
}
