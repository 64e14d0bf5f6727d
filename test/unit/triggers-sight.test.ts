import { describe, expect, it } from 'vitest';
import { decimal } from '#shared/model/decimal';
import type { Reference } from '#shared/model/market';
import type { TriggerId } from '#shared/model/triggers';
import { type LookSources, TriggerLook } from '../../electron/app/triggers/look';
import { observedIn } from '../../electron/app/triggers/observed';
import { TriggerTell } from '../../electron/app/triggers/tell';
import type { Sample } from '../../electron/domains/triggers/index';
import { wouldHaveFired } from '../../shared/model/trigger-replay';
import { TRIGGERS } from '../../shared/model/triggers';
import { check, decided, denied, historyRig } from '../support/decision-history';
import { VirtualClock } from '../support/virtual-clock';

const accounts = [{ id: 'sub-1', exchange: 'binance', environment: 'paper' }] as const;
const BTC = 'BTC/USDT';

/** The look over one account, one bot and one symbol, all well unless a test says otherwise. */
function lookRig(over: Partial<LookSources> = {}) {
  const clock = new VirtualClock();
  const world: {
    reference: Reference | undefined;
    isTrading: boolean;
    heardMs: number;
    isHealthy: boolean;
    jump: number;
  } = {
    reference: undefined,
    isTrading: true,
    heardMs: 100,
    isHealthy: true,
    jump: 1,
  };
  const look = new TriggerLook({
    clock,
    accounts,
    symbols: [BTC],
    market: { reference: () => world.reference, rules: () => ({ isTrading: world.isTrading }) as never },
    execution: { book: undefined as never },
    usedLimits: () => [],
    jumpOf: () => world.jump,
    botStatuses: () => [{ botId: 'grid-1', accountId: 'sub-1', state: 'running', lastHeardMs: world.heardMs } as never],
    isJournalHealthy: () => world.isHealthy,
    ...over,
  });
  return {
    clock,
    world,
    look,
    price: (bid: string, ask: string) => {
      world.reference = {
        symbol: BTC,
        bid: decimal(bid),
        ask: decimal(ask),
        last: decimal(bid),
        receivedMonotonicMs: clock.monotonicMs(),
        exchangeTime: 0,
      };
    },
    /** What each trigger is told by one look. */
    sees: (isLate = false): Partial<Record<TriggerId, Sample>> => {
      const seen: Partial<Record<TriggerId, Sample>> = {};
      look.look((id, sample) => {
        seen[id] = sample;
      }, isLate);
      return seen;
    },
  };
}

describe('What triggers look at', () => {
  it('is how old a price is: not before the first one could have come, and from then on if none has', async () => {
    const { sees, clock, price } = lookRig();
    expect(sees()['data-stale']).toBeUndefined();
    await clock.advance(60_000);
    expect(sees()['data-stale']).toMatchObject({
      value: 60_000,
      of: { symbol: BTC },
      seen: 'no price since the start',
    });
    price('100', '101');
    await clock.advance(400);
    expect(sees()['data-stale']?.value).toBe(400);
    // A look that comes late says nothing of ages: prices may wait in line.
    expect(sees(true)['data-stale']).toBeUndefined();
    expect(sees(true)['data-crossed']).toBeDefined();
  });

  it('is how far bid and ask are crossed; the same price is the same observation however often it is looked at', async () => {
    const { sees, clock, price } = lookRig();
    price('100', '101');
    expect(sees()['data-crossed']?.value).toBe(0);
    price('102', '101');
    const [first, again] = [sees()['data-crossed'], sees()['data-crossed']];
    expect(first).toMatchObject({ value: 99.009_9, seen: 'bid 102, ask 101' });
    expect(again?.id).toBe(first?.id);
    await clock.advance(1);
    price('102', '101');
    expect(sees()['data-crossed']?.id).not.toBe(first?.id);
    price('0', '101');
    expect(sees()['data-crossed']?.value).toBe(10_000);
  });

  it('is an exact share of a loss limit: what is short of it by the last digit is not told as reached', () => {
    const used = {
      limitId: 'daily-loss-bot',
      scope: 'bot',
      subject: 'sub-1/grid-1',
      key: 'daily-loss-bot/sub-1/grid-1',
    } as const;
    const short = { ...used, used: decimal('499.999999999999999999'), limit: decimal('500') };
    const { sees } = lookRig({ usedLimits: () => [short] });
    expect(sees()['daily-loss']?.value).toBeLessThan(100);
    expect(sees()['daily-loss']?.of).toEqual({ botId: 'grid-1', accountId: 'sub-1', exchange: 'binance' });
    expect(lookRig({ usedLimits: () => [{ ...short, used: decimal('500') }] }).sees()['daily-loss']?.value).toBe(100);
  });

  it('is how long a link is down, how long the journal fails, and how far the clock has jumped', async () => {
    const { sees, clock, look, world } = lookRig();
    look.onLink('sub-1', true);
    expect(sees()['exchange-unreachable']?.value).toBe(0);
    look.onLink('sub-1', false);
    world.isHealthy = false;
    sees();
    await clock.advance(7_000);
    look.onLink('sub-1', false);
    expect(sees()['exchange-unreachable']?.value).toBe(7_000);
    expect(sees()['journal-failure']?.value).toBe(7_000);
    expect(sees()['clock-jump']?.value).toBe(0);
    clock.jumpWall(-90_000);
    expect(sees()['clock-jump']?.value).toBe(90_000);
    world.isHealthy = true;
    expect(sees()['journal-failure']?.value).toBe(0);
  });
});

