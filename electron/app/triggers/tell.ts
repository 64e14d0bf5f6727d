import type { Account } from '#shared/model/account';
import { abs, type Decimal, mul, sub, toNumber } from '#shared/model/decimal';
import { midOf, type Reference } from '#shared/model/market';
import type { Fill, Order, OrderIntent } from '#shared/model/order';
import { Usual } from '#shared/model/usual';
import type { ExchangeFailure } from '../../domains/exchange/index';
import { clientOrderIdOf, type DecisionNotice, FOREIGN_BOT } from '../../domains/execution/index';
import type { Subject, TriggerService } from '../../domains/triggers/index';

/** Binance: unauthorised, bad signature, no such key, bad key format, key or permission rejected. */
const KEY_CODES: ReadonlySet<number> = new Set([-1002, -1022, -2008, -2014, -2015]);
const KEY_WORDS = /-?\b(1002|1022|2008|2014|2015)\b|api[- ]?key/i;
const NANOS = 1_000_000n;
/** Refusals that tell of a halt or of the market, not of the bot; others watch those. */
const NOT_THE_BOT: ReadonlySet<string> = new Set(['trading-state', 'market-open', 'reference-fresh', 'reference-jump']);
export const saysNothingOfTheBot = (checkId: string): boolean => NOT_THE_BOT.has(checkId);

export interface TellSources {
  readonly accounts: readonly Account[];
  readonly service: Pick<TriggerService, 'observe'>;
  /** Empty before the journal is open. */
  journalId(): string;
  reference(symbol: string): Reference | undefined;
  /** What is known of the way of an order that this run sent. */
  trace(
    clientOrderId: string,
  ):
    | { readonly sentMs: number; readonly acknowledgedMs: number | undefined; readonly mid: Decimal | undefined }
    | undefined;
}

/** What happens on the desk, as observations of the triggers that it concerns. A listener: it changes nothing and never throws. */
export class TriggerTell {
  readonly #sources: TellSources;
  readonly #usual = new Usual();
  /** Orders whose acknowledgement was told: of the last ones. */
  readonly #acknowledged = new Set<string>();
  #adjusted = 0;
  #keyFailures = 0;
  #keyDrifts = 0;

  constructor(sources: TellSources) {
    this.#sources = sources;
  }

