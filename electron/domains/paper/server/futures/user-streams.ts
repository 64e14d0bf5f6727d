import { randomBytes } from 'node:crypto';
import { add, type Decimal, ZERO } from '#shared/model/decimal';
import type { UtcMs } from '#shared/model/time';
import { orderNotionals } from '../../engine/futures/accounts';
import type { FuturesEngine } from '../../engine/futures/engine';
import type { AccountChange, AlgoOrder, Income, PerpOrderEvent } from '../../engine/futures/types';
import type { IssuedKey } from '../auth';
import type { Faults } from '../faults';
import { accountUpdate, leverageUpdate, marginCall } from './account-events';
import { algoUpdate, orderTradeUpdate } from './order-payloads';

/** A listen key is good for an hour after it was made or last extended (User Data Streams, Connect). */
export const LISTEN_KEY_MS = 3_600_000;

/** One connection that follows a listen key. */
export interface ListenKeyFollower {
  send(text: string): void;
  cut(): void;
}

interface ListenKey {
  readonly text: string;
  readonly account: string;
  readonly apiKey: string;
  expiresAt: UtcMs;
  readonly followers: Set<ListenKeyFollower>;
}

/**
 * Own orders, positions and balances of futures accounts, sent bare over every connection that was opened with the
 * account's listen key. Listen keys and who follows them live here.
 */
export class FuturesUserStreams {
  readonly #engine: FuturesEngine;
  readonly #faults: Faults;
  readonly #validMs: number;
  readonly #keys = new Map<string, ListenKey>();
  readonly #acknowledged = new WeakSet<object>();
  /** What moved each wallet since it was last told, besides profit, loss and commission. */
  readonly #moved = new Map<string, Decimal>();

  constructor(engine: FuturesEngine, faults: Faults, validMs = LISTEN_KEY_MS) {
    this.#engine = engine;
    this.#faults = faults;
    this.#validMs = validMs;
  }

  /** The account's listen key, made or extended. */
  open({ account, apiKey }: IssuedKey, now: UtcMs): string {
    const found = this.#keyOf(apiKey, now);
    if (found !== undefined) {
      found.expiresAt = now + this.#validMs;
      return found.text;
    }
    const text = randomBytes(48).toString('base64url');
    this.#keys.set(text, { text, account, apiKey, expiresAt: now + this.#validMs, followers: new Set() });
    return text;
  }

  /** False when there is none to extend. */
  extend({ apiKey }: IssuedKey, now: UtcMs): boolean {
    const found = this.#keyOf(apiKey, now);
    if (found !== undefined) found.expiresAt = now + this.#validMs;
    return found !== undefined;
  }

  /** Ends the key and the connections that follow it. */
  close({ apiKey }: IssuedKey): void {
    for (const key of this.#keys.values()) if (key.apiKey === apiKey) this.#drop(key);
  }

  /** Follows a listen key; undefined when there is no such key. The answer ends it. */
  follow(listenKey: string, follower: ListenKeyFollower, now: UtcMs): (() => void) | undefined {
    const key = this.#keys.get(listenKey);
    if (key === undefined || key.expiresAt <= now) return undefined;
    key.followers.add(follower);
    return () => void key.followers.delete(follower);
  }

  /** Ends what has expired: its followers are told, then cut. */
  expire(now: UtcMs): void {
    for (const key of this.#keys.values()) if (key.expiresAt <= now) this.#expireNow(key, now);
  }

  /** A key was revoked. */
  terminate(apiKey: string, now: UtcMs): void {
    for (const key of this.#keys.values()) if (key.apiKey === apiKey) this.#expireNow(key, now);
  }

  order(event: PerpOrderEvent): void {
    const { account, order, execution } = event;
    const isFirst = execution === 'NEW' && !this.#acknowledged.has(order);
    if (isFirst) this.#acknowledged.add(order);
    if (!this.#isFollowed(account)) return;
    const notionals = orderNotionals(this.#engine.store.open(account, order.symbol));
    const text = JSON.stringify(orderTradeUpdate(event, notionals));
    this.#send(account, text);
    if (isFirst && this.#faults.duplicateAck) this.#send(account, text);
  }

  algo(order: AlgoOrder, at: UtcMs): void {
    const { account, symbol, actualOrderId } = order;
    const actual = actualOrderId === undefined ? undefined : this.#engine.store.byId(account, symbol, actualOrderId);
    this.#send(account, JSON.stringify(algoUpdate(order, actual, at)));
  }

  income({ account, type, amount }: Income): void {
    if (type === 'REALIZED_PNL' || type === 'COMMISSION') return;
    this.#moved.set(account, add(this.#moved.get(account) ?? ZERO, amount));
  }

  account(account: string, symbols: ReadonlySet<string>, reason: AccountChange, at: UtcMs): void {
    const change = reason === 'ORDER' ? ZERO : (this.#moved.get(account) ?? ZERO);
    if (reason !== 'ORDER') this.#moved.delete(account);
    if (!this.#isFollowed(account)) return;
    this.#send(account, JSON.stringify(accountUpdate(this.#engine.accounts, account, symbols, reason, change, at)));
  }

  leverage(account: string, symbol: string, leverage: number, at: UtcMs): void {
    this.#send(account, JSON.stringify(leverageUpdate(symbol, leverage, at)));
  }

  marginCall(account: string, symbols: readonly string[], at: UtcMs): void {
    this.#send(account, JSON.stringify(marginCall(this.#engine.accounts, account, symbols, at)));
  }

  #keyOf(apiKey: string, now: UtcMs): ListenKey | undefined {
    for (const key of this.#keys.values()) if (key.apiKey === apiKey && key.expiresAt > now) return key;
    return undefined;
  }

  #expireNow(key: ListenKey, now: UtcMs): void {
    const text = JSON.stringify({ e: 'listenKeyExpired', E: now, listenKey: key.text });
    for (const follower of key.followers) follower.send(text);
    this.#drop(key);
  }

  #drop(key: ListenKey): void {
    this.#keys.delete(key.text);
    for (const follower of key.followers) follower.cut();
    key.followers.clear();
  }

  #isFollowed(account: string): boolean {
    for (const key of this.#keys.values()) if (key.account === account && key.followers.size > 0) return true;
    return false;
  }

  #send(account: string, text: string): void {
    const half = this.#faults.halfLatencyMs;
    for (const key of this.#keys.values()) {
      if (key.account !== account) continue;
      for (const follower of key.followers) {
        if (half > 0) setTimeout(() => follower.send(text), half);
        else follower.send(text);
      }
    }
  }
}
