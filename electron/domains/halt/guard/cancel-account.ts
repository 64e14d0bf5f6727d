import type { HaltedOrder } from '#shared/model/halt-report';
import type { CancelOnlyPort, CancelTrouble } from '../../../platform/venue/binance/cancel-only';
import type { VenueOrder } from '../../../platform/venue/binance/raw-orders';
import type { GuardAccountResult, KnownOrder } from '../guard-protocol';
import { OrderFates } from './order-fates';

export interface CancelAccountInput {
  readonly accountId: string;
  readonly port: CancelOnlyPort;
  /** Cancelled at once, without listing first. */
  readonly symbols: readonly string[];
  /** Orders on other symbols stay and count as nothing; undefined: there are no others. */
  readonly only?: readonly string[] | undefined;
  readonly known: readonly KnownOrder[];
  /** Milliseconds after which it gives up. */
  readonly deadlineMs: number;
  readonly onProgress: (cancelled: number) => void;
}

/** Limit of one request: first, then doubling. A hung request holds up its own account's listing by no more. */
const REQUEST_LIMIT_MS = 1_000;
const REQUEST_LIMIT_CAP_MS = 8_000;
/** Wait between waves that had trouble: doubling. The first repetition is at once. */
const PAUSE_MS = 50;
const PAUSE_CAP_MS = 2_000;
/** A key refused so many times in a row is refused for good: better to say so now than at the deadline. */
const REFUSALS_TO_GIVE_UP = 4;
/** An order main believes in that the exchange does not know may still be on its way: it is asked for so often again. */
const ASK_AGAIN = 2;
const ASK_AGAIN_PAUSE_MS = 150;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Cancels everything of one account and lists until nothing is left: one wave of cancels, one per symbol and all at once,
 * then one listing, two round trips in all when nothing is in the way. Repeats for what is still listed, and through
 * limits, cuts and silence, until a listing is empty or the deadline is over. Never rejects.
 */
export async function cancelAccount(input: CancelAccountInput): Promise<Omit<GuardAccountResult, 'firstCancelSentMs'>> {
  const { accountId, port, deadlineMs } = input;
  const startedAt = performance.now();
  const elapsed = (): number => performance.now() - startedAt;
  const fates = new OrderFates(accountId, input.known);
  const allSymbols = new Set([...input.symbols, ...input.known.map((order) => order.symbol)]);
  let targets: ReadonlySet<string> = allSymbols;
  let requestLimitMs = REQUEST_LIMIT_MS;
  let pauseMs = 0;
  let listings = 0;
  let refusals = 0;
  let askedAgain = 0;
  let problem: string | null = null;
  let isListedEmpty = false;

  const done = (
    state: GuardAccountResult['state'],
    orders: readonly HaltedOrder[],
  ): Omit<GuardAccountResult, 'firstCancelSentMs'> => ({
    accountId,
    state,
    listings,
    problem: state === 'verified-empty' ? null : problem,
    orders,
    finishedMs: elapsed(),
  });

  while (elapsed() < deadlineMs) {
    const limitMs = Math.max(50, Math.min(requestLimitMs, deadlineMs - elapsed()));
    const troubles: CancelTrouble[] = [];
    const failed = new Set<string>();
    await Promise.all(
      [...targets].map(async (symbol) => {
        const answer = await port.cancelSymbol(symbol, limitMs);
        if (answer.ok) fates.cancelled(answer.value);
        else {
          failed.add(symbol);
          troubles.push(answer.error);
        }
      }),
    );
    input.onProgress(fates.cancelledCount);

    isListedEmpty = false;
    const [listing] = await Promise.all([port.list(limitMs), askForOpenFates(port, fates, limitMs, troubles)]);
    if (listing.ok) {
      listings += 1;
      const listed = listing.value.filter(isAmong(input.only));
      fates.listed(listed);
      isListedEmpty = listed.length === 0;
      const left = symbolsOf(listed, fates.working());
      const isOnItsWay = fates.unknownToExchange().length > 0 && askedAgain < ASK_AGAIN;
      if (left.size === 0 && !isOnItsWay && fates.unasked().length === 0) return done('verified-empty', fates.named());
      if (left.size === 0 && isOnItsWay) {
        askedAgain += 1;
        targets = new Set(fates.unknownToExchange().map((order) => order.symbol));
        await sleep(ASK_AGAIN_PAUSE_MS * askedAgain);
        continue;
      }
      targets = left;
    } else {
      troubles.push(listing.error);
      targets = failed;
    }

    // Silence in what little time was left says less than what the exchange said before.
    const isHurried = limitMs < requestLimitMs;
    if (problem === null || !isHurried)
      problem = troubles[0]?.message ?? 'orders are still listed after the cancels were answered';
    const isRefused = troubles.length > 0 && troubles.every((trouble) => trouble.kind === 'refused');
    refusals = isRefused ? refusals + 1 : 0;
    if (refusals >= REFUSALS_TO_GIVE_UP) break;
    const wantedMs = Math.max(pauseMs, ...troubles.map((trouble) => trouble.waitMs));
    const remainingMs = deadlineMs - elapsed();
    // When the exchange wants quiet for longer than there is time, there is one last attempt just before the deadline.
    await sleep(Math.max(0, Math.min(wantedMs, remainingMs - requestLimitMs)));
    if (wantedMs >= remainingMs) pauseMs = PAUSE_CAP_MS;
    pauseMs = Math.min(Math.max(PAUSE_MS, pauseMs * 2), PAUSE_CAP_MS);
    requestLimitMs = Math.min(requestLimitMs * 2, REQUEST_LIMIT_CAP_MS);
  }
  // Nothing is listed, and only the names of some are missing: that is verified, and they are named `unknown`.
  return done(isListedEmpty && fates.working().length === 0 ? 'verified-empty' : 'not-verified', fates.named());
}

/** Whether an order is on one of these symbols; undefined: on any. */
export const isAmong =
  (symbols: readonly string[] | undefined) =>
  ({ symbol }: { readonly symbol: string }): boolean =>
    symbols === undefined || symbols.includes(symbol);

/** Asks for every order whose fate is not known yet, all at once. */
async function askForOpenFates(
  port: CancelOnlyPort,
  fates: OrderFates,
  limitMs: number,
  troubles: CancelTrouble[],
): Promise<void> {
  await Promise.all(
    fates.unresolved().map(async ({ symbol, clientOrderId }) => {
      const answer = await port.query(symbol, clientOrderId, limitMs);
      if (answer.ok) fates.asked(symbol, clientOrderId, answer.value);
      else troubles.push(answer.error);
    }),
  );
}

const symbolsOf = (...groups: ReadonlyArray<ReadonlyArray<VenueOrder | KnownOrder>>): ReadonlySet<string> =>
  new Set(groups.flat().map((order) => order.symbol));