  onDecision({ seq, intent, decision }: DecisionNotice): void {
    const { service } = this.#sources;
    const of = this.#ofBot(intent);
    const failed = decision.checks.filter(({ passed }) => !passed);
    if (failed.some(({ id }) => id === 'operating-hours'))
      service.observe('order-hours', { key: intent.botId, id: seq, value: 1, of, seen: `decision ${seq}` });
    if (decision.verdict === 'deny') {
      if (failed.some(({ id }) => saysNothingOfTheBot(id))) return;
      const seen = `decision ${seq}: ${failed.map(({ name }) => name.toLowerCase()).join(', ')}`;
      service.observe('reject-spike', { key: intent.botId, id: seq, value: 1, of, seen });
      return;
    }
    service.observe('order-rate', { key: intent.botId, id: seq, value: 1, of });
    const price = intent.price ?? midOf(this.#sources.reference(intent.symbol));
    if (price === undefined) return;
    const notional = toNumber(abs(mul(price, intent.quantity)));
    const times = this.#usual.times(`${intent.botId} ${intent.symbol}`, notional);
    if (times === undefined) return;
    const seen = `decision ${seq}, worth ${notional.toFixed(2)}`;
    service.observe('order-size', { key: `${intent.botId} ${intent.symbol}`, id: seq, value: times, of, seen });
  }

  onOrder({ clientOrderId, exchangeOrderId, intent, state, reason }: Order): void {
    const { service } = this.#sources;
    const { accountId, botId } = intent;
    const of = this.#ofAccount(accountId);
    if (botId === FOREIGN_BOT) {
      if (this.#isOurs(clientOrderId)) return;
      const id = exchangeOrderId ?? clientOrderId;
      const seen = `${intent.side} ${intent.symbol}, order ${exchangeOrderId ?? '?'}${clientOrderId === '' ? '' : ` named ${clientOrderId}`}`;
      service.observe('foreign-order', { key: accountId, id: `order ${intent.symbol} ${id}`, value: 1, of, seen });
      return;
    }
    if (clientOrderId === '') return;
    // Not placed for a limit of requests, or because a link is down: others watch that.
    if (state === 'not-placed') return;
    if (state === 'rejected' || state === 'unknown') {
      const seen = `${clientOrderId} ${state}: ${reason ?? ''}`;
      service.observe('error-streak', { key: accountId, id: clientOrderId, value: 1, of, seen });
      if (state === 'rejected')
        service.observe('reject-spike', { key: botId, id: clientOrderId, value: 1, of: { ...of, botId }, seen });
      return;
    }
    if (exchangeOrderId !== undefined) this.#acknowledge(clientOrderId, accountId, of);
  }

  onFill(fill: Fill, botId: string | undefined): void {
    const { service, trace } = this.#sources;
    const { accountId, symbol, clientOrderId = '', tradeId, side, price } = fill;
    const of = this.#ofAccount(accountId);
    if ((botId === undefined || botId === FOREIGN_BOT) && !this.#isOurs(clientOrderId)) {
      const seen = `${side} fill ${tradeId} of ${symbol}, order ${fill.exchangeOrderId}`;
      service.observe('foreign-order', {
        key: accountId,
        id: `order ${symbol} ${fill.exchangeOrderId}`,
        value: 1,
        of,
        seen,
      });
      return;
    }
    const mid = trace(clientOrderId)?.mid;
    if (mid === undefined || botId === undefined) return;
    const worse = side === 'buy' ? sub(price, mid) : sub(mid, price);
    const value = Number((worse * 10_000n * NANOS) / mid) / Number(NANOS);
    const seen = `${side} ${symbol} at ${toNumber(price)}, middle ${toNumber(mid)}`;
    service.observe('slippage', { key: botId, id: `${symbol} ${tradeId}`, value, of: { ...of, botId }, seen });
  }

  /** A request of an account that did not succeed. */
  onFailure({ exchangeCode, message }: ExchangeFailure, accountId: string): void {
    if (exchangeCode !== undefined && KEY_CODES.has(exchangeCode)) this.#keyFailed(accountId, message);
  }

  /** The link of an account went down. */
  onLinkDown(accountId: string, message: string): void {
    if (KEY_WORDS.test(message)) this.#keyFailed(accountId, message);
  }

  onClockSkew(skewMs: number, exchange: string | undefined): void {
    const of = { exchange };
    const value = Math.abs(Math.round(skewMs));
    const seen = `${Math.round(skewMs)} ms ahead of the exchange`;
    // Told each second, measured each 30: the measurement names itself.
    this.#sources.service.observe('clock-skew', { key: exchange ?? 'exchange', id: skewMs, value, of, seen });
  }

  /** What execution put on record: of some kinds the record itself is the observation. */
  onRecord(type: string, data: unknown): void {
    if (type !== 'account.adjusted' && type !== 'position.adjusted') return;
    const { accountId, asset, symbol, by } = data as Record<string, string | undefined>;
    if (accountId === undefined) return;
    this.#adjusted += 1;
    const seen = `${asset ?? symbol ?? ''} by ${by ?? ''}`;
    const of = this.#ofAccount(accountId);
    this.#sources.service.observe('reconcile-mismatch', { key: accountId, id: this.#adjusted, value: 1, of, seen });
  }

  /** A key of an account is not what was taken in. Each reading that finds it is an observation of its own. */
  onKeyDrift({ accountId, changed }: { readonly accountId: string; readonly changed: readonly string[] }): void {
    this.#keyDrifts += 1;
    const of = this.#ofAccount(accountId);
    const sample = { key: accountId, id: this.#keyDrifts, value: 1, of, seen: changed.join(' ') };
    this.#sources.service.observe('key-drift', sample);
  }

  #keyFailed(accountId: string, message: string): void {
    this.#keyFailures += 1;
    const sample = { key: accountId, id: this.#keyFailures, value: 1, of: this.#ofAccount(accountId), seen: message };
    this.#sources.service.observe('key-failure', sample);
  }

  #acknowledge(clientOrderId: string, accountId: string, of: Subject): void {
    if (this.#acknowledged.has(clientOrderId)) return;
    this.#acknowledged.add(clientOrderId);
    if (this.#acknowledged.size > 2_000) {
      for (const oldest of this.#acknowledged) {
        this.#acknowledged.delete(oldest);
        break;
      }
    }
    const { service, trace } = this.#sources;
    service.observe('error-streak', { key: accountId, id: clientOrderId, value: 0, of });
    const way = trace(clientOrderId);
    if (way?.acknowledgedMs === undefined) return;
    const value = Math.round((way.acknowledgedMs - way.sentMs) * 1_000) / 1_000;
    service.observe('latency', { key: accountId, id: clientOrderId, value, of, seen: clientOrderId });
  }

  /** An order of this console, sent in this run or an earlier one. */
  #isOurs(clientOrderId: string): boolean {
    const journalId = this.#sources.journalId();
    // Before the journal is open nobody can say whose it is.
    return journalId === '' || clientOrderId.startsWith(clientOrderIdOf(journalId, 0).slice(0, -1));
  }

  #ofBot({ botId, accountId }: OrderIntent): Subject {
    return { ...this.#ofAccount(accountId), botId };
  }

  #ofAccount(accountId: string): Subject {
    return { accountId, exchange: this.#sources.accounts.find(({ id }) => id === accountId)?.exchange };
  }
}
