import { limitHandlers } from '../../../electron/app/limits/handlers';
import { LimitsDesk } from '../../../electron/app/limits/limits-desk';
import { limitScopes } from '../../../electron/app/limits/scopes';
import { firstRunSettings, type Settings } from '../../../electron/app/settings';
import { LimitBook, parseLimits, type RiskSnapshot, type StoredLimits } from '../../../electron/domains/risk/index';
import type { ChannelName, Request } from '../../../shared/contract/index';
import type { TriedPiece } from '../../../shared/contract/limits';
import { type Decimal, decimal } from '../../../shared/model/decimal';
import type { OrderIntent } from '../../../shared/model/order';
import { ok } from '../../../shared/model/result';
import type { DeskState } from '../fake-desk';
import { BOTS } from './accounts';
import { MARKETS } from './orders';

const HOUR_MS = 3_600_000;
/** The passphrase of the made-up desk. */
export const FAKE_PASSPHRASE = 'four unrelated quiet words';

type LimitChannel = Extract<ChannelName, `limits.${string}`>;

/** Limits of made-up bots, changed by the real LimitsDesk: what the screen shows is worked out as in the console. */
export class FakeLimits {
  readonly #handlers: ReturnType<typeof limitHandlers>;
  readonly #isQuiet: boolean;
  readonly #cutOff = new Set<string>();

