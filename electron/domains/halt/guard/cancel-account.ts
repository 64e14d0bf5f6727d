import type { HaltedOrder } from '#shared/model/halt-report';
import type { VenueOrder } from '../../../platform/venue/binance/raw-orders';
import type { CancelOnlyPort, CancelTrouble, OrderName } from '../../../platform/venue/cancel-port';
import type { GuardAccountResult, KnownOrder } from '../guard-protocol';
import { OrderFates } from './order-fates';
import { type CancelTarget, cancelTarget, targetsFor } from './targets';

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

/** Between two listings that wait for cancels the exchange has taken. */
const LOOK_AGAIN_MS = 25;
/** So long the exchange's history may be asked what became of each order, once nothing is listed. */
const NAMING_LIMIT_MS = 3_000;
/** The exchange's clock may be so far from this one. */
const CLOCK_MARGIN_MS = 60_000;

/**
 * Cancels everything of one account and lists until nothing is left: one wave of the widest cancels there are, all at once (as far as
 * the exchange's limits let them), then one listing, two round trips in all when nothing is in the way. Repeats for what is still
 * listed, and through limits, cuts and silence, until so many listings in a row are empty as the exchange's plan wants, or the
 * deadline is over. Never rejects.
 */
export async function cancelAccount(input: CancelAccountInput): Promise<Omit<GuardAccountResult, 'firstCancelSentMs'>> {
  const { accountId, port, deadlineMs } = input;
  const { plan } = port;
  const known = input.known.filter(isAmong(input.only));
  const isPart = input.only !== undefined;
  const startedAt = performance.now();
  const startedAtUtc = Date.now();
  const elapsed = (): number => performance.now() - startedAt;
  const fates = new OrderFates(accountId, known);
  const taken = new TakenCancels(plan.settleMs);
  const allSymbols = new Set([...input.symbols, ...known.map((order) => order.symbol)]);
  let targets = targetsFor(plan, isPart, allSymbols, known);
  let requestLimitMs = REQUEST_LIMIT_MS;
  let pauseMs = 0;
  let listings = 0;
  let emptyInARow = 0;
  let refusals = 0;
  let askedAgain = 0;
  let problem: string | null = null;
  const outOfTime = timeLimit(deadlineMs);

  const done = (
    state: GuardAccountResult['state'],
    orders: readonly HaltedOrder[],
    finishedMs = elapsed(),
  ): Omit<GuardAccountResult, 'firstCancelSentMs'> => {
    outOfTime.clear();
    return { accountId, state, listings, problem: state === 'verified-empty' ? null : problem, orders, finishedMs };
  };
  /**
   * Where cancels name nothing, the history does, once, and what it does not tell is asked for by itself. False when an order is in
   * neither: it may still be on its way.
   */
  const named = async (): Promise<boolean> => {
    if (port.ended === undefined || (fates.unresolved().length === 0 && plan.namesCancels)) return true;
    const limitMs = Math.max(50, Math.min(NAMING_LIMIT_MS, deadlineMs - elapsed()));
    const naming = timeLimit(limitMs);
    const answer = await Promise.race([port.ended(startedAtUtc - CLOCK_MARGIN_MS, limitMs), naming.over]);
    if (answer?.ok === true) fates.ended(answer.value.filter(isAmong(input.only)), startedAtUtc);
    await Promise.race([askForOpenFates(port, fates, limitMs, () => undefined), naming.over]);
    naming.clear();
    return answer?.ok !== true || fates.unresolved().length === 0 || askedAgain >= ASK_AGAIN;
  };

  while (elapsed() < deadlineMs) {
    const limitMs = Math.max(50, Math.min(requestLimitMs, deadlineMs - elapsed()));
    const troubles: CancelTrouble[] = [];
    // From when it was said: what was asked meanwhile may have waited already.
    let quietUntilMs = 0;
    const note = (trouble: CancelTrouble): void => {
      troubles.push(trouble);
      quietUntilMs = Math.max(quietUntilMs, elapsed() + trouble.waitMs);
    };
    const failed: CancelTarget[] = [];
    const cancelWave = (wave: readonly CancelTarget[]): Promise<unknown> =>
      Promise.all(
        wave.map(async (target) => {
          const answer = await cancelTarget(port, target, limitMs);
          if (answer.ok) {
            taken.add(target);
            fates.cancelled(answer.value);
          } else {
            failed.push(target);
            note(answer.error);
          }
        }),
      );
    // Where only named orders can be cancelled, they are sought in the same tick, and each page's are cancelled as it comes.
    const isByName = plan.widest === 'orders' || (isPart && !plan.bySymbol);
    const waves = [cancelWave(targets)];
    if (!isByName) await Promise.race([waves[0], outOfTime.over]);
    input.onProgress(fates.cancelledCount);
    const inTheFirstTick = isByName ? names(targets) : new Set<string>();
    const fromPage = (orders: readonly VenueOrder[]): void => {
      const found = orders.filter(isAmong(input.only)).map(nameOf);
      const fresh = found.filter((order) => !inTheFirstTick.has(order.clientOrderId) && !taken.has(order));
      if (isByName) waves.push(cancelWave(targetsFor(plan, isPart, [], fresh)));
    };

    const asked = Promise.all([
      port.list(limitMs, fromPage),
      port.ended === undefined ? askForOpenFates(port, fates, limitMs, note) : undefined,
    ]);
    const answers = await Promise.race([asked, outOfTime.over]);
    await Promise.race([Promise.all(waves), outOfTime.over]);
    const hasCancelled = targets.length > 0 || waves.length > 1;
    if (answers === undefined) {
      problem ??= troubles[0]?.message ?? 'no answer before the deadline';
      break;
    }
    const [listing] = answers;
    if (listing.ok) {
      listings += 1;
      const listed = listing.value.filter(isAmong(input.only));
      fates.listed(listed);
      const working = port.ended === undefined ? fates.working() : [];
      const left = [...listed, ...working].map(nameOf);
      emptyInARow = left.length === 0 ? emptyInARow + 1 : 0;
      let isOnItsWay = fates.unknownToExchange().length > 0 && askedAgain < ASK_AGAIN;
      const isAsked = port.ended !== undefined || fates.unasked().length === 0;
      if (emptyInARow >= plan.emptyListings && !isOnItsWay && isAsked) {
        const finishedMs = elapsed();
        if (await named()) return done('verified-empty', fates.named(), finishedMs);
        isOnItsWay = true;
      }
      if (left.length === 0 && isOnItsWay) {
        askedAgain += 1;
        const awaited = port.ended === undefined ? fates.unknownToExchange() : fates.unresolved();
        targets = targetsFor(plan, isPart, symbolsOf(awaited), awaited);
        emptyInARow = 0;
        await sleep(ASK_AGAIN_PAUSE_MS * askedAgain);
        continue;
      }
      const toCancel = left.filter((order) => !taken.has(order));
      targets = toCancel.length === 0 ? [] : targetsFor(plan, isPart, symbolsOf(toCancel), toCancel);
      if (targets.length === 0 && troubles.length === 0 && isAsked) {
        // Taken by the exchange, and to be seen gone; or gone once, and to be seen so again.
        if (left.length > 0 && !hasCancelled) await sleep(LOOK_AGAIN_MS);
        continue;
      }
    } else {
      emptyInARow = 0;
      note(listing.error);
      targets = failed;
    }

    // Silence in what little time was left says less than what the exchange said before.
    const isHurried = limitMs < requestLimitMs;
    if (problem === null || !isHurried)
      problem = troubles[0]?.message ?? 'orders are still listed after the cancels were answered';
    const isRefused = troubles.length > 0 && troubles.every((trouble) => trouble.kind === 'refused');
    refusals = isRefused ? refusals + 1 : 0;
    if (refusals >= REFUSALS_TO_GIVE_UP) break;
    const wantedMs = Math.max(pauseMs, quietUntilMs - elapsed());
    const remainingMs = deadlineMs - elapsed();
    // When the exchange wants quiet for longer than there is time, there is one last attempt just before the deadline.
    await sleep(Math.max(0, Math.min(wantedMs, remainingMs - requestLimitMs)));
    if (wantedMs >= remainingMs) pauseMs = PAUSE_CAP_MS;
    pauseMs = Math.min(Math.max(PAUSE_MS, pauseMs * 2), PAUSE_CAP_MS);
    requestLimitMs = Math.min(requestLimitMs * 2, REQUEST_LIMIT_CAP_MS);
  }
  // Nothing is listed, and only the names of some are missing: that is verified, and they are named `unknown`.
  const isEmpty = emptyInARow >= plan.emptyListings && (port.ended !== undefined || fates.working().length === 0);
  return done(isEmpty ? 'verified-empty' : 'not-verified', fates.named());
}

