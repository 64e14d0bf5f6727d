import { z } from 'zod';
import { parseDecimal } from '#shared/model/decimal';
import { ORDER_TYPES } from '#shared/model/order';
import { ORDER_STATES } from '#shared/model/order-lifecycle';

/** Exact number as text, without exponent: `0.00012`, `-3`. At most 18 digits after the point. */
export const decimalText = z
  .string()
  .max(60)
  .regex(/^-?\d{1,38}(\.\d{1,18})?$/, 'must be a decimal written as text, such as "0.00012"');

/** As `decimalText`, above zero. */
export const positiveDecimalText = decimalText.refine((text) => (parseDecimal(text) ?? 0n) > 0n, 'must be above zero');

/** UTC milliseconds since 1970. */
export const utcMs = z.number().int().nonnegative();
export const symbolText = z
  .string()
  .regex(
    /^[A-Z0-9]{1,20}\/[A-Z0-9]{1,20}(:[A-Z0-9]{1,20})?$/,
    'must be BASE/QUOTE, such as "BTC/USDT", or BASE/QUOTE:SETTLE for a perpetual, such as "BTC/USDT:USDT"',
  );
/** Ids of bots and accounts: lower-case, up to 32 characters. */
export const shortId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/);
/** A bot's own name for an order. */
export const botOrderId = z.string().regex(/^[A-Za-z0-9_.:-]{1,36}$/, 'must be 1 to 36 of A-Z a-z 0-9 _ . : -');
export const side = z.enum(['buy', 'sell']);
export const orderType = z.enum(ORDER_TYPES);
export const timeInForce = z.enum(['GTC', 'IOC', 'FOK']);
export const orderState = z.enum(ORDER_STATES);
export const tradingState = z.enum(['ACTIVE', 'REDUCING', 'HALTED']);
export const environment = z.enum(['paper', 'testnet', 'live']);
/** Any JSON value; depth and size are bounded by the codec. */
export const jsonValue = z.json();

/** What a request is answered under: an integer or up to 64 characters. Never null. */
export const rpcId = z.union([z.number().int(), z.string().min(1).max(64)]);
export type RpcId = z.infer<typeof rpcId>;
