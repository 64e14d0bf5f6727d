import { abs, add, type Decimal, decimal, floorTo, max, mul, ZERO } from '#shared/model/decimal';
import type { Reference } from '#shared/model/market';
import type { OrderIntent, OrderType, Side, TimeInForce } from '#shared/model/order';
import { createRandom, type Random } from '../../../electron/domains/paper/engine/random';
import type { SimConsole } from './console';
import { exchangeOf, PERP_SYMBOL, type SimBot, symbolsAt, type Temper } from './limits';

interface Wish {
  readonly symbol?: string;
  readonly side?: Side;
  readonly type?: OrderType;
  readonly quantity?: Decimal;
  readonly price?: Decimal | undefined;
  readonly stopPrice?: Decimal | undefined;
  readonly timeInForce?: TimeInForce;
  readonly reduceOnly?: boolean;
}

const STEP: Readonly<Record<string, Decimal>> = {
  'BTC/USDT': decimal('0.00001'),
  'ETH/USDT': decimal('0.0001'),
  [PERP_SYMBOL]: decimal('0.001'),
};
const TICK = decimal('0.01');
const PERP_TICK = decimal('0.1');

/** A bot that means no good, or does not know better. It acts until its console ends or it is told to rest. */
export class Bot {
  readonly #bot: SimBot;
  readonly #console: SimConsole;
  readonly #random: Random;
  readonly #names: string[] = [];
  readonly #run: number;
  #made = 0;
  #rests = false;

  constructor(bot: SimBot, console: SimConsole, seed: number, run: number) {
    this.#bot = bot;
    this.#console = console;
    this.#random = createRandom(seed, `${bot.id}/${run}`);
    this.#run = run;
    this.#later();
  }

  rest(): void {
    this.#rests = true;
  }

