/** Why a request is refused: Binance's code, HTTP status and exact words (errors.md of binance-spot-api-docs). */
export interface Rejection {
  readonly status: number;
  readonly code: number;
  readonly message: string;
  /** Seconds for the Retry-After header. */
  readonly retryAfterS?: number;
}

const bad = (code: number, message: string, status = 400): Rejection => ({ status, code, message });

/** -1013, sent when the order breaks one of the market's filters. */
export const filterFailure = (filter: string): Rejection => bad(-1013, `Filter failure: ${filter}`);

export const insufficientBalance = bad(-2010, 'Account has insufficient balance for requested action.');
export const wouldTake = bad(-2010, 'Order would immediately match and take.');
export const wouldTrigger = bad(-2010, 'Order would trigger immediately.');
export const duplicateOrder = bad(-2010, 'Duplicate order sent.');
export const noLiquidity = bad(-2010, 'Order book liquidity is less than symbol minimum quantity.');
export const unknownOrder = bad(-2011, 'Unknown order sent.');
export const noSuchOrder = bad(-2013, 'Order does not exist.');

export const badSignature = bad(-1022, 'Signature for this request is not valid.');
export const badKeyFormat = bad(-2014, 'API-key format invalid.', 401);
/** Unknown key, revoked key, wrong address and missing permission look the same, as on Binance. */
export const keyRefused = bad(-2015, 'Invalid API-key, IP, or permissions for action.', 401);
export const outsideRecvWindow = bad(-1021, 'Timestamp for this request is outside of the recvWindow.');
export const aheadOfServer = bad(-1021, "Timestamp for this request was 1000ms ahead of the server's time.");
export const recvWindowTooLarge = bad(-1131, "'recvWindow' must be less than 60000.");
export const outcomeUnknown = bad(
  -1007,
  'Timeout waiting for response from backend server. Send status unknown; execution status unknown.',
  504,
);
export const internalError = bad(-1000, 'An unknown error occurred while processing the request.', 500);
export const badSymbol = bad(-1121, 'Invalid symbol.');
export const badInterval = bad(-1120, 'Invalid interval.');
export const badSide = bad(-1117, 'Invalid side.');
export const badOrderType = bad(-1116, 'Invalid orderType.');
export const badTimeInForce = bad(-1115, 'Invalid timeInForce.');

export const missing = (name: string): Rejection =>
  bad(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`);
export const eitherMissing = (one: string, other: string): Rejection =>
  bad(-1102, `Param '${one}' or '${other}' must be sent, but both were empty/null!`);
export const emptyParam = (name: string): Rejection => bad(-1105, `Parameter '${name}' was empty.`);
export const notRequired = (name: string): Rejection => bad(-1106, `Parameter '${name}' sent when not required.`);
export const illegalCharacters = (name: string, range: string): Rejection =>
  bad(-1100, `Illegal characters found in parameter '${name}'; legal range is '${range}'.`);
export const tooManyParams = (expected: number, received: number): Rejection =>
  bad(-1101, `Too many parameters; expected '${expected}' and received '${received}'.`);
export const duplicateParam = (name: string): Rejection =>
  bad(-1101, `Duplicate values for parameter '${name}' detected.`);
export const unreadParams = (read: number, sent: number): Rejection =>
  bad(-1104, `Not all sent parameters were read; read '${read}' parameter(s) but was sent '${sent}'.`);
export const tooPrecise = (name: string): Rejection => bad(-1111, `Parameter '${name}' has too much precision.`);
export const invalidData = (name: string): Rejection => bad(-1130, `Data sent for parameter '${name}' is not valid.`);

export const tooManyOrders = (limit: number, interval: string): Rejection =>
  bad(-1015, `Too many new orders; current limit is ${limit} orders per ${interval}.`, 429);
export const tooMuchWeight = (limit: number, retryAfterS: number): Rejection => ({
  ...bad(
    -1003,
    `Too much request weight used; current limit is ${limit} request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API.`,
    429,
  ),
  retryAfterS,
});
export const banned = (untilMs: number, retryAfterS: number): Rejection => ({
  ...bad(
    -1003,
    `Way too much request weight used; IP banned until ${untilMs}. Please use WebSocket Streams for live updates to avoid bans.`,
    418,
  ),
  retryAfterS,
});
