import { createHmac } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExchangeId } from '#shared/model/account';
import { createExchange, type Exchange, type Link, type MarginSettings } from '../../electron/domains/exchange/index';
import type { GuardAccount, GuardProtocol } from '../../electron/domains/halt/guard-protocol';
import type { PaperFaults, PaperProtocol, PaperUrls } from '../../electron/domains/paper/protocol';
import { systemClock } from '../../electron/platform/clock';
import { launchFork, launchLines } from '../../electron/platform/process/launch-node';
import { SupervisedProcess } from '../../electron/platform/process/supervised-process';
import type { WorkerProtocol } from '../../electron/platform/process/wire';
import { builtWorker } from './built-worker';
import { type OrderMaker, orderMaker } from './exchange-orders';

/** A secret that must never be seen outside of a request: tests look for it in everything that comes out. */
export const CANARY = 'canary-7f3a';

export const apiKeyOf = (accountId: string): string => `key-${CANARY}-${accountId}`;
const secretOf = (accountId: string): string => `secret-${CANARY}-${accountId}`;
export const credentialOf = (accountId: string) => ({ apiKey: apiKeyOf(accountId), secret: secretOf(accountId) });

export interface PaperWorld {
  readonly urls: PaperUrls;
  readonly pid: number;
  faults(faults: PaperFaults): Promise<void>;
  /** Ends one kind of fault. */
  lift(kind: keyof PaperFaults): Promise<void>;
  /** Working orders of all accounts, asked at the exchange itself. */
  openOrders(): Promise<number>;
  stop(): Promise<void>;
}

const MONEY = { USDT: '10000000', BTC: '1000', ETH: '1000', SOL: '10000', XRP: '1000000', BNB: '1000' };

/** A real paper exchange in its own process, with these accounts and limits that a test does not run into. */
export interface PaperExtras {
  /** Accounts with a futures wallet, of so much USDT. */
  readonly futures?: string;
  /** Market time over real time, and market hours between fundings. */
  readonly speed?: number;
  readonly fundingEveryHours?: number;
  /** One market replayed from a file in place of the invented one. */
  readonly recording?: { readonly file: string; readonly symbol: string };
}

export async function startPaper(accountIds: readonly string[], extras: PaperExtras = {}): Promise<PaperWorld> {
  const { futures, ...more } = extras;
  const accounts = accountIds.map((name) => ({
    name,
    ...credentialOf(name),
    balances: MONEY,
    ...(futures === undefined ? {} : { futuresBalances: { USDT: futures } }),
  }));
  const limits = { weightPerMinute: 10_000_000, ordersPer10s: 1_000_000, ordersPerDay: 10_000_000 };
  const futuresLimits = { weightPerMinute: 10_000_000, ordersPer10s: 1_000_000, ordersPerMinute: 10_000_000 };
  const { process: paper, ready } = await startProcess<PaperProtocol>({
    name: 'paper',
    launch: launchFork(builtWorker('paper-exchange')),
    config: () => ({ seed: 7, port: 0, accounts, limits, futuresLimits, ...more }) as PaperProtocol['config'],
    clock: systemClock,
    restart: false,
  });
  const setFaults = async (faults: PaperFaults): Promise<void> => {
    const answer = await paper.request('setFaults', faults);
    if (!answer.ok) throw new Error(answer.error.message);
  };
  return {
    urls: ready,
    pid: paper.status.pid ?? 0,
    faults: setFaults,
    lift: (kind) => setFaults({ [kind]: undefined }),
    openOrders: async () => {
      const counts = await Promise.all(accountIds.map((accountId) => countOpenOrders(ready.rest, accountId)));
      return counts.reduce((sum, count) => sum + count, 0);
    },
    stop: () => paper.stop(),
  };
}

/** Asks the exchange itself, with nothing of Holdfast in between. */
async function countOpenOrders(rest: string, accountId: string): Promise<number> {
  const answer = await askExchange(rest, accountId, 'GET', '/api/v3/openOrders');
  if (!Array.isArray(answer)) throw new Error(`no listing: ${JSON.stringify(answer)}`);
  return answer.length;
}

/** One signed request to the paper exchange, with nothing of Holdfast in between; its answer, whatever it is. */
export async function askExchange(
  rest: string,
  accountId: string,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const { apiKey, secret } = credentialOf(accountId);
  const query = new URLSearchParams({ ...parameters, timestamp: String(Date.now()), recvWindow: '60000' }).toString();
  const signature = createHmac('sha256', secret).update(query).digest('hex');
  const url = `${rest}${path}?${query}&signature=${signature}`;
  return (await fetch(url, { method, headers: { 'X-MBX-APIKEY': apiKey } })).json();
}

type ProcessOptions<P extends WorkerProtocol> = ConstructorParameters<typeof SupervisedProcess<P>>[0];