  #later(): void {
    const { paceMs } = this.#bot;
    this.#console.life.after(this.#random.between(0.2, 1.8) * paceMs, () => {
      if (this.#rests) return;
      this.#act();
      this.#later();
    });
  }

  #act(): void {
    const acts: Readonly<Record<Temper, () => void>> = {
      grid: () => this.#grid(),
      taker: () => this.#take(),
      spammer: () => this.#spam(),
      duplicator: () => this.#duplicate(),
      canceller: () => this.#cancelHappy(),
      reducer: () => this.#reduce(),
      hedger: () => this.#hedge(),
    };
    acts[this.#bot.temper]();
  }

  /** Quotes around the market, and now and then takes its farthest quotes back. */
  #grid(): void {
    const symbol = this.#symbol();
    const away = this.#random.between(-25, 25);
    this.#submit(this.#name(), this.#near(symbol, away, { side: away < 0 ? 'buy' : 'sell' }));
    if (this.#random.chance(0.3)) this.#cancelOne();
    if (this.#random.chance(0.03)) void this.#console.cancelAll(this.#bot.id);
  }

  #take(): void {
    const symbol = this.#symbol();
    const side = this.#side();
    const [type, timeInForce] = this.#pick<readonly [OrderType, TimeInForce]>([
      ['market', 'GTC'],
      ['limit', 'IOC'],
      ['limit', 'FOK'],
    ]);
    const wish = this.#near(symbol, side === 'buy' ? 20 : -20, { side, type, timeInForce });
    this.#submit(this.#name(), type === 'market' ? { ...wish, price: undefined } : wish);
  }

  /** Whatever comes to its mind, much of it impossible. */
  #spam(): void {
    const symbol = this.#pick(['BTC/USDT', 'BTC/USDT', 'ETH/USDT', 'DOGE/USDT', 'btc/usdt', '']);
    const count = this.#random.chance(0.08) ? 4 : 1;
    for (let i = 0; i < count; i += 1) {
      const wish = this.#near(symbol, this.#random.between(-150, 150), { side: this.#side() });
      const odd = this.#pick<Wish>([
        {},
        {},
        {},
        { quantity: decimal('1000000') },
        { quantity: ZERO },
        { quantity: decimal('-0.001') },
        { quantity: decimal('0.00000001') },
        { price: decimal('0.004') },
        { price: ZERO },
        { type: 'stop-limit', stopPrice: wish.price },
        { type: 'post-only' },
        { quantity: mul(wish.quantity ?? ZERO, decimal(20)) },
      ]);
      this.#submit(this.#name(), { ...wish, ...odd });
    }
  }

  /** Sends everything two or three times under one name: at once, a moment later, or when it has ended. */
  #duplicate(): void {
    const name = this.#random.chance(0.4) ? (this.#names.at(-1) ?? this.#name()) : this.#name();
    const wish = this.#near(this.#symbol(), this.#random.between(-10, 10), { side: this.#side() });
    this.#submit(name, wish);
    this.#submit(name, wish);
    this.#console.life.after(this.#random.between(0, 60), () => this.#submit(name, wish));
  }

  /** Cancels before the answer, twice, and everything at once. */
  #cancelHappy(): void {
    const name = this.#name();
    this.#submit(name, this.#near(this.#symbol(), this.#random.between(-15, 15), { side: this.#side() }));
    void this.#console.cancel(this.#bot.id, name);
    this.#console.life.after(this.#random.between(0, 80), () => {
      void this.#console.cancel(this.#bot.id, name);
      if (this.#random.chance(0.5)) void this.#console.cancel(this.#bot.id, name);
    });
    if (this.#random.chance(0.2)) void this.#console.cancelAll(this.#bot.id);
  }

  /** Says it only closes its position, and sends it many times over; then buys it back. */
  #reduce(): void {
    const symbol = this.#symbol();
    const base = symbol.slice(0, symbol.indexOf('/'));
    const held = this.#console.execution.book.account(this.#bot.accountId).total(base);
    const buys = this.#random.chance(0.3);
    if (buys) this.#submit(this.#name(), this.#near(symbol, 5, { side: 'buy' }));
    for (let i = 0; i < 4 && !buys; i += 1) {
      const quantity = floorTo(mul(held, decimal(this.#pick(['0.3', '0.6', '1']))), STEP[symbol] ?? TICK);
      this.#submit(this.#name(), { ...this.#near(symbol, this.#random.between(-10, 30), { side: 'sell' }), quantity });
    }
  }

  /** Opens both ways, closes by reduce-only orders, and sets conditional ones around the price, too near ones among them. */
  #hedge(): void {
    const held = this.#console.execution.book.account(this.#bot.accountId).position(PERP_SYMBOL).quantity;
    const side = this.#side();
    const closing: Side = held > 0n ? 'sell' : 'buy';
    const away = this.#random.between(-30, 30);
    const stopPrice = this.#near(PERP_SYMBOL, this.#random.between(-80, 80), {}).price;
    const half = max(floorTo(mul(abs(held), decimal('0.5')), STEP[PERP_SYMBOL] ?? TICK), ZERO);
    const quantity = this.#random.chance(0.5) ? abs(held) : half;
    const orders: readonly Wish[] = [
      this.#near(PERP_SYMBOL, away, { side }),
      this.#near(PERP_SYMBOL, side === 'buy' ? 15 : -15, { side, timeInForce: 'IOC' }),
      { ...this.#near(PERP_SYMBOL, away, { side: closing, reduceOnly: true }), quantity },
      {
        ...this.#near(PERP_SYMBOL, 0, { side: closing, reduceOnly: true, type: 'market' }),
        price: undefined,
        quantity,
      },
      {
        ...this.#near(PERP_SYMBOL, 0, { side: closing, reduceOnly: true, stopPrice }),
        type: this.#pick<OrderType>(['stop-market', 'take-profit-market']),
        price: undefined,
        quantity: abs(held),
      },
      this.#near(PERP_SYMBOL, away, {
        side,
        stopPrice,
        type: this.#pick<OrderType>(['stop-limit', 'take-profit-limit']),
      }),
      { ...this.#near(PERP_SYMBOL, 0, { side, stopPrice, type: 'stop-market' }), price: undefined },
    ];
    this.#submit(this.#name(), this.#pick(orders));
    if (this.#random.chance(0.25)) this.#cancelOne();
  }

  #cancelOne(): void {
    const name = this.#names[Math.floor(this.#random.next() * this.#names.length)];
    if (name !== undefined) void this.#console.cancel(this.#bot.id, name);
  }

  /** An order worth 100 to 900 USDT, so many basis points from the market; positive is above. */
  #near(symbol: string, bps: number, wish: Wish): Wish {
    const reference: Reference | undefined = this.#console.market.reference(symbol);
    const mid = reference?.last ?? decimal(1_000);
    const price = floorTo(
      add(mid, mul(mid, decimal((bps / 10_000).toFixed(6)))),
      symbol === PERP_SYMBOL ? PERP_TICK : TICK,
    );
    const worth = decimal(Math.floor(this.#random.between(100, 900)));
    const quantity = price > 0n ? floorTo(((worth * 10n ** 18n) / price) as Decimal, STEP[symbol] ?? TICK) : ZERO;
    return { symbol, price, quantity, ...wish };
  }

  #submit(botOrderId: string, wish: Wish): void {
    const { id: botId, accountId } = this.#bot;
    const intent: OrderIntent = {
      botId,
      accountId,
      botOrderId,
      symbol: wish.symbol ?? 'BTC/USDT',
      side: wish.side ?? 'buy',
      type: wish.type ?? 'limit',
      quantity: wish.quantity ?? ZERO,
      price: wish.price,
      stopPrice: wish.stopPrice,
      timeInForce: wish.timeInForce ?? 'GTC',
      reduceOnly: wish.reduceOnly ?? false,
    };
    void this.#console.submit(intent);
  }

  #name(): string {
    this.#made += 1;
    const name = `o-${this.#run}-${this.#made}`;
    this.#names.push(name);
    return name;
  }

  #symbol(): string {
    return this.#pick(symbolsAt(exchangeOf(this.#bot.accountId)));
  }

  #side(): Side {
    return this.#random.chance(0.5) ? 'buy' : 'sell';
  }

  #pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.#random.next() * from.length)] as T;
  }
}
