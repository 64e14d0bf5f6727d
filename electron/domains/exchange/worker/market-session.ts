import { messageOf } from '#shared/model/result';
import { type Emit, RequestError } from '../../../platform/process/serve';
import type { BinanceConnection, RestCall } from '../../../platform/venue/binance/connection';
import { isRaw, type Raw, textOf } from '../../../platform/venue/binance/raw';
import { marketIdOf } from '../../../platform/venue/binance/symbols';
import type { CandleMessage, ExchangeProtocol, MarketRulesMessage } from '../protocol';
import { BackOff, sleep } from './back-off';
import { noteLimits, requestErrorOf } from './failures';
import type { MarketDialect } from './market-dialect';
import type { RateHold } from './rate-hold';
import type { References } from './references';

export interface MarketSessionOptions {
  readonly dialect: MarketDialect;
  readonly connection: BinanceConnection;
  readonly symbols: readonly string[];
  readonly hold: RateHold;
  readonly references: References;
  readonly emit: Emit<ExchangeProtocol>;
  readonly onDropped: (count: number) => void;
  /** A connection with a key, for what is public and yet asked for with one (leverage brackets); undefined without an account. */
  readonly signed?: () => BinanceConnection | undefined;
}

const STABLE_AFTER_MS = 10_000;
const RULES_EVERY_MS = 300_000;
/** Leverage brackets that could not be read are asked for again with the next opening or refresh after this. */
const BRACKETS_AGAIN_MS = 10_000;
/** All symbols silent for so long: reopen. Doubles while reopening does not help, to this cap. */
const SILENT_AFTER_MS = 10_000;
const SILENT_CAP_MS = 80_000;

/** Public market data of one exchange: rules, the reference stream kept open, candles. Never rejects from `run`. */
export class MarketSession {
  readonly #options: MarketSessionOptions;
  /** Of the configured symbols those that the exchange has: one it does not know must not keep the others dark. */
  #symbols: readonly string[] = [];
  #rulesReadAt = Number.NEGATIVE_INFINITY;
  /** False while brackets are wanted and were not read. */
  #hasAllRules = true;
  #lastMessageAt = 0;
  #silentAfterMs = SILENT_AFTER_MS;
  #isOpen = false;
  #runs = false;
  #stopped = false;

  constructor(options: MarketSessionOptions) {
    this.#options = options;
  }

