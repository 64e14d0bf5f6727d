import type { Decimal } from './decimal';
import type { MarketSymbol } from './market';

/** Limits of one bot. A limit that is undefined refuses every order (R11): missing is not unlimited. */
export interface BotLimits {
  readonly symbolAllowlist: readonly MarketSymbol[] | undefined;
  /** Largest price × quantity of one order, in the quote asset. Source: SEC 15c3-5(c)(1)(ii), RTS 6 art. 15(1)(b). */
  readonly maxOrderNotional: Decimal | undefined;
  /** Largest position per symbol at the reference price, counting working orders, in the quote asset. RTS 6 art. 15(4). */
  readonly maxPositionNotional: Decimal | undefined;
  /** How far a limit price may stand beyond the reference on the wrong side, in basis points. RTS 6 art. 15(1)(a). */
  readonly priceCollarBps: number | undefined;
  /** A reference older than this refuses, milliseconds. */
  readonly referenceMaxAgeMs: number | undefined;
}
