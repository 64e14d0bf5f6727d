import { pairOf } from '#shared/model/asset-pair';
import {
  add,
  type Decimal,
  decimal,
  div,
  formatDecimal,
  mul,
  parseDecimal,
  sub,
  toNumber,
  ZERO,
} from '#shared/model/decimal';
import { Lots, realisedBy } from '../exports/lots';
import { membersOf } from '../facts';
import { feesOf, fillKey, isPerpetual, readFill, tradeOf } from '../fill-record';
import type { HistoryDatabase } from './database';

/** What a bot made in one quote asset since the journal began. */
interface Total {
  readonly realised: Decimal;
  readonly fees: Decimal;
  /** Fills of which something is in neither: a fee in a third asset, or a sale of coins whose cost is not known. */
  readonly unpriced: number;
}
const NOTHING: Total = { realised: ZERO, fees: ZERO, unpriced: 0 };
const HUNDRED = decimal(100);
/** The asset that equity is told in. */
const QUOTE = 'USDT';

/**
 * The sums that charts are drawn from, worked out as records come in, in exact decimals: a chart only picks among them. Kept beside the
 * records they come from, in the same transaction.
 */
export class Money {
  readonly #database: HistoryDatabase;
  readonly #lots = new Map<string, Lots>();
  readonly #totals = new Map<string, Total>();
  readonly #peaks = new Map<string, Decimal>();
  readonly #environments = new Map<string, string>();
  readonly #changed = new Set<string>();

  constructor(database: HistoryDatabase) {
    this.#database = database;
    for (const { key, value } of database.rows<{ key: string; value: string }>('SELECT key, value FROM running')) {
      const name = key.slice(key.indexOf(' ') + 1);
      if (key.startsWith('environment ')) this.#environments.set(name, value);
      else if (key.startsWith('peak ')) this.#peaks.set(name, decimal(value));
      else if (key.startsWith('total ')) this.#totals.set(name, totalIn(value));
      else this.#lots.set(name, lotsIn(name, value));
    }
  }

