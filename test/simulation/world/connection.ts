import type { BinanceConnection, RestCall } from '../../../electron/platform/venue/binance/connection';
import { VenueError } from '../../../electron/platform/venue/venue-error';
import { type Life, never } from './time';
import type { Venue } from './venue';

export interface SimConnectionOptions {
  readonly venue: Venue;
  readonly life: Life;
  readonly account: string;
  readonly mayWrite: (call: RestCall) => boolean;
  readonly onExecutionReport: (raw: unknown) => void;
  readonly onAccountPosition: (raw: unknown) => void;
  readonly onNotice: (raw: unknown) => void;
}

const REPORTS = new Set(['executionReport', 'ORDER_TRADE_UPDATE', 'ALGO_UPDATE']);
const NOTICES = new Set(['ACCOUNT_CONFIG_UPDATE', 'MARGIN_CALL']);

/** The same limits as the exchange worker gives its requests. */
const WRITE_LIMIT_MS = 5_000;
const READ_LIMIT_MS = 10_000;

/** One account's connection as the exchange worker uses it, over the simulated network. */
export class SimConnection {
  readonly #options: SimConnectionOptions;
  #drop: ((why: string) => void) | undefined;

  constructor(options: SimConnectionOptions) {
    this.#options = options;
  }

  /** The part of BinanceConnection that an account session uses. */
  get asConnection(): BinanceConnection {
    return this as unknown as BinanceConnection;
  }

  /** With `mayGo`, the request stands signed and is written only when that says so. */
  async rest(
    call: RestCall,
    values: Readonly<Record<string, string | number | boolean>> = {},
    mayGo?: Promise<boolean>,
  ): Promise<unknown> {
    const { venue, life, account, mayWrite } = this.#options;
    if (!life.isAlive) return never();
    const signedAt = life.monotonicMs();
    if (mayGo !== undefined && !(await mayGo))
      throw new VenueError({ kind: 'not-sent', message: 'it was held and not released' });
    const limitMs = /Get/.test(call) ? READ_LIMIT_MS : WRITE_LIMIT_MS;
    const texts = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
    return venue.request(life, account, call, texts, { limitMs, signedAt, mayWrite: () => mayWrite(call) });
  }

  async openUserData(): Promise<{ readonly lost: Promise<never> }> {
    const { venue, life, account, onExecutionReport, onAccountPosition, onNotice } = this.#options;
    if (!life.isAlive) return never();
    let tellLost = (_why: string): void => undefined;
    const lost = new Promise<never>((_, reject) => {
      tellLost = (why) => reject(new VenueError({ kind: 'no-answer', message: why }));
    });
    lost.catch(() => undefined);
    const deliver = (raw: unknown): void => {
      const { e: event } = raw as { e: string };
      if (REPORTS.has(event)) onExecutionReport(raw);
      else if (NOTICES.has(event)) onNotice(raw);
      else onAccountPosition(raw);
    };
    const unfollow = await venue.follow(account, life, deliver, (why) => tellLost(why));
    this.#drop = (why) => {
      unfollow();
      tellLost(why);
    };
    return { lost };
  }

  dropStreams(why: string): void {
    this.#drop?.(why);
    this.#drop = undefined;
  }
}
