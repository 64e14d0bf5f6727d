import { add, type Decimal, formatDecimal, mul, neg, sub, ZERO } from '#shared/model/decimal';
import { midOf } from '#shared/model/market';
import type { Fill } from '#shared/model/order';
import type { AccountTrade } from '../../../electron/domains/paper/engine/types';
import { marketIdOf } from '../../../electron/platform/venue/binance/symbols';
import type { SimConsole } from './console';
import { equityShown } from './equity-shown';
import { BALANCES, isPerp, PERP_ACCOUNT, SPOT_ACCOUNTS, SPOT_SYMBOLS } from './limits';
import { PerpMoney } from './perp-money';
import type { Report } from './report';

const baseOf = (symbol: string): string => symbol.slice(0, symbol.indexOf('/'));

/** What the fills told to one console add up to, by the exchange's own numbers. */
class Told {
  readonly #seen = new Set<string>();
  readonly #flows = new Map<string, Decimal>();
  readonly #positions = new Map<string, Decimal>();

  add(key: string, trade: AccountTrade, symbol: string): void {
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    const isBuy = trade.side === 'BUY';
    this.#flow(trade.account, baseOf(symbol), isBuy ? trade.quantity : neg(trade.quantity));
    this.#flow(trade.account, 'USDT', isBuy ? neg(trade.quote) : trade.quote);
    this.#flow(trade.account, trade.feeAsset, neg(trade.fee));
    const fee = trade.feeAsset === baseOf(symbol) ? trade.fee : ZERO;
    const at = `${trade.account}/${symbol}`;
    this.#positions.set(at, add(this.position(at), sub(isBuy ? trade.quantity : neg(trade.quantity), fee)));
  }

  flow(account: string, asset: string): Decimal {
    return this.#flows.get(`${account}/${asset}`) ?? ZERO;
  }

  position(at: string): Decimal {
    return this.#positions.get(at) ?? ZERO;
  }

  #flow(account: string, asset: string, amount: Decimal): void {
    this.#flows.set(`${account}/${asset}`, add(this.flow(account, asset), amount));
  }
}

/** Positions are the sum of fills, and equity is cash plus positions at mark, to the last digit, after every fill told. */
export class MoneyWatch {
  readonly perps: PerpMoney;
  readonly #report: Report;
  readonly #initial: ReadonlyMap<string, Decimal>;
  readonly #trades = new Map<string, AccountTrade>();
  #told = new Told();
  /** Accounts whose first snapshot was read while they traded: their totals are right once it is quiet. */
  #unsettled = new Set<string>();

  constructor(report: Report, initial: ReadonlyMap<string, Decimal>) {
    this.#report = report;
    this.perps = new PerpMoney(report);
    this.#initial = initial;
  }

  engineTrade(trade: AccountTrade): void {
    this.#trades.set(`${trade.account}/${trade.symbol}/${trade.id}`, trade);
  }

  /** A console that starts while these accounts trade reads their balances and fills a moment apart. */
  follow(console: SimConsole, tradingAccounts: readonly string[]): void {
    this.#told = new Told();
    this.#unsettled = new Set(tradingAccounts);
    this.perps.follow(console, tradingAccounts.includes(PERP_ACCOUNT));
    const told = this.#told;
    const take = (fill: Fill): void => {
      const key = `${fill.accountId}/${marketIdOf(fill.symbol)}/${fill.tradeId}`;
      const trade = this.#trades.get(key);
      if (trade === undefined)
        this.#report.violate('positions', `a fill was told that the exchange did not make: ${key}`);
      else told.add(key, trade, fill.symbol);
    };
    console.exchange.onFill((fill) => {
      if (isPerp(fill.accountId)) return;
      take(fill);
      this.#check(console, fill.accountId);
    });
    console.exchange.onSnapshot(({ accountId, fills }) => {
      if (isPerp(accountId)) return;
      for (const fill of fills) take(fill);
      this.#check(console, accountId);
    });
  }

  /** Totals, positions and equity of every account, and the exchange's own totals besides. */
  checkSettled(console: SimConsole, totalAt: (account: string, asset: string) => Decimal): void {
    this.#unsettled.clear();
    this.perps.settled();
    this.perps.check(console);
    const [wallet, theirWallet] = [
      console.execution.book.account(PERP_ACCOUNT).total('USDT'),
      totalAt(PERP_ACCOUNT, 'USDT'),
    ];
    if (wallet !== theirWallet)
      this.#report.violate('equity', `the wallet is ${text(wallet)} here, ${text(theirWallet)} at the exchange`);
    for (const account of SPOT_ACCOUNTS) {
      this.#check(console, account);
      const book = console.execution.book.account(account);
      for (const asset of Object.keys(BALANCES)) {
        const [ours, theirs] = [book.total(asset), totalAt(account, asset)];
        if (ours !== theirs)
          this.#report.violate('equity', `${asset} of ${account}: ${text(ours)} here, ${text(theirs)} at the exchange`);
      }
    }
  }

  #check(console: SimConsole, account: string): void {
    const book = console.execution.book.account(account);
    for (const symbol of SPOT_SYMBOLS) {
      const [ours, sum] = [book.position(symbol).quantity, this.#told.position(`${account}/${symbol}`)];
      if (ours !== sum)
        this.#report.violate('positions', `${symbol} of ${account}: ${text(ours)}, its fills add up to ${text(sum)}`);
    }
    if (!book.isKnown) return;
    for (const asset of Object.keys(BALANCES)) {
      const [ours, expected] = [book.total(asset), this.#expected(account, asset)];
      if (ours !== expected && !this.#unsettled.has(account))
        this.#report.violate('equity', `${asset} of ${account}: ${text(ours)}, its fills make it ${text(expected)}`);
    }
    this.#checkEquity(console, account);
  }

  #checkEquity(console: SimConsole, account: string): void {
    const { execution, market } = console;
    const book = execution.book.account(account);
    const shown = equityShown(console, account);
    if (shown === null) return;
    let expected = this.#unsettled.has(account) ? book.total('USDT') : this.#expected(account, 'USDT');
    for (const symbol of book.positions.keys()) {
      const base = baseOf(symbol);
      const held = this.#unsettled.has(account) ? book.total(base) : this.#expected(account, base);
      if (held === ZERO) continue;
      expected = add(expected, mul(held, midOf(market.reference(symbol)) ?? ZERO));
    }
    if (shown !== text(expected))
      this.#report.violate('equity', `equity of ${account} is shown as ${shown}, it is ${text(expected)}`);
  }

  #expected(account: string, asset: string): Decimal {
    return add(this.#initial.get(asset) ?? ZERO, this.#told.flow(account, asset));
  }
}

const text = formatDecimal;
