import { systemClock } from '../../../platform/clock';
import type { Emit, ServedWorker } from '../../../platform/process/serve';
import { PLANS, withBudgets } from '../../../platform/venue/cancel-plan';
import type { CancelOnlyPort } from '../../../platform/venue/cancel-port';
import { openCancelOnly } from '../../../platform/venue/open-cancel-only';
import { orTimeOut } from '../../../platform/venue/venue-error';
import { openSocketPool } from '../../../platform/venue/venue-http';
import type { GuardAccount, GuardAccountResult, GuardProtocol, KnownOrder } from '../guard-protocol';
import type { AccountListing } from '../ports';
import { cancelAccount, isAmong } from './cancel-account';
import { ExchangeTimers } from './exchange-timers';
import { HeartbeatWatch } from './heartbeat';
import { Pacer } from './pacer';
import { Readiness } from './readiness';
import { writeDeadManReport } from './report-file';

interface Held {
  readonly account: GuardAccount;
  readonly port: CancelOnlyPort;
  /** Monotonic milliseconds at which each cancel was written, of the run that is on. */
  onCancelWritten: () => void;
}

const LIST_LIMIT_MS = 5_000;
/** A look with its wait for its turn: less than main waits for the guard's answer. */
const LOOK_LIMIT_MS = 10_000;

const NO_KEY =
  'the guard has no key for this account: it gets one when the vault is unlocked and a key that trades is kept';

const noRoom = (waitMs: number): string =>
  `not listed: what is left of the exchange's request limits is kept for a halt; try again in ${Math.ceil(waitMs / 1_000)} s`;

/** The later look at an account, with what the earlier one stopped. */
const withEarlier = (later: GuardAccountResult, earlier: GuardAccountResult | undefined): GuardAccountResult =>
  earlier === undefined
    ? later
    : { ...later, listings: earlier.listings + later.listings, orders: [...earlier.orders, ...later.orders] };

/**
 * The guard: cancels, lists, and nothing else. On request, when main falls silent, and when main is gone. It ignores every
 * signal while it is armed: only `disarm` and then the end of stdin, or SIGKILL, ends it without a cancel.
 */