/** A moment after which nothing is waited for any more. */
function timeLimit(ms: number): { readonly over: Promise<undefined>; clear(): void } {
  let clear = (): void => undefined;
  const over = new Promise<undefined>((resolve) => {
    const timer = setTimeout(() => resolve(undefined), ms);
    clear = () => clearTimeout(timer);
  });
  return { over, clear: () => clear() };
}

/** Cancels that the exchange has taken: for a while they are not asked for again, though their orders are still listed. */
class TakenCancels {
  readonly #settleMs: number;
  readonly #orders = new Map<string, number>();
  #all = Number.NEGATIVE_INFINITY;

  constructor(settleMs: number) {
    this.#settleMs = settleMs;
  }

  add(target: CancelTarget): void {
    const now = performance.now();
    if (target.kind === 'account') this.#all = now;
    if (target.kind === 'symbol') this.#orders.set(target.symbol, now);
    if (target.kind !== 'orders') return;
    for (const order of target.orders) {
      this.#orders.set(idOf(order), now);
      // An order cancelled by the name it was sent with is listed with its own as well.
      this.#orders.set(order.clientOrderId, now);
    }
  }

  has(order: OrderName): boolean {
    const times = [order.symbol, idOf(order), order.clientOrderId || undefined].map((key) =>
      this.#orders.get(key ?? ''),
    );
    const last = Math.max(this.#all, ...times.map((time) => time ?? Number.NEGATIVE_INFINITY));
    return performance.now() - last < this.#settleMs;
  }
}

const idOf = (order: OrderName): string => order.exchangeOrderId ?? order.clientOrderId;

const nameOf = (order: VenueOrder | KnownOrder): OrderName => ({
  symbol: order.symbol,
  clientOrderId: order.clientOrderId,
  exchangeOrderId: 'exchangeOrderId' in order ? order.exchangeOrderId : undefined,
  isConditional: 'stopPrice' in order && order.stopPrice !== null,
});

const names = (targets: readonly CancelTarget[]): ReadonlySet<string> =>
  new Set(
    targets.flatMap((target) => (target.kind === 'orders' ? target.orders : [])).map((order) => order.clientOrderId),
  );

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
  note: (trouble: CancelTrouble) => void,
): Promise<void> {
  await Promise.all(
    fates.unresolved().map(async ({ symbol, clientOrderId }) => {
      const answer = await port.query(symbol, clientOrderId, limitMs);
      if (answer.ok) fates.asked(symbol, clientOrderId, answer.value);
      else note(answer.error);
    }),
  );
}

const symbolsOf = (orders: ReadonlyArray<{ readonly symbol: string }>): ReadonlySet<string> =>
  new Set(orders.map((order) => order.symbol));
