import type { BotPorts } from './ports';

/** Who holds a bot still. Each lets go for itself: a swap of keys that is over does not end the operator's pause. */
export type PausedBy = 'operator' | 'keys';

/**
 * Bots that are held still: their processes run, their orders stand and can be cancelled, no new order is taken. Kept for this run of the
 * console, over restarts of the bots.
 */
export class Pauses {
  readonly #pauses = new Map<string, Map<PausedBy, string>>();

  /** False when that one holds it already. */
  add(botId: string, by: PausedBy, why: string): boolean {
    const held = this.#pauses.get(botId) ?? new Map<PausedBy, string>();
    if (held.has(by)) return false;
    this.#pauses.set(botId, held.set(by, why));
    return true;
  }

  /** False when that one did not hold it. */
  end(botId: string, by: PausedBy): boolean {
    return this.#pauses.get(botId)?.delete(by) ?? false;
  }

  /** Why it is held still, in a sentence; empty when it is not. */
  of(botId: string): string {
    return [...(this.#pauses.get(botId)?.values() ?? [])].join(' ');
  }

  /**
   * The ports as a bot that is held still sees them: it reads `blocked`, and an order is refused in words before the gate is asked. What
   * it may do otherwise, cancels included, is as before.
   */
  around(ports: BotPorts): BotPorts {
    return {
      ...ports,
      orders: {
        submit: (intent) => {
          const why = this.of(intent.botId);
          if (why === '') return ports.orders.submit(intent);
          return Promise.resolve({ kind: 'refused', reason: `${why} Nothing was sent.`, checks: [] });
        },
        cancel: (botId, botOrderId) => ports.orders.cancel(botId, botOrderId),
        cancelAll: (botId) => ports.orders.cancelAll(botId),
        isWorking: (botId, botOrderId) => ports.orders.isWorking(botId, botOrderId),
        workingOrders: (botId) => ports.orders.workingOrders(botId),
      },
      trading: {
        of: (botId, accountId) => {
          const standing = ports.trading.of(botId, accountId);
          const why = this.of(botId);
          return why === '' || standing.blocked !== '' ? standing : { ...standing, blocked: why };
        },
      },
    };
  }
}