  /** Reads the rules and keeps the streams open until `stop`. */
  async run(): Promise<void> {
    const { connection, hold, symbols, emit } = this.#options;
    if (symbols.length === 0) {
      emit('link', { accountId: null, state: 'up', message: 'no market is asked for' });
      return;
    }
    this.#runs = true;
    const backOff = new BackOff();
    while (!this.#stopped) {
      let openedAt = 0;
      try {
        await this.#readRules();
        const { lost } = connection.openMarketData(this.#symbols);
        await Promise.race([this.#seed(), lost]);
        this.#lastMessageAt = performance.now();
        this.#isOpen = true;
        openedAt = performance.now();
        this.#options.emit('link', { accountId: null, state: 'up', message: 'market data open' });
        await lost;
      } catch (thrown) {
        noteLimits(thrown, hold);
        if (!this.#stopped) this.#options.emit('link', { accountId: null, state: 'down', message: messageOf(thrown) });
        connection.dropStreams('reopening');
      }
      this.#isOpen = false;
      if (openedAt > 0 && performance.now() - openedAt > STABLE_AFTER_MS) backOff.reset();
      await sleep(Math.max(backOff.next(), hold.waitMs('read')));
    }
  }

  /**
   * Rules and prices of these symbols from now on, beside those that stream already. Answers those that the exchange has. While the
   * streams are away the next opening takes them in. Rejects when the rules cannot be read.
   */
  async watch(wanted: readonly string[]): Promise<readonly string[]> {
    const { connection } = this.#options;
    if (!this.#runs) void this.run();
    if (!this.#isOpen) throw new RequestError('unreachable', 'prices are not linked; the symbols come with them');
    const before = new Set(this.#symbols);
    this.#rulesReadAt = Number.NEGATIVE_INFINITY;
    try {
      await this.#readRules();
      const added = this.#symbols.filter((symbol) => !before.has(symbol));
      if (added.length > 0) {
        // Lost alone, all are opened anew: then these are among them.
        connection.openMarketData(added).lost.catch((thrown) => connection.dropStreams(messageOf(thrown)));
        await this.#seed(added);
      }
    } catch (thrown) {
      throw requestErrorOf(thrown, 'read', this.#options.hold);
    }
    return wanted.filter((symbol) => this.#symbols.includes(symbol));
  }

  stop(): void {
    this.#stopped = true;
    this.#options.connection.dropStreams('stopping');
  }

  onBookTicker(raw: unknown): void {
    this.#heard();
    this.#options.references.onBookTicker(raw);
  }

  /** No proof that the market lives: it comes each second, whatever happens to books and trades. */
  onMarkPrice(raw: unknown): void {
    this.#options.references.onMarkPrice(raw);
  }

  onTrade(raw: unknown): void {
    this.#heard();
    this.#options.references.onTrade(raw);
  }

  /**
   * Called each second. An open socket on which nothing comes is not trusted: it is reopened, which asks by REST first,
   * so that the link says `down` while the exchange is not there and prices age in plain sight.
   */
  checkSilence(): void {
    if (!this.#isOpen || performance.now() - this.#lastMessageAt < this.#silentAfterMs) return;
    const seconds = Math.round(this.#silentAfterMs / 1_000);
    this.#silentAfterMs = Math.min(this.#silentAfterMs * 2, SILENT_CAP_MS);
    this.#options.connection.dropStreams(`no market data for ${seconds} s`);
  }

  /** Reads the rules afresh; markets are halted and ticks change. Keeps what it has when that fails. */
  async refreshRules(): Promise<void> {
    const { hold } = this.#options;
    if (!this.#isOpen || hold.waitMs('read') > 0) return;
    await this.#readRules().catch((thrown) => noteLimits(thrown, hold));
  }

  /** A key has come that can ask signed: brackets that were not read for want of one are read now. */
  async onSigned(): Promise<void> {
    if (this.#hasAllRules) return;
    this.#rulesReadAt = Number.NEGATIVE_INFINITY;
    await this.refreshRules();
  }

  async candles(symbol: string, timeframe: string, limit: number): Promise<readonly CandleMessage[]> {
    const { connection, dialect, hold } = this.#options;
    let answer: unknown;
    try {
      hold.check('read');
      answer = await connection.rest(dialect.candlesCall, { symbol: marketIdOf(symbol), interval: timeframe, limit });
    } catch (thrown) {
      throw requestErrorOf(thrown, 'read', hold);
    }
    return (Array.isArray(answer) ? answer : []).flatMap((row) => readCandle(row) ?? []);
  }

  #heard(): void {
    this.#lastMessageAt = performance.now();
    this.#silentAfterMs = SILENT_AFTER_MS;
  }

  async #readRules(): Promise<void> {
    if (performance.now() - this.#rulesReadAt < RULES_EVERY_MS) return;
    const { connection, dialect, symbols, emit, onDropped } = this.#options;
    const [markets, brackets] = await Promise.all([connection.readMarkets(symbols), this.#readBrackets()]);
    const rules: MarketRulesMessage[] = [];
    for (const symbol of symbols) {
      const read = dialect.readRules(symbol, markets[symbol]?.info, brackets.get(marketIdOf(symbol)));
      if (read === undefined) onDropped(1);
      else rules.push(read);
    }
    this.#symbols = rules.map((rule) => rule.symbol);
    emit('markets', { rules });
    if (rules.length === 0) throw new Error('the exchange has none of the configured markets');
    this.#hasAllRules = dialect.bracketsCall === null || brackets.size > 0;
    this.#rulesReadAt = this.#hasAllRules ? performance.now() : performance.now() - RULES_EVERY_MS + BRACKETS_AGAIN_MS;
  }

  /** Rows by market id; none while they cannot be read, which lets nothing be opened there and keeps exits possible. */
  async #readBrackets(): Promise<ReadonlyMap<string, Raw>> {
    const { dialect, signed, hold } = this.#options;
    const connection = signed?.();
    if (dialect.bracketsCall === null || connection === undefined) return new Map();
    try {
      const rows = await connection.rest(dialect.bracketsCall);
      return new Map((Array.isArray(rows) ? rows : []).filter(isRaw).map((row) => [String(row.symbol), row]));
    } catch (thrown) {
      noteLimits(thrown, hold);
      return new Map();
    }
  }

  /** Volumes by REST, called each minute: a day's volume moves slowly. Keeps what it has when that fails. */
  async refreshVolumes(): Promise<void> {
    const { hold } = this.#options;
    if (!this.#isOpen || hold.waitMs('read') > 0) return;
    await this.#seed().catch((thrown) => noteLimits(thrown, hold));
  }

  /** Last prices by REST, once the streams are asked for: quiet markets would otherwise have no last trade. */
  async #seed(symbols = this.#symbols): Promise<void> {
    const { connection, dialect, references } = this.#options;
    const ofEach = (call: RestCall): Promise<unknown[]> =>
      Promise.all(symbols.map((symbol) => connection.rest(call, { symbol: marketIdOf(symbol) })));
    const { tickerCall, markPriceCall } = dialect;
    const [tickers, marks] = await Promise.all([
      ofEach(tickerCall),
      markPriceCall === null ? [] : ofEach(markPriceCall),
    ]);
    for (const ticker of tickers) references.onTicker(ticker);
    for (const mark of marks) references.onMarkPrice(mark);
  }
}

function readCandle(row: unknown): CandleMessage | undefined {
  if (!Array.isArray(row)) return undefined;
  const raw = { ...row } as Record<string, unknown>;
  const at = Number(raw[0]);
  const [open, high, low, close, volume] = [1, 2, 3, 4, 5].map((index) => textOf(raw, String(index)));
  if (!isRaw(raw) || !Number.isSafeInteger(at)) return undefined;
  if (open === undefined || high === undefined || low === undefined || close === undefined || volume === undefined)
    return undefined;
  return { at, open, high, low, close, volume };
}
