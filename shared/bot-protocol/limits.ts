/** Version both sides name in `hello`. Any change that an existing bot could trip over raises it. */
export const PROTOCOL_VERSION = 1;

/** Every limit of the protocol in one place; docs/bot-protocol.md repeats them and a test compares. */
export const BOT_PROTOCOL_LIMITS = {
  /** Longest line a bot may write, bytes of UTF-8 without the newline. */
  maxBotLineBytes: 64 * 1024,
  /** Longest line the console writes; a bot must be able to read it. */
  maxConsoleLineBytes: 1024 * 1024,
  /** Messages a bot may send per second in the long run, and at once after a quiet spell. */
  messagesPerSecond: 50,
  messageBurst: 200,
  /** Requests of one bot that may be waiting for their answer. */
  maxInFlight: 256,
  /** Objects and arrays inside each other, the message itself included. */
  maxDepth: 16,
  /** `state.save`: JSON text of the state, bytes; together with its envelope it fits one line. */
  maxStateBytes: 64_000,
  /** `log`: UTF-16 units of one message. */
  maxLogCharacters: 4 * 1024,
  /** A message of any kind is due at least this often, or the bot counts as hung, milliseconds. */
  silentMs: 5_000,
  /** How often a kit sends `heartbeat`, milliseconds. */
  heartbeatEveryMs: 1_000,
  /** `hello` is due this long after the start, milliseconds. */
  helloWithinMs: 20_000,
  /** Broken messages within a minute after which the bot is stopped until an operator starts it again. */
  violationsPerMinute: 30,
  /** Messages dropped for their rate that count as one violation. */
  droppedPerViolation: 100,
  /** Messages dropped for their rate that still get an answer of their own, each second; the others share one. */
  rateAnswersPerSecond: 10,
  /** Most tickers per second and symbol; a newer one replaces an older one that was not sent. */
  tickersPerSecond: 10,
  /** `candles`: most candles in one answer. */
  maxCandles: 200,
  /** Fills and working orders told in `hello`, at most. */
  maxRecentFills: 100,
} as const;
