import type { ExchangeId } from '#shared/model/account';
import { cancelAccount, isAmong } from '../../../electron/domains/halt/guard/cancel-account';
import { HeartbeatWatch } from '../../../electron/domains/halt/guard/heartbeat';
import type {
  GuardAccount,
  GuardAccountResult,
  GuardProtocol,
  KnownOrder,
} from '../../../electron/domains/halt/guard-protocol';
import type { Emit } from '../../../electron/platform/process/serve';
import { CANCEL_CALLS, type GuardAsk } from '../../../electron/platform/venue/binance/cancel-calls';
import type { CancelAnswer, CancelOnlyPort, CancelTrouble } from '../../../electron/platform/venue/binance/cancel-only';
import { holdMs, meaningOf } from '../../../electron/platform/venue/binance/codes';
import type { VenueOrder } from '../../../electron/platform/venue/binance/raw-orders';
import { symbolReader } from '../../../electron/platform/venue/binance/symbols';
import { BINANCE_SPOT_PLAN, BINANCE_USDM_PLAN } from '../../../electron/platform/venue/cancel-plan';
import { failureOf, type VenueFailure } from '../../../electron/platform/venue/venue-error';
import type { SimServed, SimStart } from './processes';
import { type Life, never } from './time';
import type { Venue } from './venue';

/**
 * The guard: a second client of the exchange, in a life of its own. Its cancelling, its accounting for each order and its
 * heartbeat watch are the real ones; it repeats the wiring of `startGuard`, which brings ccxt and real sockets.
 */
export function guardProcess(venue: Venue, note: (what: string) => void): SimStart {
  return (configAny, emitAny, life): SimServed => {
    const config = configAny as GuardProtocol['config'];
    const emit = emitAny as Emit<GuardProtocol>;
    let { accounts } = config;
    let isDisarmed = false;

    const runOne = async (
      haltId: string,
      accountId: string,
      known: readonly KnownOrder[],
      only: readonly string[] | undefined,
    ): Promise<GuardAccountResult> => {
      const startedAt = life.monotonicMs();
      let firstCancelSentMs: number | undefined;
      const account = accounts.find((each) => each.accountId === accountId);
      if (account === undefined) throw new Error(`the guard was never told of ${accountId}`);
      const { symbols } = account;
      const result = await cancelAccount({
        accountId,
        port: cancelOnly(venue, life, account, () => {
          firstCancelSentMs ??= life.monotonicMs() - startedAt;
        }),
        symbols: only ?? symbols,
        only,
        known: known.filter((order) => order.accountId === accountId),
        deadlineMs: config.deadlineMs,
        onProgress: (cancelled) => emit('progress', { haltId, accountId, cancelled, state: 'cancelling' }),
      });
      note(`${haltId}: ${accountId} is ${result.state}, ${result.orders.length} orders named`);
      return { ...result, firstCancelSentMs: firstCancelSentMs ?? result.finishedMs };
    };
    const run = (
      haltId: string,
      ids: readonly string[],
      known: readonly KnownOrder[],
      only?: readonly string[],
    ): Promise<GuardAccountResult[]> => Promise.all(ids.map((accountId) => runOne(haltId, accountId, known, only)));
    const deadMan = async (why: 'silent' | 'parent-gone'): Promise<void> => {
      note(`dead-man: main is ${why}`);
      const results = await run(
        `dead-man-${life.now()}`,
        accounts.map(({ accountId }) => accountId),
        [],
      );
      emit('deadMan', { why, accounts: results });
    };
    const heartbeat = new HeartbeatWatch(config.silentAfterMs, () => {
      if (!isDisarmed) void deadMan('silent');
    });
    heartbeat.start();
    // Its readiness round asks every account; here the first one stands for all, each ten seconds as the real one does.
    const check = async (): Promise<void> => {
      const first = accounts[0];
      if (first === undefined) return;
      const answer = await cancelOnly(venue, life, first, () => undefined).check(3_000);
      emit('armed', { armed: answer.ok, message: answer.ok ? 'can cancel' : answer.error.message, unable: [] });
      life.after(answer.ok ? 10_000 : 1_000, () => void check());
    };
    void check();

    return {
      ready: {},
      requests: {
        cancelAll: async ({
          haltId,
          accountIds,
          known,
          symbols,
        }: GuardProtocol['requests']['cancelAll']['params']) => ({
          accounts: await run(haltId, accountIds, known, symbols),
        }),
        list: async ({ accountIds, symbols }: GuardProtocol['requests']['list']['params']) => ({
          accounts: await Promise.all(
            accountIds.map(async (accountId) => {
              const account = accounts.find((each) => each.accountId === accountId);
              if (account === undefined) return { accountId, openOrders: null, problem: 'not known' };
              const answer = await cancelOnly(venue, life, account, () => undefined).list(5_000);
              return answer.ok
                ? { accountId, openOrders: answer.value.filter(isAmong(symbols)).length, problem: null }
                : { accountId, openOrders: null, problem: answer.error.message };
            }),
          ),
        }),
        disarm: () => {
          isDisarmed = true;
          heartbeat.stop();
          return {};
        },
      },
      notices: {
        heartbeat: () => heartbeat.beat(),
        accounts: (params: GuardProtocol['notices']['accounts']) => {
          accounts = params.accounts;
        },
      },
      stop: async () => {
        heartbeat.stop();
        if (!isDisarmed) await deadMan('parent-gone');
      },
      died: () => heartbeat.stop(),
    };
  };
}