  /** A `fill`; one that was told before is passed over. */
  fill(seq: number, botId: string, data: unknown): void {
    const fill = readFill(data);
    if (fill === undefined || !this.#isNews(fillKey(fill))) return;
    const { quote } = pairOf(fill.symbol);
    const fees = feesOf(fill);
    const lotsKey = `${fill.accountId} ${fill.symbol}`;
    const lots = this.#lots.get(lotsKey) ?? new Lots('average', isPerpetual(fill));
    this.#lots.set(lotsKey, lots);
    const closings = lots.trade(tradeOf(fill));
    const known = closings.flatMap((closing) => realisedBy(closing) ?? []);
    const matched = known.reduce<Decimal>((sum, realised) => add(sum, realised), ZERO);
    const totalKey = `${quote} ${botId}`;
    const before = this.#totals.get(totalKey) ?? NOTHING;
    const isUnpriced = fees.other !== ZERO || known.length < closings.length;
    const after: Total = {
      realised: add(before.realised, fill.realised === undefined ? matched : sub(fill.realised, fees.quote)),
      fees: add(before.fees, add(fees.quote, mul(fees.base, fill.price))),
      unpriced: before.unpriced + (isUnpriced ? 1 : 0),
    };
    this.#totals.set(totalKey, after);
    this.#changed.add(`lots ${lotsKey}`).add(`total ${totalKey}`);
    this.#database
      .prepared('INSERT INTO traded (bot, quote, seq, at, realised, fees, unpriced) VALUES (?, ?, ?, ?, ?, ?, ?)')
      .run(botId, quote, seq, fill.at, formatDecimal(after.realised), formatDecimal(after.fees), after.unpriced);
  }

  /** Money came or went that no trade explains: the peak that drawdown is measured from moves with it. */
  moved(data: unknown): void {
    const { accountId, asset, by, amount, kind } = membersOf(data);
    const moved = parseDecimal(String(by ?? amount ?? ''));
    if (moved === undefined || asset !== QUOTE || (kind !== undefined && kind !== 'transfer')) return;
    const account = String(accountId);
    for (const key of [account, `${ALL}${this.#environments.get(account)}`]) {
      const peak = this.#peaks.get(key);
      if (peak !== undefined) this.#setPeak(key, add(peak, moved));
    }
  }

  /** A `desk.valued`. */
  valued(seq: number, at: number, data: unknown): void {
    const { accounts } = membersOf(data);
    const list = (Array.isArray(accounts) ? accounts : []).map(membersOf);
    const byEnvironment = new Map<string, { equity: Decimal[]; exposure: Decimal[]; accounts: number }>();
    for (const account of list) {
      const [equity, exposure] = [parse(account.equity), parse(account.exposure)];
      this.#value(seq, at, String(account.accountId), equity, exposure);
      const environment = String(account.environment);
      if (this.#environments.get(String(account.accountId)) !== environment) {
        this.#environments.set(String(account.accountId), environment);
        this.#changed.add(`environment ${account.accountId}`);
      }
      const all = byEnvironment.get(environment) ?? { equity: [], exposure: [], accounts: 0 };
      all.accounts += 1;
      if (equity !== undefined) all.equity.push(equity);
      if (exposure !== undefined) all.exposure.push(exposure);
      byEnvironment.set(environment, all);
    }
    for (const [environment, all] of byEnvironment) {
      if (all.accounts < 2) continue;
      // A sum that leaves out an account would look like a loss.
      const sum = (parts: readonly Decimal[]) => (parts.length < all.accounts ? undefined : parts.reduce(add, ZERO));
      this.#value(seq, at, `${ALL}${environment}`, sum(all.equity), sum(all.exposure));
    }
  }

  /** Writes what changed: within the change that the records go in with. */
  keep(): void {
    const put = this.#database.prepared(
      'INSERT INTO running (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    );
    for (const key of this.#changed) put.run(key, this.#textOf(key));
    this.#changed.clear();
  }

  #value(seq: number, at: number, name: string, equity: Decimal | undefined, exposure: Decimal | undefined): void {
    if (equity === undefined && exposure === undefined) return;
    const peak = this.#peaks.get(name);
    if (equity !== undefined && (peak === undefined || equity > peak)) this.#setPeak(name, equity);
    const top = this.#peaks.get(name);
    const drawdown =
      equity === undefined || top === undefined || top <= 0n
        ? null
        : toNumber(mul(div(sub(top, equity), top), HUNDRED));
    this.#database
      .prepared(
        'INSERT INTO valued (account, seq, at, equity, equity_n, exposure, exposure_n, drawdown) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      )
      .run(name, seq, at, textOr(equity), numberOr(equity), textOr(exposure), numberOr(exposure), drawdown);
  }

  #isNews(key: string): boolean {
    return this.#database.prepared('INSERT OR IGNORE INTO told (key) VALUES (?)').run(key).changes > 0;
  }

  #setPeak(name: string, peak: Decimal): void {
    this.#peaks.set(name, peak);
    this.#changed.add(`peak ${name}`);
  }

  #textOf(key: string): string {
    const name = key.slice(key.indexOf(' ') + 1);
    if (key.startsWith('environment ')) return this.#environments.get(name) ?? '';
    if (key.startsWith('peak ')) return formatDecimal(this.#peaks.get(name) ?? ZERO);
    if (key.startsWith('total ')) {
      const { realised, fees, unpriced } = this.#totals.get(name) ?? NOTHING;
      return JSON.stringify([formatDecimal(realised), formatDecimal(fees), unpriced]);
    }
    const open = this.#lots.get(name)?.open ?? [];
    return JSON.stringify(
      open.map(({ quantity, cost, openedAt, tradeId }) => [
        formatDecimal(quantity),
        formatDecimal(cost),
        openedAt,
        tradeId,
      ]),
    );
  }
}

/** How the line over all accounts of one environment is called: `all paper`. */
const ALL = 'all ';

function totalIn(value: string): Total {
  const [realised, fees, unpriced] = JSON.parse(value) as [string, string, number];
  return { realised: decimal(realised), fees: decimal(fees), unpriced };
}

function lotsIn(name: string, value: string): Lots {
  const lots = JSON.parse(value) as [string, string, number, string][];
  return new Lots(
    'average',
    name.includes(':'),
    lots.map(([quantity, cost, openedAt, tradeId]) => ({
      quantity: decimal(quantity),
      cost: decimal(cost),
      openedAt,
      tradeId,
    })),
  );
}

const parse = (value: unknown): Decimal | undefined => (typeof value === 'string' ? parseDecimal(value) : undefined);
const textOr = (value: Decimal | undefined): string | null => (value === undefined ? null : formatDecimal(value));
const numberOr = (value: Decimal | undefined): number | null => (value === undefined ? null : toNumber(value));
