import type { WorkerProtocol } from '../../platform/process/wire';
import type { VenueId } from './server/venue/venue';

export interface PaperAccountConfig {
  readonly name: string;
  readonly apiKey: string;
  readonly secret: string;
  /** Where a key has three parts (OKX). */
  readonly passphrase?: string;
  /** Starting balances by asset, decimal text: `{ "USDT": "10000" }`. Ignored for an account that `stateFile` already holds. */
  readonly balances: Readonly<Record<string, string>>;
  /**
   * What the account's USD-M futures wallet begins with: `{ "USDT": "10000" }`, no other asset. Without it the account has
   * no futures. Ignored for a futures account that `stateFile` already holds.
   */
  readonly futuresBalances?: Readonly<Record<string, string>>;
  /** Defaults to reading and trading what the account has, IP restricted, nothing else. */
  readonly permissions?: {
    readonly canRead?: boolean;
    readonly canTradeSpot?: boolean;
    readonly canTradeFutures?: boolean;
  };
}

/** Scripted faults; each replaces the earlier of its kind, `undefined` lifts it. */
export interface PaperFaults {
  /** Refuse new connections and cut the ones that stand. */
  readonly outage?: boolean;
  /** Added to each REST and WebSocket API answer, milliseconds (half before, half after the engine acts). */
  readonly latencyMs?: number;
  /** Answer REST requests with this status and Binance's body for it. */
  readonly status?: 429 | 418;
  /** Orders are accepted and then answered -1007 (execution status unknown): the next `count` of them. */
  readonly unknownOutcome?: { readonly count: number };
  /** The next `count` order placements: executed, then the socket is cut instead of an answer. */
  readonly cutAfterAccept?: { readonly count: number };
  /** The next `count` order placements: the socket is cut before the engine sees them. */
  readonly cutBeforeAccept?: { readonly count: number };
  /** Each order's first execution report is sent twice. */
  readonly duplicateAck?: boolean;
  /** The next `count` cancels find the order filled just before. */
  readonly fillDuringCancel?: { readonly count: number };
  /** Freeze, cross or blow up published prices of all symbols (trading goes on inside the engine). */
  readonly prices?: 'stale' | 'crossed' | 'absurd';
  /** All that limits count begins anew, once; bans are lifted. For whoever measures one thing after another. */
  readonly forgetLimits?: boolean;
  /** Only these markets are crossed or absurd, by Binance's ids (`BTCUSDT`); all when left out. `stale` is of all. */
  readonly priceSymbols?: readonly string[];
  /** Keys that answer -2015 from now on. */
  readonly revokedKeys?: readonly string[];
}

export interface PaperUrls {
  readonly rest: string;
  readonly ws: string;
  /** What ccxt's `binance` (or `bybit`, `okx`, `kraken`) takes as `urls.api`. */
  readonly urls: Record<string, unknown>;
}

/**
 * The paper exchange process: a real server on 127.0.0.1, Binance's spot and USD-M futures dialects, or the spot REST dialect of
 * one of three others.
 */
export interface PaperProtocol extends WorkerProtocol {
  readonly config: {
    /** Which exchange it is; Binance by default. The others have REST only, and no futures. */
    readonly exchange?: 'binance' | VenueId;
    readonly seed: number;
    /** 0 for any free port. A taken port is a clear failure, never another port. */
    readonly port: number;
    readonly accounts: readonly PaperAccountConfig[];
    /** Where the exchange keeps its own ledger (balances, orders, trades), so that it survives its own death; undefined: memory only. */
    readonly stateFile?: string;
    /** CSV of one-minute candles to replay instead of the synthetic market, and the symbol it stands for. */
    readonly recording?: { readonly file: string; readonly symbol: string };
    /** Market time over real time; 1 by default. */
    readonly speed?: number;
    /** Market hours between fundings, eight by default. */
    readonly fundingEveryHours?: number;
  };
  readonly ready: PaperUrls;
  readonly requests: {
    readonly setFaults: { readonly params: PaperFaults; readonly result: Record<string, never> };
    readonly status: {
      readonly params: Record<string, never>;
      readonly result: {
        readonly openOrders: number;
        readonly trades: number;
        /** Requests refused for a limit, and bans given, since the start. */
        readonly limited: number;
        readonly banned: number;
      };
    };
  };
  readonly notices: Record<string, never>;
  readonly events: Record<string, never>;
}
