import type { AccountView, BotView, EquityPoint, HealthView, WorkingOrderView } from '../../../shared/contract/views';
import type { DeskState } from '../fake-desk';
import type { Random } from './random';

/** The three bots of the fake desk and what their accounts hold, USDT. */
export const BOTS = [
  { botId: 'grid-1', accountId: 'sub-1', symbols: ['BTC/USDT', 'ETH/USDT'], equity: 10_140.0213, cash: 7_420.5521 },
  { botId: 'grid-2', accountId: 'sub-2', symbols: ['SOL/USDT', 'XRP/USDT'], equity: 9_982.4402, cash: 8_105.0877 },
  { botId: 'grid-3', accountId: 'sub-3', symbols: ['BNB/USDT', 'DOGE/USDT'], equity: 10_289.7185, cash: 6_010.9 },
] as const;

export const WORLD = { equity: 30_412.18 };

const NO_TIMER = { state: 'none', runsOutAt: null, covered: 0, symbols: 2, problem: '' } as const;

/** The one account whose exchange has a timer. */
function fakeTimer(state: DeskState, now: number): AccountView['exchangeTimer'] {
  if (state === 'halted-before') return { ...NO_TIMER, state: 'ran-out', problem: 'no answer in 3000 ms' };
  if (state === 'halt-not-verified')
    return { state: 'failing', runsOutAt: now + 41_000, covered: 2, symbols: 2, problem: 'no answer in 3000 ms' };
  if (state === 'part-halted') return { ...NO_TIMER, state: 'disarmed' };
  return { state: 'armed', runsOutAt: now + 104_000, covered: 2, symbols: 2, problem: '' };
}

const account = (accountId: string, over: Partial<AccountView>): AccountView => ({
  accountId,
  exchange: 'binance',
  environment: 'paper',
  equity: null,
  cash: null,
  positionsValue: null,
  unrealised: null,
  realised: null,
  feesPaid: null,
  grossExposure: null,
  workingOrders: 0,
  margin: null,
  exchangeTimer: NO_TIMER,
  asOf: 0,
  ...over,
});

/** The accounts and their total. On a first run and in an error some numbers are not known. */
export function fakeTotal(
  state: DeskState,
  orders: readonly WorkingOrderView[],
  asOf: number,
): { total: AccountView; accounts: AccountView[] } {
  if (state === 'first-run') {
    const fresh = {
      equity: '10000',
      cash: '10000',
      positionsValue: '0',
      unrealised: '0',
      realised: '0',
      feesPaid: '0',
    };
    const accounts = BOTS.map(({ accountId }) => account(accountId, { ...fresh, grossExposure: '0', asOf }));
    return {
      total: account('total', { ...fresh, equity: '30000', cash: '30000', grossExposure: '0', asOf }),
      accounts,
    };
  }
  if (state === 'empty') return { total: account('total', { asOf }), accounts: [] };
  const accounts = BOTS.map(({ accountId, equity, cash }, index) =>
    account(accountId, {
      equity: state === 'error' && index === 2 ? null : equity.toFixed(4),
      cash: cash.toFixed(4),
      positionsValue: state === 'error' && index === 2 ? null : (equity - cash).toFixed(4),
      unrealised: state === 'error' && index === 2 ? null : (['12.4471', '-31.0092', '8.22'][index] ?? '0'),
      realised: ['131.8102', '-18.2', '290.7'][index] ?? '0',
      feesPaid: ['14.2210', '9.0317', '21.4'][index] ?? '0',
      grossExposure: (equity - cash + 940).toFixed(4),
      workingOrders: orders.filter((order) => order.accountId === accountId).length,
      asOf: state === 'error' && index === 2 ? asOf - 47_000 : asOf,
      exchangeTimer: index === 2 ? fakeTimer(state, asOf) : NO_TIMER,
    }),
  );
  const total = account('total', {
    equity: state === 'error' ? null : '30412.1800',
    cash: '21536.5398',
    positionsValue: state === 'error' ? null : '8875.6402',
    unrealised: state === 'error' ? null : '-10.3421',
    realised: '404.3102',
    feesPaid: '44.6527',
    grossExposure: '11695.6402',
    workingOrders: orders.length,
    asOf: state === 'error' ? asOf - 47_000 : asOf,
  });
  return { total, accounts };
}

/** The bots as the state has them. */
/** What blocks every order in state `error`. */
export const JOURNAL_AWAY = 'The journal cannot be written, so no order is sent. Cancels and the halt still work.';

