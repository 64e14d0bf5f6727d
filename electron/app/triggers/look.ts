import { type Account, isMarginExchange } from '#shared/model/account';
import { abs, add, type Decimal, mul, sub, toNumber, ZERO } from '#shared/model/decimal';
import type { Reference } from '#shared/model/market';
import type { Clock } from '#shared/model/time';
import type { TriggerId } from '#shared/model/triggers';
import type { BotStatus } from '../../domains/bots/index';
import type { Execution } from '../../domains/execution/index';
import type { MarketData } from '../../domains/market/index';
import type { UsedLimit } from '../../domains/risk/index';
import type { Sample, Subject } from '../../domains/triggers/index';
import { marketLook, SETTLE } from '../desk/margin-money';

type Tell = (id: TriggerId, sample: Sample) => void;

interface OfLimit {
  readonly id: TriggerId;
  readonly key: string;
  readonly of: Subject;
}

export interface LookSources {
  readonly clock: Clock;
  readonly accounts: readonly Account[];
  readonly symbols: readonly string[];
  readonly market: Pick<MarketData, 'reference' | 'rules'>;
  readonly execution: Pick<Execution, 'book'>;
  /** How much of each loss limit is used. */
  usedLimits(): readonly UsedLimit[];
  /** Factor by which the last price is away from its recent level. */
  jumpOf(symbol: string): number | undefined;
  botStatuses(): readonly BotStatus[];
  isJournalHealthy(): boolean;
  /** Whether a link of the account is expected: one whose key waits for the vault has none. Missing: of every account. */
  isLinkAwaited?(accountId: string): boolean;
}

/** Before an account or a symbol was heard of for the first time, the console may be starting; after this it is missing. Milliseconds. */
const STARTS_WITHIN_MS = 60_000;
/** The clocks are compared with how they stood at most so long ago. */
const CLOCK_ANCHOR_MS = 60_000;
/** What a price that is not positive is worth as "crossed", bps. */
const NO_PRICE_BPS = 10_000;
const BPS = 10_000n;
const PERCENT = 100n;
const SCALE = 1_000_000n;

/**
 * What the sampled triggers see, four times a second: the newest of each thing, however many messages came between. Prices cost
 * one look a symbol and look, and nothing a message.
 */
export class TriggerLook {
  readonly #sources: LookSources;
  readonly #startedMs: number;
  /** Monotonic time since when the link of an account is down; undefined while it is up. */
  readonly #downSince = new Map<string, number | undefined>();
  readonly #linksAwaited = new Map<string, number>();
  #rulesRead = 0;
  #unhealthySince: number | undefined;
  #anchor: { readonly offset: number; readonly ms: number };
  #looks = 0;
  /** Whom each is about, made once. */
  readonly #ofAccounts: ReadonlyMap<string, Subject>;
  readonly #ofBots = new Map<string, Subject>();
  readonly #ofSymbols: ReadonlyMap<string, Subject>;
  /** Since when prices of a symbol are expected: the start, or the first look at one that came later. Monotonic milliseconds. */
  readonly #awaitedSince: Map<string, number>;
  readonly #ofLimits = new Map<string, OfLimit>();

  constructor(sources: LookSources) {
    this.#sources = sources;
    this.#startedMs = sources.clock.monotonicMs();
    this.#anchor = { offset: this.#offset(), ms: this.#startedMs };
    this.#ofAccounts = new Map(sources.accounts.map(({ id, exchange }) => [id, { accountId: id, exchange }] as const));
    this.#awaitedSince = new Map(sources.symbols.map((symbol) => [symbol, this.#startedMs] as const));
    this.#ofSymbols = new Map(sources.symbols.map((symbol) => [symbol, { symbol }] as const));
  }

