import { type Decimal, ZERO } from '#shared/model/decimal';
import type { Reference } from '#shared/model/market';
import type { ExposureCell } from '../snapshot';
import { Cell, ExposureScope } from './exposure-book';
import { LossCell } from './loss-cell';
import { LossScope } from './loss-scope';
import { OwnOrders } from './own-orders';
import { PriceWatch } from './price-watch';
import { Repeats } from './repeats';
import { SlidingCount } from './sliding-count';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

const FLAT = {
  position: ZERO,
  workingBuys: ZERO,
  workingSells: ZERO,
  longest: ZERO,
  deepestShort: ZERO,
  mark: ZERO,
  worst: ZERO,
};

export class PortfolioState {
  readonly exposure = new ExposureScope();
  readonly loss = new LossScope();
}

/** One symbol: its price, and everything that is valued by it. */
export class SymbolState {
  readonly symbol: string;
  readonly price = new PriceWatch();
  readonly #cells = new Set<Cells>();
  /** What a bot has on the symbol that has nothing on it. */
  #flat: ExposureCell | undefined;

  constructor(symbol: string) {
    this.symbol = symbol;
  }

  get flat(): ExposureCell | undefined {
    return this.#flat;
  }

  follow(cells: Cells): void {
    this.#cells.add(cells);
  }

  take(reference: Reference, nowMs: number): void {
    if (this.price.take(reference, nowMs)) this.#tell();
  }

  accept(reference: Reference, nowMs: number): void {
    if (this.price.accept(reference, nowMs)) this.#tell();
  }

  setContractSize(size: Decimal): void {
    this.price.setContractSize(size);
    this.#tell();
  }

  #tell(): void {
    const { mark } = this.price;
    if (mark === undefined) return;
    this.#flat = { ...FLAT, mark };
    for (const { exposure, loss } of this.#cells) {
      exposure.setMark(mark);
      loss.setMark(mark);
    }
  }
}

interface Cells {
  readonly exposure: Cell;
  readonly loss: LossCell;
}

/** One bot on one account: what it did, holds and lost. */
export class BotState {
  readonly exposure = new ExposureScope();
  readonly loss = new LossScope();
  readonly repeats = new Repeats();
  readonly meters = {
    second: new SlidingCount(SECOND_MS, 20),
    minute: new SlidingCount(MINUTE_MS, 60),
    day: new SlidingCount(24 * HOUR_MS, 96),
    cancels: new SlidingCount(HOUR_MS, 60),
    fills: new SlidingCount(HOUR_MS, 60),
  };
  readonly #account: AccountState;
  readonly #cells = new Map<string, Cells>();

  constructor(account: AccountState) {
    this.#account = account;
  }

  /** Undefined where it never had anything on the symbol. */
  knownCells(symbol: SymbolState): Cells | undefined {
    return this.#cells.get(symbol.symbol);
  }

  cells(symbol: SymbolState): Cells {
    let cells = this.#cells.get(symbol.symbol);
    if (cells === undefined) {
      const { portfolio, exposure, loss } = this.#account;
      const { mark } = symbol.price;
      cells = {
        exposure: new Cell([this.exposure, exposure, portfolio.exposure], mark),
        loss: new LossCell(this.loss, [loss, portfolio.loss], mark),
      };
      this.#cells.set(symbol.symbol, cells);
      symbol.follow(cells);
    }
    return cells;
  }
}

/** One account: its bots, its own working orders, its messages. */
export class AccountState {
  readonly portfolio: PortfolioState;
  readonly exposure = new ExposureScope();
  readonly loss = new LossScope();
  readonly messages = new SlidingCount(SECOND_MS, 20);
  readonly #bots = new Map<string, BotState>();
  readonly #ownOrders = new Map<string, OwnOrders>();
  #equity: Decimal | undefined;

  constructor(portfolio: PortfolioState) {
    this.portfolio = portfolio;
  }

  bot(botId: string): BotState {
    let bot = this.#bots.get(botId);
    if (bot === undefined) {
      bot = new BotState(this);
      // A bot's drawdown is measured against the money of its account.
      if (this.#equity !== undefined) bot.loss.begin(this.#equity);
      this.#bots.set(botId, bot);
    }
    return bot;
  }

  botIds(): string[] {
    return [...this.#bots.keys()];
  }

  ownOrders(symbol: string): OwnOrders {
    let own = this.#ownOrders.get(symbol);
    if (own === undefined) {
      own = new OwnOrders();
      this.#ownOrders.set(symbol, own);
    }
    return own;
  }

  begin(equity: Decimal): void {
    this.#equity = equity;
    this.loss.begin(equity);
    for (const bot of this.#bots.values()) bot.loss.begin(equity);
  }

  moveMoney(by: Decimal): void {
    if (this.#equity !== undefined) this.#equity = (this.#equity + by) as Decimal;
    this.loss.moveMoney(by);
    for (const bot of this.#bots.values()) bot.loss.moveMoney(by);
  }

  beginDay(): void {
    this.loss.beginDay();
    for (const bot of this.#bots.values()) bot.loss.beginDay();
  }
}

/** One bot on one symbol of its account: everything that its orders are looked at with, found once and then kept. */
export class Seat {
  readonly accountId: string;
  readonly botId: string;
  readonly account: AccountState;
  readonly bot: BotState;
  readonly symbol: SymbolState;
  readonly own: OwnOrders;
  #cells: Cells | undefined;

  constructor(ids: { readonly accountId: string; readonly botId: string }, account: AccountState, symbol: SymbolState) {
    this.accountId = ids.accountId;
    this.botId = ids.botId;
    this.account = account;
    this.bot = account.bot(ids.botId);
    this.symbol = symbol;
    this.own = account.ownOrders(symbol.symbol);
  }

  /** What the bot has on the symbol; flat where it never had anything. Undefined without a mark. */
  get cell(): ExposureCell | undefined {
    this.#cells ??= this.bot.knownCells(this.symbol);
    return this.#cells === undefined ? this.symbol.flat : this.#cells.exposure.current;
  }
}
