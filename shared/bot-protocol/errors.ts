/**
 * The closed set of errors a bot can get. `message` says what happened, what it means and what to do; what is special to
 * the one case stands in `data.reason`. Codes from -32768 to -32000 are JSON-RPC's own range; ours start at -32001.
 */
export const BOT_ERRORS = {
  'parse-error': {
    code: -32700,
    message:
      'The line is not JSON. Nothing was done. Write one JSON object per line, in UTF-8, without NaN or Infinity.',
  },
  'invalid-request': {
    code: -32600,
    message:
      'The line is JSON but not a JSON-RPC 2.0 request of this protocol. Nothing was done. Correct the envelope.',
  },
  'unknown-method': {
    code: -32601,
    message: 'There is no such method. Nothing was done. Use a method of the protocol version agreed in hello.',
  },
  'invalid-params': {
    code: -32602,
    message:
      'The params do not fit the method. Nothing was done and no order was sent. Correct the field named in data.reason.',
  },
  internal: {
    code: -32603,
    message:
      'The console failed on this request; that is a defect of the console. Ask orders.list what stands before trying again.',
  },
  'rate-limited': {
    code: -32001,
    message:
      'Too many messages: this one and data.dropped in all were dropped unread. Nothing was done with them. Send fewer.',
  },
  'too-large': {
    code: -32002,
    message: 'The line is longer than allowed and was skipped. Nothing was done. Send less in one message.',
  },
  'wrong-version': {
    code: -32003,
    message: 'The console does not speak this protocol version. The bot is stopped. Use a version from data.supported.',
  },
  'not-yours': {
    code: -32004,
    message:
      'The message names a bot or an account that is not its own. Nothing was done, and it was journaled. Leave botId and accountId out.',
  },
  'too-many-in-flight': {
    code: -32005,
    message: 'Too many requests are waiting for their answer. Nothing was done. Wait for answers before asking more.',
  },
  'hello-first': {
    code: -32006,
    message: 'The first message must be hello. Nothing was done. Say hello and wait for its answer.',
  },
  'order-refused': {
    code: -32010,
    message:
      'The risk gate refused the order; it was not sent. data.checks names the failing checks. Do not repeat it unchanged.',
  },
  'exchange-rejected': {
    code: -32011,
    message:
      'The exchange said no, or could not be asked; data.reason says which. A rejected order does not exist; an order whose cancel failed may still be working.',
  },
  'outcome-unknown': {
    code: -32012,
    message:
      'It is not known whether the exchange acted; the console keeps asking. Do not repeat it: an order.update will tell.',
  },
  halted: {
    code: -32013,
    message:
      'Trading is halted, or orders are blocked for the moment; the order was not sent, data.reason says why. Go quiet until trading-state says ACTIVE without blocked.',
  },
  'name-in-use': {
    code: -32014,
    message:
      'An order of this bot with that botOrderId is still working. Nothing was sent. Give each order a name of its own.',
  },
  'no-such-order': {
    code: -32015,
    message: 'The bot has no working order of that name: it may just have been filled or cancelled. Nothing was done.',
  },
  unavailable: {
    code: -32016,
    message:
      'The console cannot give this at the moment. Nothing was done. Ask again later; trading does not depend on it.',
  },
} as const;

export type BotErrorName = keyof typeof BOT_ERRORS;

const NAME_BY_CODE: ReadonlyMap<number, BotErrorName> = new Map(
  (Object.keys(BOT_ERRORS) as BotErrorName[]).map((name) => [BOT_ERRORS[name].code, name]),
);

/** The name of a code, or undefined when it is not of the closed set. */
export const botErrorName = (code: number): BotErrorName | undefined => NAME_BY_CODE.get(code);
