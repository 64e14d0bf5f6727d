import { z } from 'zod';
import { isAtMarket, isConditional } from '#shared/model/order';
import { wireCandle, wireMarket, wireOrder, wireTradingState, workingSet } from './facts';
import { BOT_PROTOCOL_LIMITS as limits } from './limits';
import * as p from './primitives';

const text = (maxCharacters: number) => z.string().min(1).max(maxCharacters);
const nothing = z.strictObject({});

const placeParams = z
  .strictObject({
    botOrderId: p.botOrderId,
    symbol: p.symbolText,
    side: p.side,
    type: p.orderType,
    quantity: p.positiveDecimalText,
    price: p.positiveDecimalText.optional(),
    stopPrice: p.positiveDecimalText.optional(),
    timeInForce: p.timeInForce.default('GTC'),
    /** May only make the position smaller; refused when it would not, whatever still works. */
    reduceOnly: z.boolean().default(false),
  })
  .superRefine((order, context) => {
    const refuse = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
    const isPriceless = isAtMarket(order.type);
    if (isPriceless && order.price !== undefined) refuse('price', `a ${order.type} order has no price`);
    if (!isPriceless && order.price === undefined) refuse('price', `a ${order.type} order needs a price`);
    if (isConditional(order.type) && order.stopPrice === undefined)
      refuse('stopPrice', `a ${order.type} order needs a stopPrice`);
    if (!isConditional(order.type) && order.stopPrice !== undefined)
      refuse('stopPrice', `a ${order.type} order has no stopPrice`);
    if (order.type === 'post-only' && order.timeInForce !== 'GTC') refuse('timeInForce', 'a post-only order is GTC');
  });

/**
 * What a bot may ask. Each request is answered exactly once, with its result or an error. `log` and `heartbeat` may also
 * be sent without an id; then they are not answered.
 */
export const BOT_REQUESTS = {
  /** First message. Names the protocol version and the program. The answer holds everything the bot needs to go on. */
  hello: {
    params: z.strictObject({ protocol: z.number().int(), name: text(64), version: text(32) }),
    result: z.strictObject({
      protocol: z.literal(1),
      /** New at each start of the bot, 1 to 12 characters; prefix order names with it and they never repeat. */
      session: z.string().regex(/^[a-z0-9]{1,12}$/),
      botId: p.shortId,
      accountId: p.shortId,
      environment: p.environment,
      symbols: z.array(p.symbolText),
      /** The bot's settings, as the operator wrote them. The bot checks them and calls `fail` when they make no sense. */
      params: z.record(z.string(), p.jsonValue),
      markets: z.array(wireMarket),
      tradingState: wireTradingState,
      workingSet,
      /** What the bot last gave to `state.save`; null when nothing. */
      savedState: p.jsonValue,
      /** The console's wall clock. */
      time: p.utcMs,
    }),
  },
  /** Sends one order down the order path. Answered when the exchange has it, refused it, or nobody knows. */
  'order.place': { params: placeParams, result: z.strictObject({ order: wireOrder }) },
  /** Cancels one of the bot's own working orders. */
  'order.cancel': {
    params: z.strictObject({ botOrderId: p.botOrderId }),
    result: z.strictObject({ order: wireOrder }),
  },
  /** Cancels all of the bot's working orders. */
  'orders.cancelAll': {
    params: nothing,
    result: z.strictObject({
      cancelled: z.array(p.botOrderId),
      failed: z.array(z.strictObject({ botOrderId: p.botOrderId, reason: z.string().max(2_000) })),
    }),
  },
  /** The bot's working orders as the console knows them now. */
  'orders.list': { params: nothing, result: z.strictObject({ orders: z.array(wireOrder) }) },
  /** One-minute candles, oldest first, the running minute last. */
  candles: {
    params: z.strictObject({ symbol: p.symbolText, limit: z.number().int().min(1).max(limits.maxCandles).default(60) }),
    result: z.strictObject({ candles: z.array(wireCandle) }),
  },
  /** Keeps one JSON value for the bot's next start; each save replaces the one before. */
  'state.save': { params: z.strictObject({ state: p.jsonValue }), result: nothing },
  /** A line for the bot's log. */
  log: {
    params: z.strictObject({
      level: z.enum(['debug', 'info', 'warn', 'error']),
      message: text(limits.maxLogCharacters),
    }),
    result: nothing,
  },
  /** "I am alive." Any other message says so too. */
  heartbeat: { params: nothing, result: nothing },
  /** "I cannot run until an operator changes something": the bot is stopped and not started again by itself. */
  fail: { params: z.strictObject({ reason: text(1_000) }), result: nothing },
} as const;

export type BotMethod = keyof typeof BOT_REQUESTS;
/** Params as they are after validation: defaults filled in. */
export type BotParams<M extends BotMethod> = z.output<(typeof BOT_REQUESTS)[M]['params']>;
/** Params as a bot writes them. */
export type BotParamsInput<M extends BotMethod> = z.input<(typeof BOT_REQUESTS)[M]['params']>;
export type BotResult<M extends BotMethod> = z.output<(typeof BOT_REQUESTS)[M]['result']>;
export type HelloResult = BotResult<'hello'>;
export type PlaceParams = BotParams<'order.place'>;

/** Methods that may come without an id. */
export const UNANSWERED_METHODS: ReadonlySet<BotMethod> = new Set<BotMethod>(['log', 'heartbeat']);

export const isBotMethod = (method: string): method is BotMethod => Object.hasOwn(BOT_REQUESTS, method);