export function fakeBots(
  random: Random,
  state: DeskState,
  orders: readonly WorkingOrderView[],
  now: number,
  asOf: number,
): BotView[] {
  return BOTS.map(({ botId, accountId, symbols, equity, cash }, index) => {
    const isNew = state === 'first-run';
    const isHalted = state.startsWith('halt') || (state === 'part-halted' && index === 1);
    const isBroken = state === 'error' && index === 2;
    const isPaused = state === 'part-halted' && index === 2;
    return {
      botId,
      program: 'grid',
      accountId,
      environment: 'paper',
      symbols: [...symbols],
      state: isNew
        ? 'starting'
        : isHalted
          ? 'halted'
          : isBroken
            ? 'backing-off'
            : state === 'error'
              ? 'blocked'
              : isPaused
                ? 'paused'
                : 'running',
      reason: isHalted
        ? state === 'part-halted'
          ? 'The operator halted bot grid-2.'
          : 'Trading is halted.'
        : isBroken
          ? 'The program ended with status 1; it is started again in 8 s.'
          : state === 'error'
            ? JOURNAL_AWAY
            : isPaused
              ? 'The operator paused it.'
              : '',
      pid: isHalted || isBroken ? null : 41_200 + index,
      restarts: isBroken ? 4 : 0,
      lastHeardAt: now - 400,
      startedAt: now - 3_600_000,
      equity: isNew ? '10000' : equity.toFixed(4),
      realised: isNew ? '0' : (['131.8102', '-18.2', '290.7'][index] ?? '0'),
      unrealised: isNew ? '0' : (['12.4471', '-31.0092', '8.22'][index] ?? '0'),
      exposure: isNew ? '0' : (equity - cash + 940).toFixed(4),
      exposureLimit: ['5000', '5000', '5400'][index] ?? null,
      workingOrders: orders.filter((order) => order.botId === botId).length,
      ordersPlaced: isNew ? 0 : 200 + random.below(900),
      ordersRefused: isNew ? 0 : random.below(12),
      fills: isNew ? 0 : 80 + random.below(300),
      messageErrors: 0,
      asOf: isBroken ? asOf - 47_000 : asOf,
    };
  });
}

/** The lights as the state has them. */
export function healthy(state: DeskState): HealthView[] {
  const light = (id: HealthView['id'], name: string, message: string): HealthView => ({
    id,
    name,
    level: state === 'first-run' && id !== 'journal' ? 'starting' : 'good',
    message: state === 'first-run' && id !== 'journal' ? 'Starting.' : message,
    pid: 41_000 + id.length,
    restarts: 0,
  });
  const lights = [
    light('journal', 'Journal', 'Every record is on the disk before it counts.'),
    light('guard', 'Guard', 'Armed: it cancels every order when Holdfast dies or hangs.'),
    light('exchange', 'Exchange link', 'Orders and fills arrive within 20 ms.'),
    light('market', 'Prices', 'Fresh for all 6 symbols.'),
    light('paper-exchange', 'Paper exchange', 'Answers on this machine.'),
  ];
  const worse: Partial<Record<HealthView['id'], Pick<HealthView, 'level' | 'message'>>> =
    state === 'error'
      ? {
          journal: {
            level: 'bad',
            message:
              'It cannot be written: the disk is full. New orders are refused; cancels and the halt work. Free some space; Holdfast tries again by itself.',
          },
          exchange: {
            level: 'warning',
            message:
              'sub-3 has not answered for 47 s. Its numbers are old. Nothing to do yet: the link is being made again.',
          },
        }
      : state === 'stale'
        ? {
            market: {
              level: 'warning',
              message: 'No price for 14 s. Orders are refused until prices are fresh; working orders stay.',
            },
          }
        : state === 'reducing'
          ? {
              guard: {
                level: 'bad',
                message: 'It ended and is started again; until then only orders that reduce risk may leave.',
              },
            }
          : {};
  return lights.map((each) => ({ ...each, ...worse[each.id] }));
}

/** An hour of equity, one point a quarter of a minute. */
export function equityLine(random: Random, now: number): EquityPoint[] {
  const points: EquityPoint[] = [];
  let equity = WORLD.equity - 118;
  const count = 240;
  for (let index = 0; index < count; index += 1) {
    equity += random.between(-6, 7);
    points.push({ at: now - (count - index) * 15_000, equity: Number(equity.toFixed(2)) });
  }
  return [...points, { at: now, equity: WORLD.equity }];
}
