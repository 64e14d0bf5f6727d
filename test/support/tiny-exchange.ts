import { type Decimal, decimal, min, mul, ZERO } from '#shared/model/decimal';
import type { Fill } from '#shared/model/order';
import { err, ok } from '#shared/model/result';
import type { Balance, ExchangeReports, OrderUpdate, OutgoingOrder } from '../../electron/domains/execution/index';
import type { ExecutionRig } from './execution-rig';

interface Standing {
  readonly out: OutgoingOrder;
  readonly price: Decimal;
  readonly quantity: Decimal;
  filled: Decimal;
  state: OrderUpdate['state'];
}

const plus = (a: Decimal, b: Decimal): Decimal => (a + b) as Decimal;
const minus = (a: Decimal, b: Decimal): Decimal => (a - b) as Decimal;

/**
 * An exchange with money of its own, played by a random sequence. It counts what must never happen: an order it has to
 * refuse for want of money, one sent twice, and an exposure above the limit. News to the console waits until told.
 */
export class TinyExchange {
  readonly orders = new Map<string, Standing>();
  readonly violations: string[] = [];
  #free = { USDT: decimal('900'), BTC: ZERO };
  #locked = { USDT: ZERO, BTC: ZERO };
  /** Each account's news, in the exchange's order: a fill with its report, or balances. */
  #news: Array<() => void> = [];
  readonly #fills: Fill[] = [];
  readonly #rig: ExecutionRig;
  readonly #maxExposure: Decimal;

  constructor(rig: ExecutionRig, maxExposure: Decimal) {
    this.#rig = rig;
    this.#maxExposure = maxExposure;
    rig.open({ USDT: '900', BTC: '0' });
    rig.onCancel = ({ clientOrderId }) => this.cancel(clientOrderId);
    rig.onReadAccount = () => ok(rig.execution.reports.applySnapshot('sub-1', this.#reading()));
    rig.onQuery = ({ clientOrderId }) => {
      const standing = this.orders.get(clientOrderId);
      return standing === undefined ? err({ code: 'unknown-order', message: '' }) : ok(this.#report(standing));
    };
  }

  accept(out: OutgoingOrder): OrderUpdate | undefined {
    if (this.orders.has(out.clientOrderId)) this.violations.push(`sent twice: ${out.clientOrderId}`);
    const standing: Standing = {
      out,
      price: decimal(out.price ?? '0'),
      quantity: decimal(out.quantity),
      filled: ZERO,
      state: 'acknowledged',
    };
    const asset = out.side === 'buy' ? 'USDT' : 'BTC';
    const need = out.side === 'buy' ? mul(standing.price, standing.quantity) : standing.quantity;
    if (need > this.#free[asset]) this.violations.push(`no money for ${out.clientOrderId}`);
    this.#move(asset, need);
    this.orders.set(out.clientOrderId, standing);
    if (mul(this.#exposure(), decimal('10000')) > this.#maxExposure) this.violations.push('exposure above its limit');
    this.#tellBalances();
    return this.#report(standing);
  }

  /** Fills a share of the n-th open order. */
  fill(index: number, percent: number): void {
    const open = this.#open();
    const standing = open[index % Math.max(1, open.length)];
    if (standing === undefined) return;
    const left = minus(standing.quantity, standing.filled);
    const part = min(left, ((((left * BigInt(percent)) / 100n / 10n ** 13n) as bigint) * 10n ** 13n) as Decimal);
    const quantity = part === 0n ? left : part;
    standing.filled = plus(standing.filled, quantity);
    standing.state = standing.filled === standing.quantity ? 'filled' : 'partially-filled';
    const notional = mul(standing.price, quantity);
    if (standing.out.side === 'buy') {
      this.#locked.USDT = minus(this.#locked.USDT, notional);
      this.#free.BTC = plus(this.#free.BTC, quantity);
    } else {
      this.#locked.BTC = minus(this.#locked.BTC, quantity);
      this.#free.USDT = plus(this.#free.USDT, notional);
    }
    const report = this.#report(standing);
    const fill = this.#rig.fill(standing.out.clientOrderId, '1', {
      quantity,
      side: standing.out.side,
      price: standing.price,
    });
    this.#fills.push(fill);
    this.#news.push(() => {
      this.#rig.execution.reports.applyFill(fill);
      this.#rig.execution.reports.applyUpdate(report);
      // Repeated, as streams do after a reconnect.
      if (percent % 2 === 0) this.#rig.execution.reports.applyFill(fill);
      if (percent % 3 === 0) this.#rig.execution.reports.applyUpdate(report);
    });
    this.#tellBalances();
  }

  cancel(clientOrderId: string) {
    const standing = this.orders.get(clientOrderId);
    if (standing === undefined || standing.state === 'filled' || standing.state === 'cancelled')
      return err({ code: 'unknown-order', message: 'it does not work here' });
    standing.state = 'cancelled';
    const left = minus(standing.quantity, standing.filled);
    const asset = standing.out.side === 'buy' ? 'USDT' : 'BTC';
    this.#move(asset, -(standing.out.side === 'buy' ? mul(standing.price, left) : left) as Decimal);
    const report = this.#report(standing);
    this.#news.push(() => this.#rig.execution.reports.applyUpdate(report));
    this.#tellBalances();
    return ok(report);
  }

  /** Tells the next `count` pieces of news. */
  tell(count: number): void {
    for (const news of this.#news.splice(0, count)) news();
  }

  get total(): { readonly USDT: Decimal; readonly BTC: Decimal } {
    return { USDT: plus(this.#free.USDT, this.#locked.USDT), BTC: plus(this.#free.BTC, this.#locked.BTC) };
  }

  #open(): Standing[] {
    return [...this.orders.values()].filter(({ state }) => state === 'acknowledged' || state === 'partially-filled');
  }

  #exposure(): Decimal {
    const buys = this.#open().filter(({ out }) => out.side === 'buy');
    return buys.reduce((sum, { quantity, filled }) => plus(sum, minus(quantity, filled)), this.total.BTC);
  }

  #move(asset: 'USDT' | 'BTC', amount: Decimal): void {
    this.#free[asset] = minus(this.#free[asset], amount);
    this.#locked[asset] = plus(this.#locked[asset], amount);
  }

  #reading(): Parameters<ExchangeReports['applySnapshot']>[1] {
    const orders = this.#open().map((standing) => this.#report(standing));
    return { at: this.#rig.clock.now(), balances: this.#balances(), orders, fills: this.#fills };
  }

  #balances(): ReadonlyMap<string, Balance> {
    return new Map(
      (['USDT', 'BTC'] as const).map((asset) => [asset, { free: this.#free[asset], locked: this.#locked[asset] }]),
    );
  }

  #tellBalances(): void {
    const at = this.#rig.clock.now();
    const balances = this.#balances();
    this.#news.push(() => this.#rig.balances(balances, at));
  }

  #report({ out, filled, price, state }: Standing): OrderUpdate {
    return this.#rig.report(out.clientOrderId, {
      state,
      filledQuantity: filled,
      filledNotional: mul(price, filled),
      symbol: out.symbol,
      createdAt: this.#createdAt(out.clientOrderId),
    });
  }

  readonly #created = new Map<string, number>();
  #createdAt(clientOrderId: string): number {
    const at = this.#created.get(clientOrderId) ?? this.#rig.clock.now();
    this.#created.set(clientOrderId, at);
    return at;
  }
}
