import { cancelAccount, isAmong } from '../../../electron/domains/halt/guard/cancel-account';
import { HeartbeatWatch } from '../../../electron/domains/halt/guard/heartbeat';
import type { GuardAccountResult, GuardProtocol, KnownOrder } from '../../../electron/domains/halt/guard-protocol';
import type { Emit } from '../../../electron/platform/process/serve';
import type { CancelAnswer, CancelOnlyPort, CancelTrouble } from '../../../electron/platform/venue/binance/cancel-only';
import { holdMs, meaningOf } from '../../../electron/platform/venue/binance/codes';
import type { RestCall } from '../../../electron/platform/venue/binance/connection';
import { readRestOrder, readRestOrders, type VenueOrder } from '../../../electron/platform/venue/binance/raw-orders';
import { marketIdOf, symbolReader } from '../../../electron/platform/venue/binance/symbols';
import { BINANCE_SPOT_PLAN } from '../../../electron/platform/venue/cancel-plan';
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
      const symbols = account?.symbols ?? [];
      const result = await cancelAccount({
        accountId,
        port: cancelOnly(venue, life, accountId, symbols, () => {
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
      const answer = await cancelOnly(venue, life, first.accountId, first.symbols, () => undefined).check(3_000);
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
              const answer = await cancelOnly(venue, life, accountId, [], () => undefined).list(5_000);
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

/** `platform/venue/binance/cancel-only` on the simulated network: what its answers mean is decided as there. */
function cancelOnly(
  venue: Venue,
  life: Life,
  account: string,
  symbols: readonly string[],
  onCancelWritten: () => void,
): CancelOnlyPort {
  const symbolOf = symbolReader(symbols);
  const ask = async <T>(
    call: RestCall,
    values: Readonly<Record<string, string>>,
    limitMs: number,
    read: (answer: unknown) => T | undefined,
  ): Promise<CancelAnswer<T>> => {
    if (!life.isAlive) return never();
    try {
      const onWritten = call === 'privateDeleteOpenOrders' ? onCancelWritten : () => undefined;
      const value = read(await venue.request(life, account, call, values, { limitMs, onWritten }));
      if (value !== undefined) return { ok: true, value };
      return { ok: false, error: { kind: 'again', waitMs: 0, message: 'the answer could not be read' } };
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (failure.kind === 'answered' && meaningOf(failure) === 'unknown-order') {
        const value = read(null);
        if (value !== undefined) return { ok: true, value };
      }
      return { ok: false, error: troubleOf(failure) };
    }
  };
  const readOrders = (answer: unknown): readonly VenueOrder[] | undefined => {
    const { orders, dropped } = readRestOrders(answer, symbolOf);
    return Array.isArray(answer) && dropped === 0 ? orders : undefined;
  };
  return {
    plan: BINANCE_SPOT_PLAN,
    cancelSymbol: (symbol, limit) =>
      ask('privateDeleteOpenOrders', { symbol: marketIdOf(symbol) }, limit, (answer) =>
        answer === null ? [] : Array.isArray(answer) ? readRestOrders(answer, symbolOf).orders : undefined,
      ),
    list: (limit) => ask('privateGetOpenOrders', {}, limit, readOrders),
    query: async (symbol, clientOrderId, limit) => {
      const values = { symbol: marketIdOf(symbol), origClientOrderId: clientOrderId };
      const answer = await ask<{ readonly order: VenueOrder | undefined }>('privateGetOrder', values, limit, (raw) => {
        if (raw === null) return { order: undefined };
        const order = readRestOrder(raw, symbolOf);
        return order === undefined ? undefined : { order };
      });
      return answer.ok ? { ok: true, value: answer.value.order } : answer;
    },
    check: (limit) => ask('privateGetOpenOrders', {}, limit, () => null),
    ping: (limit) => ask('publicGetPing', {}, limit, () => null),
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