/** Starts a supervised process and waits until it is ready. */
export function startProcess<P extends WorkerProtocol>(
  options: ProcessOptions<P>,
): Promise<{ readonly process: SupervisedProcess<P>; readonly ready: P['ready'] }> {
  return new Promise((resolve, reject) => {
    let output = '';
    const supervised = new SupervisedProcess<P>({
      ...options,
      onOutput: (line) => {
        output += `${line}\n`;
        options.onOutput?.(line);
      },
      onReady: (ready) => resolve({ process: supervised, ready }),
      onStatus: (status) => {
        options.onStatus?.(status);
        if (status.state === 'backing-off' || status.state === 'stopped')
          reject(new Error(`${status.name}: ${status.lastExit} ${output}`));
      },
    });
    supervised.start();
  });
}

export interface ExchangeWorld {
  readonly exchange: Exchange;
  /** Everything the worker wrote to stderr. */
  readonly output: string[];
  readonly entry: ReturnType<Exchange['takeOrderEntry']>;
  readonly orders: OrderMaker;
}

/** A started exchange client with its worker; resolves when all links are up. */
export async function startExchange(
  paper: PaperWorld,
  accountIds: readonly string[],
  symbols: readonly string[],
  quoted: readonly string[] = symbols,
  at: ExchangeId = 'binance',
  margin: MarginSettings | null = null,
): Promise<ExchangeWorld> {
  const output: string[] = [];
  const exchange = createExchange({
    name: 'exchange:paper',
    launch: launchFork(builtWorker('exchange')),
    config: () => ({
      exchange: at,
      urls: paper.urls.urls,
      accounts: accountIds.map((accountId) => ({ accountId, credential: credentialOf(accountId), margin })),
      symbols,
    }),
    clock: systemClock,
    onOutput: (line) => output.push(line),
  });
  const orders = await orderMaker(exchange, quoted, () => {
    const up = allUp(exchange, accountIds.length + 1);
    exchange.start();
    return up;
  });
  return { exchange, output, entry: exchange.takeOrderEntry(), orders };
}

/** Resolves when so many links are up at the same time, counted from now. */
export function allUp(exchange: Exchange, count: number): Promise<void> {
  const up = new Set<Link['accountId']>();
  return until(exchange.onLink, (link) => {
    if (link.state === 'up') up.add(link.accountId);
    else up.delete(link.accountId);
    return up.size === count;
  }).then(() => undefined);
}

/** The next value that fits; rejects after `limitMs`. */
export function until<T>(
  subscribe: (listener: (value: T) => void) => () => void,
  fits: (value: T) => boolean,
  limitMs = 15_000,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      stop();
      reject(new Error('it did not come'));
    }, limitMs);
    const stop = subscribe((value) => {
      if (!fits(value)) return;
      clearTimeout(timer);
      stop();
      resolve(value);
    });
  });
}

export const guardAccountOf = (
  paper: PaperWorld,
  accountId: string,
  symbols: readonly string[],
  exchange: ExchangeId = 'binance',
): GuardAccount => ({
  accountId,
  exchange,
  urls: paper.urls.urls,
  credential: credentialOf(accountId),
  symbols,
  // The paper exchange of these tests has its limits lifted.
  budgets: { weight: 9_000_000 },
});

type GuardEvents = GuardProtocol['events'];
export type GuardEvent = {
  readonly [K in keyof GuardEvents]: { readonly event: K; readonly payload: GuardEvents[K] };
}[keyof GuardEvents];

export interface GuardWorld {
  readonly process: SupervisedProcess<GuardProtocol>;
  readonly events: GuardEvent[];
  readonly onEvent: (listener: (event: GuardEvent) => void) => () => void;
  readonly reportDirectory: string;
  stopBeating(): void;
  /** Disarms and stops it. */
  stop(): Promise<void>;
}

/** A guard in its own process, armed, with a heartbeat as main sends it. */
export async function startGuard(accounts: readonly GuardAccount[], deadlineMs = 10_000): Promise<GuardWorld> {
  const reportDirectory = mkdtempSync(join(tmpdir(), 'holdfast-guard-'));
  const events: GuardEvent[] = [];
  const listeners = new Set<(event: GuardEvent) => void>();
  const onEvent = (listener: (event: GuardEvent) => void): (() => void) => {
    for (const event of events) listener(event);
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const { process: guard } = await startProcess<GuardProtocol>({
    name: 'guard',
    launch: launchLines(process.execPath, [builtWorker('guard')], { detached: true }),
    config: () => ({ accounts, silentAfterMs: 1_500, deadlineMs, lookAgainMs: 400, reportDirectory }),
    clock: systemClock,
    restart: false,
    onEvent: (event, payload) => {
      const told = { event, payload } as GuardEvent;
      events.push(told);
      for (const listener of [...listeners]) listener(told);
    },
  });
  const beat = setInterval(() => guard.notify('heartbeat', {}), 250);
  await until(onEvent, ({ event }) => event === 'armed');
  return {
    process: guard,
    events,
    onEvent,
    reportDirectory,
    stopBeating: () => clearInterval(beat),
    stop: async () => {
      clearInterval(beat);
      await guard.request('disarm', { keepTimers: false });
      await guard.stop();
    },
  };
}
