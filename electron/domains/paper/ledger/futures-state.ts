import type { Decimal } from '#shared/model/decimal';
import type { UtcMs } from '#shared/model/time';
import type { AlgoOrder, Income, PerpOrder, PerpTrade, Position } from '../engine/futures/types';
import type { Line } from './format';
import { text, whole } from './format';
import * as format from './futures-format';
import * as read from './futures-read';

export interface RestoredFuturesAccount {
  readonly wallet: Decimal;
  readonly positions: readonly Position[];
}

/** What the ledger says the futures exchange held when it last wrote. */
export class FuturesState {
  readonly accounts = new Map<string, RestoredFuturesAccount>();
  /** Newest state of each order. */
  readonly orders = new Map<number, { readonly account: string; readonly order: PerpOrder }>();
  readonly trades: PerpTrade[] = [];
  readonly algos = new Map<number, AlgoOrder>();
  readonly incomes: Income[] = [];
  readonly countdowns = new Map<string, { readonly account: string; readonly symbol: string; readonly dueAt: UtcMs }>();
  nextOrderId = 1;

  /** Takes in a line; false when it is not about perpetuals. Throws LedgerDamage on one that cannot be. */
  apply(line: Line): boolean {
    switch (line.type) {
      case 'perp-order': {
        const { account, order } = read.readPerpOrder(line);
        this.orders.set(order.id, { account, order });
        this.nextOrderId = Math.max(this.nextOrderId, order.id + 1);
        if (line.event === 'trade') this.trades.push(read.readPerpTrade(line));
        return true;
      }
      case 'perp-trade':
        this.trades.push(read.readPerpTrade(line));
        return true;
      case 'perp-algo': {
        const order = read.readPerpAlgo(line);
        this.algos.set(order.algoId, order);
        return true;
      }
      case 'perp-income':
        this.incomes.push(read.readPerpIncome(line));
        return true;
      case 'perp-account': {
        const wallet = read.signedAmount(line, 'wallet');
        this.accounts.set(text(line, 'account'), { wallet, positions: read.readPerpPositions(line) });
        return true;
      }
      case 'perp-countdown': {
        const countdown = { account: text(line, 'account'), symbol: text(line, 'symbol'), dueAt: whole(line, 'dueAt') };
        this.countdowns.set(`${countdown.account}\n${countdown.symbol}`, countdown);
        return true;
      }
      case 'perp-reject':
        return true;
      default:
        return false;
    }
  }

  /** The same state in fewer lines. */
  lines(now: UtcMs): Line[] {
    const lines: Line[] = [];
    for (const { account, order } of this.orders.values()) lines.push(format.perpSnapshotLine(account, order));
    for (const trade of this.trades) lines.push(format.perpTradeLine(trade));
    for (const order of this.algos.values()) lines.push(format.perpAlgoLine(order, order.updateTime));
    for (const income of this.incomes) lines.push(format.perpIncomeLine(income));
    for (const { account, symbol, dueAt } of this.countdowns.values())
      if (dueAt > 0) lines.push(format.perpCountdownLine(account, symbol, dueAt));
    for (const [name, { wallet, positions }] of this.accounts) {
      const held = new Map(positions.map((position) => [position.symbol, position]));
      lines.push(format.perpAccountLine({ name, wallet, positions: held }, 'snapshot', now));
    }
    return lines;
  }
}
