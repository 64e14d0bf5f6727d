import type { Account } from '#shared/model/account';
import { type Decimal, decimal } from '#shared/model/decimal';
import type { MarketRules, Reference } from '#shared/model/market';
import { NO_STORED_TRIGGERS, settingsOf } from '#shared/model/stored-triggers';
import { TRIGGER_CADENCE_MS } from '#shared/model/triggers';
import { firstRunSettings } from '../../electron/app/settings';
import { TriggerLook } from '../../electron/app/triggers/look';
import { TriggerTell } from '../../electron/app/triggers/tell';
import type { BotStatus } from '../../electron/domains/bots/index';
import { MarketData } from '../../electron/domains/market/index';
import { parseLimits, RiskWatch, resolveLimits } from '../../electron/domains/risk/index';
import { TriggerService } from '../../electron/domains/triggers/index';
import { VirtualClock } from '../support/virtual-clock';
import type { BenchResult } from './result';

const BOTS = 50;
const UPDATES_PER_SECOND = 2_000;
/** Decisions of a bot in a second; each is told to four triggers, its acknowledgement to two. */
const ORDERS_PER_SECOND = 2;
const SECONDS = 60;
const WARM_UP_SECONDS = 10;
const TARGET_SHARE = 0.05;
const ROUNDS_PER_SECOND = 1_000 / TRIGGER_CADENCE_MS;

/**
 * What triggers cost main: 50 bots on accounts and symbols of their own, 2,000 prices a second, 100 orders a second. Time is made up,
 * the work is real: prices go through the same market data and meters as in the console, and only what triggers add is timed:
 * telling, and four looks a second.
 */
export async function benchTriggers(): Promise<BenchResult[]> {
  const clock = new VirtualClock();
  const names = Array.from({ length: BOTS }, (_, index) => ({
    botId: `bot-${index}`,
    accountId: `sub-${index}`,
    symbol: `C${index}/USDT`,
  }));
  const accounts: Account[] = names.map(({ accountId }) => ({
    id: accountId,
    exchange: 'binance',
    environment: 'paper',
  }));
  const market = new MarketData();
  const watch = new RiskWatch({ accountIds: accounts.map(({ id }) => id), zone: 'UTC', now: clock.now() });
  const tree = parseLimits(firstRunSettings().limits);
  const limits = resolveLimits(tree, { exchange: 'binance', accountId: '', botId: '', symbol: '' }, clock.now());
  market.setRules(names.map(({ symbol }) => ({ symbol, isTrading: true }) as unknown as MarketRules));
  const price = (symbol: string, at: number): void => {
    const bid = decimal((100 + Math.sin(at / 999)).toFixed(4));
    const reference = {
      symbol,
      bid,
      ask: (bid + decimal('0.01')) as Decimal,
      last: bid,
      receivedMonotonicMs: clock.monotonicMs(),
      exchangeTime: clock.now(),
    } as Reference;
    market.setReference(reference);
    watch.onReference(reference, reference.receivedMonotonicMs);
  };
  for (const [index, { accountId, botId, symbol }] of names.entries()) {
    price(symbol, index);
    watch.beginEquity(accountId, decimal('10000'));
    watch.setPosition(
      accountId,
      botId,
      symbol,
      { quantity: decimal('3'), cost: decimal('300'), realised: decimal('-1.5'), unexplained: decimal('0') },
      'order',
    );
  }
  const look = new TriggerLook({
    clock,
    accounts,
    symbols: names.map(({ symbol }) => symbol),
    market,
    execution: { book: undefined as never },
    usedLimits: () => watch.used(() => limits, clock.now()),
    jumpOf: (symbol) => watch.jumpOf(symbol)?.jump,
    botStatuses: () =>
      names.map(({ botId, accountId }) => ({ botId, accountId, state: 'running', lastHeardMs: 120 }) as BotStatus),
    isJournalHealthy: () => true,
  });
  for (const { id } of accounts) look.onLink(id, true);
  let fired = 0;
  const service = new TriggerService({
    clock,
    settings: settingsOf(NO_STORED_TRIGGERS),
    sample: (tell, isLate) => look.look(tell, isLate),
    act: () => {
      fired += 1;
      return { haltId: null, under: null };
    },
    isHeld: () => false,
    record: () => undefined,
    memory: { read: async () => undefined, write: async () => undefined },
    onChange: () => undefined,
  });
  const tell = new TriggerTell({
    accounts,
    service,
    journalId: () => 'abc123',
    reference: (symbol) => market.reference(symbol),
    trace: () => ({ sentMs: 0, acknowledgedMs: 3, mid: decimal('100') }),
  });

  let seq = 0;
  const order = ({ botId, accountId, symbol }: (typeof names)[number]): void => {
    seq += 1;
    const intent = { botId, accountId, symbol, side: 'buy', quantity: decimal('2.5'), price: decimal('99.5') };
    const clientOrderId = `habc123${seq.toString(36)}`;
    tell.onDecision({
      seq,
      at: clock.now(),
      intent,
      decision: { verdict: 'allow', checks: [] },
      clientOrderId,
    } as never);
    tell.onOrder({
      clientOrderId,
      exchangeOrderId: String(seq),
      intent,
      state: 'acknowledged',
      reason: undefined,
    } as never);
    const fill = { accountId, symbol, clientOrderId, tradeId: String(seq), side: 'buy', price: decimal('99.5') };
    tell.onFill({ ...fill, exchangeOrderId: String(seq) } as never, botId);
  };

  const looks: number[] = [];
  let told = 0;
  for (let round = -WARM_UP_SECONDS * ROUNDS_PER_SECOND; round < SECONDS * ROUNDS_PER_SECOND; round += 1) {
    for (let update = 0; update < UPDATES_PER_SECOND / ROUNDS_PER_SECOND; update += 1)
      price(names[update % BOTS]?.symbol ?? '', round * 500 + update);
    await clock.advance(TRIGGER_CADENCE_MS);
    const startedMs = performance.now();
    for (let count = 0; count < (BOTS * ORDERS_PER_SECOND) / ROUNDS_PER_SECOND; count += 1)
      order(names[(round + WARM_UP_SECONDS * ROUNDS_PER_SECOND + count) % BOTS] as (typeof names)[number]);
    const toldMs = performance.now();
    service.look();
    const endedMs = performance.now();
    if (round < 0) continue;
    told += toldMs - startedMs;
    looks.push(endedMs - startedMs);
  }
  if (fired > 0) throw new Error(`${fired} triggers fired on a calm desk`);
  const total = looks.reduce((sum, each) => sum + each, 0);
  const share = total / (SECONDS * 1_000);
  looks.sort((a, b) => a - b);
  const at = (fraction: number): number => looks[Math.floor(looks.length * fraction)] ?? 0;
  return [
    {
      id: 'trigger-evaluation',
      what: `all triggers, ${BOTS} bots, ${UPDATES_PER_SECOND} prices and ${BOTS * ORDERS_PER_SECOND} orders a second: one look with what was told before it; ${(share * 100).toFixed(2)} % of one core, ${((told / total) * 100).toFixed(0)} % of that in telling`,
      unit: 'ms',
      p50: at(0.5),
      p99: at(0.99),
      n: looks.length,
      ratio: share,
      target: `share of one core <= ${TARGET_SHARE}`,
      pass: share <= TARGET_SHARE,
    },
  ];
}