export async function startGuard(
  config: GuardProtocol['config'],
  emit: Emit<GuardProtocol>,
): Promise<ServedWorker<GuardProtocol>> {
  const pool = openSocketPool();
  const pacer = new Pacer();
  let held = new Map<string, Held>();
  let isDisarmed = false;
  let silentRun: Promise<void> = Promise.resolve();

  const hold = async (accounts: readonly GuardAccount[]): Promise<void> => {
    const opened = await Promise.all(
      accounts.map(async (account) => {
        const { exchange, urls, credential, symbols } = account;
        const entry = { account, onCancelWritten: () => undefined } as Omit<Held, 'port'>;
        const port = await openCancelOnly(exchange, {
          urls,
          credential,
          symbols,
          pool,
          pace: pacer.open(
            `${exchange} ${String(urls.private ?? urls.rest)}`,
            withBudgets(PLANS[exchange], account.budgets),
            account.accountId,
          ),
          onCancelWritten: () => entry.onCancelWritten(),
        });
        return [account.accountId, Object.assign(entry, { port })] as const;
      }),
    );
    held = new Map(opened);
    timers.hold(
      accounts.map(({ accountId, symbols }) => ({ accountId, symbols, timer: held.get(accountId)?.port.timer })),
    );
  };

  const runOne = async (
    haltId: string,
    accountId: string,
    known: readonly KnownOrder[],
    only: readonly string[] | undefined,
  ): Promise<GuardAccountResult> => {
    const startedAt = performance.now();
    let firstCancelSentMs: number | undefined;
    const entry = held.get(accountId);
    if (entry === undefined) {
      const problem = NO_KEY;
      return {
        accountId,
        state: 'not-verified',
        listings: 0,
        problem,
        orders: [],
        firstCancelSentMs: 0,
        finishedMs: 0,
      };
    }
    entry.onCancelWritten = () => {
      firstCancelSentMs ??= performance.now() - startedAt;
    };
    const result = await cancelAccount({
      accountId,
      port: entry.port,
      symbols: only ?? entry.account.symbols,
      only,
      known: known.filter((order) => order.accountId === accountId),
      deadlineMs: config.deadlineMs,
      onProgress: (cancelled) => emit('progress', { haltId, accountId, cancelled, state: 'cancelling' }),
    });
    const cancelled = result.orders.filter((order) => order.outcome === 'cancelled').length;
    emit('progress', { haltId, accountId, cancelled, state: result.state });
    return { ...result, firstCancelSentMs: firstCancelSentMs ?? result.finishedMs };
  };
  const run = (
    haltId: string,
    accountIds: readonly string[],
    known: readonly KnownOrder[],
    only?: readonly string[],
  ): Promise<GuardAccountResult[]> =>
    Promise.all(accountIds.map((accountId) => runOne(haltId, accountId, known, only)));

  /** A listing that is not part of a halt: refused at once while it would use what a halt needs of the exchange's limits. */
  const look = async (
    accountId: string,
    symbols: readonly string[] | undefined,
    waitMs: number,
  ): Promise<AccountListing> => {
    const unknown = (problem: string): AccountListing => ({ accountId, openOrders: null, problem });
    const port = held.get(accountId)?.port;
    if (port === undefined) return unknown(NO_KEY);
    if (waitMs > 0) return unknown(noRoom(waitMs));
    return orTimeOut(port.list(LIST_LIMIT_MS), LOOK_LIMIT_MS).then(
      (answer) =>
        answer.ok
          ? { accountId, openOrders: answer.value.filter(isAmong(symbols)).length, problem: null }
          : unknown(answer.error.message),
      () => unknown(`not listed: no answer in ${LOOK_LIMIT_MS} ms`),
    );
  };

  /** Cancels everything because main is not there to say so, and leaves a report for the next start. */
  const deadMan = async (why: 'silent' | 'parent-gone'): Promise<void> => {
    const startedAt = Date.now();
    const haltId = `dead-man-${startedAt}-${process.pid}`;
    const accounts = await run(haltId, [...held.keys()], []);
    emit('deadMan', { why, accounts });
    const leave = (found: readonly GuardAccountResult[]): void => {
      const report = { version: 1, haltId, why, startedAt, finishedAt: Date.now(), accounts: found } as const;
      try {
        writeDeadManReport(config.reportDirectory, report);
      } catch (thrown) {
        process.stderr.write(`dead-man report not written: ${thrown instanceof Error ? thrown.message : 'unknown'}\n`);
      }
    };
    leave(accounts);
    await new Promise((resolve) => setTimeout(resolve, config.lookAgainMs));
    // A main that is back has halted by now, and looks itself.
    if (why === 'silent' && heartbeat.isFresh) return;
    const again = await run(haltId, [...held.keys()], []);
    const isNews =
      again.some(({ orders }) => orders.length > 0) || again.some(({ state }, at) => state !== accounts[at]?.state);
    if (isNews) leave(again.map((later, at) => withEarlier(later, accounts[at])));
  };

  const heartbeat = new HeartbeatWatch(config.silentAfterMs, () => {
    if (!isDisarmed) silentRun = deadMan('silent');
  });
  const timers = new ExchangeTimers({
    clock: systemClock,
    isMainFresh: () => !isDisarmed && heartbeat.isFresh,
    onStanding: (standing) => emit('timers', { accounts: standing }),
    onRanOut: (accountId, symbols) => emit('timerRanOut', { accountId, symbols }),
  });
  const readiness = new Readiness(
    () =>
      [...held.values()].map(({ account, port }) => ({
        accountId: account.accountId,
        port,
        socketsNeeded: account.symbols.length,
      })),
    (armed, message, unable) => emit('armed', { armed, message, unable }),
  );

  let holding: Promise<void> = hold(config.accounts);
  await holding;
  readiness.restart();
  heartbeat.start();
  timers.start();

  return {
    ready: {},
    requests: {
      cancelAll: async ({ haltId, accountIds, known, symbols }) => ({
        accounts: await run(haltId, accountIds, known, symbols),
      }),
      list: async ({ accountIds, symbols }) => {
        const waitMs = pacer.lookWaitMs(accountIds);
        return { accounts: await Promise.all(accountIds.map((accountId) => look(accountId, symbols, waitMs))) };
      },
      disarm: async ({ keepTimers }) => {
        isDisarmed = true;
        heartbeat.stop();
        readiness.stop();
        timers.stop();
        if (!keepTimers) await timers.turn(false);
        return {};
      },
      timers: async ({ on }) => ({ problem: await timers.turn(on) }),
    },
    notices: {
      heartbeat: () => heartbeat.beat(),
      // One after the other: the list that came last is the one that is held.
      accounts: ({ accounts }) => {
        holding = holding.then(() => hold(accounts)).then(() => readiness.restart());
      },
    },
    // A `stop` that was not announced by `disarm` is treated like a death: open orders must not be left behind by a slip.
    stop: async () => {
      heartbeat.stop();
      readiness.stop();
      timers.stop();
      if (isDisarmed) return;
      await Promise.all([silentRun, deadMan('parent-gone')]);
    },
  };
}