  onLink(accountId: string, isUp: boolean): void {
    const since = isUp ? undefined : (this.#downSince.get(accountId) ?? this.#sources.clock.monotonicMs());
    this.#downSince.set(accountId, since);
  }

  onMarkets(): void {
    this.#rulesRead += 1;
  }

  /** `isLate`: this look comes late, so that ages count what is still queued: they are left out. */
  look(tell: Tell, isLate: boolean): void {
    const ms = this.#sources.clock.monotonicMs();
    this.#looks += 1;
    this.#losses(tell);
    for (const symbol of this.#sources.symbols) this.#prices(tell, symbol, ms, isLate);
    for (const account of this.#sources.accounts) this.#account(tell, account, ms);
    if (!isLate) this.#bots(tell);
    this.#console(tell, ms);
  }

  #losses(tell: Tell): void {
    for (const used of this.#sources.usedLimits()) {
      if (used.limit <= 0n) continue;
      const about = this.#ofLimit(used);
      if (about === undefined) continue;
      // Rounded down: a limit that is not reached is never told as reached.
      const value = Number((used.used * PERCENT * SCALE) / used.limit) / Number(SCALE);
      tell(about.id, { key: about.key, id: this.#looks, value, of: about.of });
    }
  }

  /** What a loss limit tells of whom; undefined of one that no trigger is about. */
  #ofLimit({ limitId, scope, subject, key: name }: UsedLimit): OfLimit | undefined {
    const known = this.#ofLimits.get(name);
    if (known !== undefined) return known;
    const id = limitId.startsWith('daily-loss')
      ? 'daily-loss'
      : limitId.startsWith('drawdown')
        ? 'drawdown'
        : undefined;
    if (id === undefined) return undefined;
    const [accountId = '', botId = ''] = subject.split('/');
    const ofBot = { key: `bot ${botId}`, of: this.#ofBot(botId, accountId) };
    const ofAccount = { key: `account ${accountId}`, of: this.#ofAccount(accountId) };
    const about = {
      id,
      ...(scope === 'bot' ? ofBot : scope === 'account' ? ofAccount : { key: 'portfolio', of: {} }),
    } as const;
    this.#ofLimits.set(name, about);
    return about;
  }

  #prices(tell: Tell, symbol: string, ms: number, isLate: boolean): void {
    const { market, jumpOf } = this.#sources;
    const of = this.#ofSymbols.get(symbol) ?? { symbol };
    const reference = market.reference(symbol);
    if (!isLate) this.#age(tell, symbol, reference, ms);
    const isClosed = market.rules(symbol)?.isTrading === false;
    tell('maintenance', { key: symbol, id: this.#rulesRead, value: isClosed ? 1 : 0, of });
    if (reference === undefined) return;
    // A price is one observation, however often it is looked at.
    const id = reference.receivedMonotonicMs;
    const crossed = crossedBps(reference);
    const seen = crossed > 0 ? `bid ${toNumber(reference.bid)}, ask ${toNumber(reference.ask)}` : '';
    tell('data-crossed', { key: symbol, id, value: crossed, of, seen });
    const jump = jumpOf(symbol);
    if (jump !== undefined)
      tell('data-absurd', {
        key: symbol,
        id,
        value: jump,
        of,
        seen: jump > 1.01 ? `last price ${toNumber(reference.last)}` : '',
      });
  }

  #age(tell: Tell, symbol: string, reference: Reference | undefined, ms: number): void {
    const awaitedMs = this.#awaitedSince.get(symbol) ?? ms;
    this.#awaitedSince.set(symbol, awaitedMs);
    const isStarting = reference === undefined && ms - awaitedMs < STARTS_WITHIN_MS;
    if (isStarting) return;
    const value = Math.max(0, Math.round(ms - (reference?.receivedMonotonicMs ?? awaitedMs)));
    const seen = reference === undefined ? 'no price since the start' : '';
    tell('data-stale', { key: symbol, id: this.#looks, value, of: this.#ofSymbols.get(symbol) ?? { symbol }, seen });
  }

  #account(tell: Tell, { id: accountId, exchange }: Account, ms: number): void {
    if (this.#sources.isLinkAwaited?.(accountId) === false) return;
    const of = this.#ofAccount(accountId);
    const isHeard = this.#downSince.has(accountId);
    const awaitedMs = this.#linkAwaitedSince(accountId, ms);
    const since = isHeard ? this.#downSince.get(accountId) : awaitedMs;
    const isStarting = !isHeard && ms - awaitedMs < STARTS_WITHIN_MS;
    if (!isStarting) {
      const value = since === undefined ? 0 : Math.round(ms - since);
      tell('exchange-unreachable', { key: accountId, id: this.#looks, value, of });
    }
    if (!isMarginExchange(exchange)) return;
    const { execution, market } = this.#sources;
    const margin = execution.book.account(accountId).marginAt(marketLook(market), SETTLE);
    if (margin === undefined) return;
    let gross: Decimal = ZERO;
    for (const { quantity, mark } of margin.positions.values()) gross = add(gross, abs(mul(quantity, mark)));
    const { equity } = margin.state;
    const value = gross === 0n ? 0 : equity <= 0n ? 1_000 : Number((gross * SCALE) / equity) / Number(SCALE);
    tell('leverage', { key: accountId, id: this.#looks, value, of });
  }

  /** The start, or the first look at an account whose key came later. Monotonic milliseconds. */
  #linkAwaitedSince(accountId: string, ms: number): number {
    const since = this.#linksAwaited.get(accountId) ?? (this.#looks <= 1 ? this.#startedMs : ms);
    this.#linksAwaited.set(accountId, since);
    return since;
  }

  #bots(tell: Tell): void {
    for (const { botId, accountId, state, lastHeardMs } of this.#sources.botStatuses()) {
      const of = this.#ofBot(botId, accountId);
      const value = state === 'running' ? Math.round(lastHeardMs ?? 0) : 0;
      tell('bot-heartbeat', { key: botId, id: this.#looks, value, of });
    }
  }

  #console(tell: Tell, ms: number): void {
    if (this.#sources.isJournalHealthy()) this.#unhealthySince = undefined;
    else this.#unhealthySince ??= ms;
    const away = this.#unhealthySince === undefined ? 0 : Math.round(ms - this.#unhealthySince);
    tell('journal-failure', { key: 'journal', id: this.#looks, value: away, of: {} });
    const jumped = Math.round(Math.abs(this.#offset() - this.#anchor.offset));
    tell('clock-jump', { key: 'this machine', id: this.#looks, value: jumped, of: {} });
    if (ms - this.#anchor.ms > CLOCK_ANCHOR_MS) this.#anchor = { offset: this.#offset(), ms };
  }

  #offset(): number {
    const { clock } = this.#sources;
    return clock.now() - clock.monotonicMs();
  }

  #ofAccount(accountId: string): Subject {
    return this.#ofAccounts.get(accountId) ?? { accountId };
  }

  #ofBot(botId: string, accountId: string): Subject {
    let of = this.#ofBots.get(botId);
    if (of === undefined) {
      of = { ...this.#ofAccount(accountId), botId };
      this.#ofBots.set(botId, of);
    }
    return of;
  }
}

/** How far the bid stands above the ask; 0 of a sound book. */
function crossedBps({ bid, ask }: Reference): number {
  if (bid <= 0n || ask <= 0n) return NO_PRICE_BPS;
  return bid <= ask ? 0 : Number((sub(bid, ask) * BPS * SCALE) / ask) / Number(SCALE);
}