/** `platform/venue/binance/cancel-only` on the simulated network: its requests and what answers mean are the real ones. */
function cancelOnly(
  venue: Venue,
  life: Life,
  { accountId, exchange, symbols }: Pick<GuardAccount, 'accountId' | 'exchange' | 'symbols'>,
  onCancelWritten: () => void,
): CancelOnlyPort {
  const at = exchange as ExchangeId;
  const symbolOf = symbolReader(symbols, at);
  const calls = CANCEL_CALLS[at];
  const answered = async <T>(
    limitMs: number,
    work: (ask: GuardAsk) => Promise<T | undefined>,
    none?: T,
  ): Promise<CancelAnswer<T>> => {
    if (!life.isAlive) return never();
    const ask: GuardAsk = (call, values) => {
      const onWritten = call.includes('Delete') ? onCancelWritten : () => undefined;
      return venue.request(life, accountId, call, values, { limitMs, onWritten });
    };
    try {
      const value = await work(ask);
      if (value !== undefined) return { ok: true, value };
      return { ok: false, error: { kind: 'again', waitMs: 0, message: 'the answer could not be read' } };
    } catch (thrown) {
      const failure = failureOf(thrown);
      const isUnknown = failure.kind === 'answered' && meaningOf(failure) === 'unknown-order';
      if (isUnknown && none !== undefined) return { ok: true, value: none };
      return { ok: false, error: troubleOf(failure) };
    }
  };
  const { history } = calls;
  const ended = async (ask: GuardAsk): Promise<readonly VenueOrder[]> => {
    const found = await Promise.all(symbols.map((symbol) => history?.(ask, symbol, symbolOf) ?? []));
    return found.flat().filter(({ status }) => status !== 'open' && status !== 'partially-filled');
  };
  return {
    plan: at === 'binance' ? BINANCE_SPOT_PLAN : BINANCE_USDM_PLAN,
    cancelSymbol: (symbol, limit) => answered(limit, (ask) => calls.cancelSymbol(ask, symbol, symbolOf), []),
    ...(history === undefined ? {} : { ended: (_sinceMs: number, limit: number) => answered(limit, ended) }),
    list: (limit) => answered(limit, (ask) => calls.list(ask, symbolOf)),
    query: async (symbol, clientOrderId, limit) => {
      for (const query of calls.query) {
        const answer = await answered<{ readonly order: VenueOrder | undefined }>(
          limit,
          async (ask) => {
            const order = calls.readOrder(await query(ask, symbol, clientOrderId), symbolOf);
            return order === undefined ? undefined : { order };
          },
          { order: undefined },
        );
        if (!answer.ok) return answer;
        if (answer.value.order !== undefined) return { ok: true, value: answer.value.order };
      }
      return { ok: true, value: undefined };
    },
    check: (limit) => answered(limit, (ask) => calls.check(ask, symbols[0]).then(() => null)),
    ping: (limit) => answered(limit, (ask) => ask(calls.ping, {}).then(() => null)),
    keepAliveMs: () => undefined,
  };
}

function troubleOf(failure: VenueFailure): CancelTrouble {
  if (failure.kind !== 'answered') return { kind: 'again', waitMs: 0, message: failure.message };
  const { exchangeMessage: message } = failure;
  const meaning = meaningOf(failure);
  if (meaning === 'rate-limited') return { kind: 'again', waitMs: holdMs(failure), message };
  return { kind: meaning === 'key' || meaning === 'refused' ? 'refused' : 'again', waitMs: 0, message };
}
