import type { UtcMs } from '#shared/model/time';
import type { Balance, OrderEvent } from '../engine/types';
import { accountPosition, executionReport } from './account-payloads';
import type { Faults } from './faults';

export interface UserFollower {
  readonly apiKey: string;
  readonly subscriptionId: number;
  send(text: string): void;
}

/**
 * Own orders and balances, sent over the WebSocket API connection that subscribed
 * (`{"subscriptionId":0,"event":{…}}`, user-data-stream.md).
 */
export class UserStreams {
  readonly #faults: Faults;
  readonly #followers = new Map<string, Set<UserFollower>>();
  readonly #acknowledged = new WeakSet<object>();

  constructor(faults: Faults) {
    this.#faults = faults;
  }

  follow(account: string, follower: UserFollower): void {
    const followers = this.#followers.get(account) ?? new Set<UserFollower>();
    followers.add(follower);
    this.#followers.set(account, followers);
  }

  unfollow(account: string, follower: UserFollower): void {
    this.#followers.get(account)?.delete(follower);
  }

  order(event: OrderEvent): void {
    const isFirst = event.execution === 'NEW' && !this.#acknowledged.has(event.order);
    this.#acknowledged.add(event.order);
    if (!this.#isFollowed(event.account)) return;
    const text = JSON.stringify(executionReport(event));
    this.#send(event.account, text);
    if (isFirst && this.#faults.duplicateAck) this.#send(event.account, text);
  }

  balances(account: string, held: ReadonlyMap<string, Readonly<Balance>>, at: UtcMs): void {
    if (this.#isFollowed(account)) this.#send(account, JSON.stringify(accountPosition(held, at)));
  }

  /** A key was revoked: its streams end, as Binance ends them. */
  terminate(apiKey: string, at: UtcMs): void {
    for (const followers of this.#followers.values()) {
      for (const follower of followers) {
        if (follower.apiKey !== apiKey) continue;
        follower.send(wrap(follower.subscriptionId, JSON.stringify({ e: 'eventStreamTerminated', E: at })));
        followers.delete(follower);
      }
    }
  }

  #isFollowed(account: string): boolean {
    return (this.#followers.get(account)?.size ?? 0) > 0;
  }

  #send(account: string, text: string): void {
    for (const follower of this.#followers.get(account) ?? []) {
      const wrapped = wrap(follower.subscriptionId, text);
      const half = this.#faults.halfLatencyMs;
      if (half > 0) setTimeout(() => follower.send(wrapped), half);
      else follower.send(wrapped);
    }
  }
}

const wrap = (subscriptionId: number, event: string): string => `{"subscriptionId":${subscriptionId},"event":${event}}`;
