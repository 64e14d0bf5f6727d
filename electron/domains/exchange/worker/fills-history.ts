import type { BinanceConnection, RestCall } from '../../../platform/venue/binance/connection';
import type { SymbolOf } from '../../../platform/venue/binance/raw';
import type { VenueFill } from '../../../platform/venue/binance/raw-fills';
import { marketIdOf } from '../../../platform/venue/binance/symbols';
import { failureOf } from '../../../platform/venue/venue-error';
import type { FillMessage } from '../protocol';

const PAGE = 1_000;
const UNKNOWN_SYMBOL = -1121;
/** At most so many pages of fills per symbol, oldest first; 100,000 fills, 2,000 of the spot minute's 6,000 weight. */
const MAX_PAGES = 100;

/** All fills of one symbol that the exchange still tells, oldest first, and how many rows could not be read. */
export async function readFills(
  connection: BinanceConnection,
  how: {
    readonly call: RestCall;
    readonly read: (raw: unknown, symbolOf: SymbolOf) => VenueFill | undefined;
    readonly accountId: string;
    readonly symbolOf: SymbolOf;
  },
  symbol: string,
): Promise<{ readonly fills: FillMessage[]; readonly dropped: number }> {
  const query = { symbol: marketIdOf(symbol), limit: PAGE };
  let page: unknown;
  try {
    page = await connection.rest(how.call, query);
  } catch (thrown) {
    const failure = failureOf(thrown);
    // A market that the exchange does not have (any more) has no fills, and must not hide those of the others.
    if (failure.kind === 'answered' && failure.exchangeCode === UNKNOWN_SYMBOL) return { fills: [], dropped: 0 };
    throw thrown;
  }
  const fills: FillMessage[] = [];
  let dropped = 0;
  const take = (): number => {
    const entries = Array.isArray(page) ? page : [];
    for (const entry of entries) {
      const fill = how.read(entry, how.symbolOf);
      if (fill === undefined) dropped += 1;
      else fills.push({ accountId: how.accountId, ...fill });
    }
    return entries.length;
  };
  // Without `fromId` the exchange tells the latest page. A full one means that there is more before it: from the start.
  if (Array.isArray(page) && page.length < PAGE) {
    take();
    return { fills, dropped };
  }
  let from = 0n;
  for (let count = 0; count < MAX_PAGES; count += 1) {
    page = await connection.rest(how.call, { ...query, fromId: from.toString() });
    if (take() < PAGE) break;
    from = BigInt(fills.at(-1)?.tradeId ?? '0') + 1n;
  }
  return { fills, dropped };
}