  constructor(state: DeskState) {
    this.#isQuiet = state === 'first-run' || state === 'empty';
    const settings = settingsOf(state);
    const accounts = settings.accounts.map(({ id, exchange, environment }) => ({ id, exchange, environment }));
    const book = new LimitBook(parseLimits(settings.limits));
    const clock = {
      now: () => Date.now(),
      monotonicMs: () => performance.now(),
      after: () => () => undefined,
      every: () => () => undefined,
    };
    const symbols = BOTS.flatMap((bot) => [...bot.symbols]);
    const checkPassphrase = async (text: string) =>
      text === FAKE_PASSPHRASE ? ('right' as const) : ('wrong' as const);
    const limits = new LimitsDesk(settings.limits, {
      clock,
      book,
      checkPassphrase,
      append: async () => ok({ seq: 1 }),
      record: () => undefined,
      isJournalHealthy: () => state !== 'error',
      save: () => {
        if (state === 'error') throw new Error('no space left on device');
      },
      ...limitScopes(settings, accounts, symbols),
    });
    if (!this.#isQuiet) this.#cutOff.add('sub-2/grid-2');
    const isJumped = state === 'stale' || state === 'error';
    const limitsOf = (botId: string, accountId: string, symbol: string) =>
      book.resolve({ exchange: 'binance', accountId, botId, symbol }, Date.now());
    // Only what limits ask of the console.
    const console = {
      settings,
      accounts,
      clock,
      limits,
      risk: {
        limits: book,
        limitsOf,
        rearm: (botId: string) => {
          const bot = settings.bots.find(({ id }) => id === botId);
          this.#cutOff.delete(`${bot?.accountId}/${botId}`);
        },
        acceptPrice: () => undefined,
        watch: {
          cutOff: () => [...this.#cutOff],
          lossStreak: () => 0,
          jumpOf: (symbol: string) => ({ jump: isJumped && symbol === 'SOL/USDT' ? 2.31 : 1.0004, level: 148.22 }),
        },
      },
      execution: {
        lookAt: (intent: OrderIntent) =>
          fakeLook(intent, limitsOf(intent.botId, intent.accountId, intent.symbol), this.#isQuiet),
      },
      market: { reference: (symbol: string) => fakeReference(symbol) },
      halt: { passphrase: { check: checkPassphrase } },
      recorder: { record: () => undefined, append: async () => ok({ seq: 1 }) },
      decisions: { piece: async () => ok({ decisions: [], unreadable: 0, nextBeforeSeq: null }) },
    };
    this.#handlers = limitHandlers(console as unknown as Parameters<typeof limitHandlers>[0]);
  }

  static answers(name: string): name is LimitChannel {
    return name.startsWith('limits.');
  }

  async answer(name: LimitChannel, request: never): Promise<unknown> {
    if (name === 'limits.try' && !this.#isQuiet) return { ok: true, value: fakeTried(request) };
    return this.#handlers[name](request);
  }
}

function settingsOf(state: DeskState): Settings {
  const first = firstRunSettings();
  if (state === 'empty')
    return { ...first, bots: [], limits: { ...first.limits, bots: {}, portfolio: { ...first.limits.portfolio } } };
  const bots = BOTS.map(({ botId, symbols }, index) => ({
    ...(first.bots[index] as Settings['bots'][number]),
    id: botId,
    symbols: [...symbols],
  }));
  const own = Object.fromEntries(
    BOTS.map(({ botId, symbols }) => [
      botId,
      { ...first.limits.bots['grid-1'], 'symbol-allowlist': { value: [...symbols] } },
    ]),
  );
  const now = Date.now();
  const busy: Partial<StoredLimits> = {
    portfolio: { ...first.limits.portfolio, 'daily-loss-portfolio': { value: '500' } },
    exchanges: { binance: { 'messages-per-second': { value: 20 } } },
    accounts: { 'sub-1': { 'daily-loss-account': { value: '200' }, 'gross-exposure-account': { value: '5000' } } },
    symbols: { 'BTC/USDT': { 'max-order-notional': { value: '400', onBreach: 'resize' } } },
    overrides: [
      {
        id: 'o-1',
        level: 'bot',
        key: 'grid-1',
        limit: 'price-collar',
        entry: { value: '250' },
        reason: 'Wider market over the funding hour',
        createdAt: now - HOUR_MS,
        expiresAt: now + 2 * HOUR_MS,
      },
    ],
  };
  const limits = { ...first.limits, bots: own, ...(state === 'first-run' ? {} : busy) };
  return { ...first, bots, limits };
}

const at = (value: number): Decimal => decimal(value.toFixed(8));

function fakeReference(symbol: string) {
  const mid = MARKETS[symbol]?.mid ?? 1;
  return {
    symbol,
    bid: at(mid * 0.9999),
    ask: at(mid * 1.0001),
    last: at(mid),
    receivedMonotonicMs: performance.now() - 140,
    exchangeTime: Date.now(),
  };
}

/** What the meters show: the further down the list of bots, the more is used. */
function fakeLook(intent: OrderIntent, limits: RiskSnapshot['limits'], isQuiet: boolean): RiskSnapshot {
  const index = BOTS.findIndex(({ botId }) => botId === intent.botId);
  const mark = MARKETS[intent.symbol]?.mid ?? 1;
  const value = isQuiet ? 0 : ([1_412, 5_511, 2_870][index] ?? 0);
  const cell = {
    position: at(value / mark),
    workingBuys: at((value * 0.08) / mark),
    workingSells: at((value * 0.11) / mark),
    mark: at(mark),
    longest: at((value * 1.08) / mark),
    deepestShort: at((value * -0.89) / mark),
    worst: at(value * 1.08),
  };
  const exposure = (gross: number) => ({ gross: at(gross), netLong: at(gross * 0.9), netShort: at(0) });
  const loss = (dayLoss: number, equity: number) => ({
    dayLoss: at(dayLoss),
    equity: at(equity),
    peak: at(equity + 61.2),
    lossStreak: 1,
  });
  return {
    tradingState: 'ACTIVE',
    isAccountLocked: false,
    stage: 'paper',
    environment: 'paper',
    limits,
    rules: undefined,
    reference: fakeReference(intent.symbol),
    now: Date.now(),
    nowMonotonicMs: performance.now(),
    position: cell.position,
    workingBuys: cell.workingBuys,
    workingSells: cell.workingSells,
    availableBase: at(1),
    availableQuote: at(7_420),
    availableMargin: undefined,
    leverage: undefined,
    isNameTaken: false,
    watched: {
      cell,
      exposure: {
        bot: exposure(value * 1.2),
        account: exposure(value * 1.2),
        portfolio: exposure(isQuiet ? 0 : 11_695),
      },
      loss: {
        bot: loss(isQuiet ? 0 : 18.2, 10_140),
        account: loss(isQuiet ? 0 : 18.2, 10_140),
        portfolio: loss(isQuiet ? 0 : 61.4, 30_412),
      },
      ordersInSecond: isQuiet ? 0 : 2,
      ordersInMinute: isQuiet ? 0 : 31,
      ordersInDay: isQuiet ? 0 : 8_412,
      messagesInSecond: isQuiet ? 0 : 3,
      cancelsInHour: isQuiet ? 0 : 312,
      fillsInHour: isQuiet ? 0 : 44,
      sameInWindow: 0,
      sameAgeMs: undefined,
      isCutOff: false,
      stackedOrders: 0,
      ownOppositePrice: undefined,
      jump: 1.0004,
      volatilityBps: at(8.4),
    },
  };
}

/** Two pieces, as main would judge them. */
function fakeTried({ beforeSeq, from }: Request<'limits.try'>): TriedPiece {
  const isFirst = beforeSeq === null;
  return {
    orders: isFirst ? 160 : 152,
    unreadable: 0,
    refusedThen: 4,
    refused: isFirst ? 26 : 31,
    newlyRefused: isFirst ? 22 : 27,
    newlyLet: 0,
    smaller: isFirst ? 3 : 0,
    notTold: 0,
    checks: [
      {
        checkId: 'max-order-notional',
        name: 'Order value',
        refused: isFirst ? 22 : 27,
        newlyRefused: isFirst ? 22 : 27,
        examples: [
          {
            seq: isFirst ? 143_591 : 142_007,
            at: Math.max(from, Date.now() - (isFirst ? 61_000 : 3_600_000)),
            botId: 'grid-1',
            symbol: 'BTC/USDT',
            side: 'buy',
            quantity: '0.00389',
            observed: '249.7871',
            unit: 'USDT',
            wasRefused: false,
          },
        ],
      },
      { checkId: 'price-collar', name: 'Price collar', refused: 4, newlyRefused: 0, examples: [] },
    ],
    oldestAt: Date.now() - (isFirst ? HOUR_MS : 5 * HOUR_MS),
    nextBeforeSeq: isFirst ? 142_400 : null,
  };
}