describe('What triggers are told', () => {
  const intent = {
    botId: 'grid-1',
    accountId: 'sub-1',
    symbol: BTC,
    side: 'buy',
    quantity: decimal('1'),
    price: decimal('100'),
  };
  function tellRig() {
    const told: Array<readonly [TriggerId, Sample]> = [];
    const tell = new TriggerTell({
      accounts,
      service: { observe: (id, sample) => void told.push([id, sample]) },
      journalId: () => 'abc123',
      reference: () => undefined,
      trace: () => ({ sentMs: 10, acknowledgedMs: 52.5, mid: decimal('100') }),
    });
    const ids = () => told.map(([id]) => id);
    return { tell, told, ids };
  }
  const order = (over: object) =>
    ({ clientOrderId: 'habc1231', exchangeOrderId: '7', intent, reason: '', ...over }) as never;

  it('is a foreign order once, whether it is told as an order, again, or by its fill; an order of ours never is', () => {
    const { tell, told } = tellRig();
    const foreign = { ...intent, botId: '' };
    tell.onOrder(order({ intent: { ...foreign, botId: 'foreign' }, clientOrderId: 'web_1', state: 'adopted' }));
    const fill = {
      accountId: 'sub-1',
      symbol: BTC,
      tradeId: '1',
      exchangeOrderId: '7',
      side: 'buy',
      price: decimal('100'),
    };
    tell.onFill({ ...fill, clientOrderId: 'web_1' } as never, undefined);
    tell.onFill({ ...fill, clientOrderId: 'habc1239' } as never, undefined);
    const names = told.filter(([id]) => id === 'foreign-order').map(([, { id }]) => id);
    expect(new Set(names)).toEqual(new Set([`order ${BTC} 7`]));
  });

  it('is no refusal of a bot that is halted, or whose prices are old', () => {
    const { tell, ids } = tellRig();
    const refusedBy = (...checks: string[]) =>
      tell.onDecision({
        seq: 1,
        intent,
        decision: { verdict: 'deny', checks: checks.map((id) => ({ id, name: id, passed: false })) },
      } as never);
    refusedBy('trading-state', 'max-position');
    refusedBy('reference-fresh');
    expect(ids()).toEqual([]);
    refusedBy('max-position');
    expect(ids()).toEqual(['reject-spike']);
  });

  it('is how long the first word of an order took, once, and that a streak of errors is over', () => {
    const { tell, told, ids } = tellRig();
    tell.onOrder(order({ state: 'acknowledged' }));
    tell.onOrder(order({ state: 'partially-filled' }));
    expect(ids()).toEqual(['error-streak', 'latency']);
    expect(told[1]?.[1].value).toBe(42.5);
  });

  it('is a key failure by the exchange’s code, and nothing else that is refused', () => {
    const { tell, ids } = tellRig();
    const failure = { code: 'rejected', message: 'no', retryAfterMs: undefined } as const;
    tell.onFailure({ ...failure, exchangeCode: -2010 }, 'sub-1');
    tell.onFailure({ ...failure, exchangeCode: -2015 }, 'sub-1');
    tell.onLinkDown('sub-1', 'the connection was cut');
    tell.onLinkDown('sub-1', 'Invalid API-key, IP, or permissions for action. (-2015)');
    expect(ids()).toEqual(['key-failure', 'key-failure']);
  });
});

describe('What the journal would have told', () => {
  it('fires at the very record that confirms it, by what was written then, and says what it does not hold', async () => {
    const { write, journal } = await historyRig();
    const inputs = (bid: string) => ({ bid, ask: '101', priceAgeMs: 20, dayLossOfBot: '450' });
    const checks = [check('daily-loss-bot', { observed: '450' }), check('max-position', { message: 'Too much.' })];
    await write(
      decided({ inputs: inputs('100') }),
      ...['102', '103', '104', '105'].map((bid) => decided({ inputs: inputs(bid) })),
      denied({ checks, inputs: inputs('100') }),
      denied({ checks: [check('trading-state', { message: 'Halted.' })], inputs: inputs('100') }),
    );
    const observed = async (id: TriggerId) => {
      const piece = await observedIn(journal, () => 'sub-1', id, 0, null);
      if (!piece.ok) throw new Error(piece.error.message);
      expect(piece.value.nextBeforeSeq).toBeNull();
      return piece.value.observations.toReversed();
    };
    const crossed = await observed('data-crossed');
    expect(crossed).toHaveLength(7);
    const setting = { ...TRIGGERS['data-crossed'].standard, windowMs: 4_000 };
    const [fired, ...others] = wouldHaveFired('data-crossed', setting, crossed);
    expect(others).toEqual([]);
    expect(fired).toMatchObject({ key: BTC, seq: crossed[3]?.seq });
    expect(wouldHaveFired('data-crossed', { ...setting, confirmations: 5 }, crossed)).toEqual([]);
    expect(await observed('reject-spike')).toHaveLength(1);
    // 450 of the limit that the check has on record.
    expect((await observed('daily-loss')).map(({ value }) => value)).toEqual([22_500]);
    expect(await observed('latency')).toEqual([]);
  });
});
