import { z } from 'zod';
import { parseDecimal } from '#shared/model/decimal';

const positive = z
  .string()
  .refine((text) => (parseDecimal(text) ?? 0n) > 0n, 'must be a decimal above zero, written as text, such as "25"');

/** The operator's settings of a grid. */
export const gridParams = z.strictObject({
  symbol: z.string().regex(/^[A-Z0-9]+\/[A-Z0-9]+$/, 'must be BASE/QUOTE, such as "BTC/USDT"'),
  /** Orders on each side of the price. */
  levelsPerSide: z.number().int().min(1).max(50).default(5),
  /** Distance from one level to the next, in basis points (hundredths of a percent). */
  spacingBps: z.number().min(1).max(2_000),
  /** Size of each order, in the quote asset. */
  orderNotional: positive,
  /** `half`: first buys what the sell side of the grid needs. `none`: sells only what it has come to hold. */
  inventory: z.enum(['half', 'none']).default('half'),
  /** `post-only` never pays a taker fee; `limit` may. */
  orderType: z.enum(['post-only', 'limit']).default('post-only'),
});
export type GridParams = z.infer<typeof gridParams>;

/** Reads settings; the error names the first wrong one and says what it must be. */
export function parseGridParams(params: unknown): { ok: true; value: GridParams } | { ok: false; error: string } {
  const parsed = gridParams.safeParse(params);
  if (parsed.success) return { ok: true, value: parsed.data };
  const issue = parsed.error.issues[0];
  return { ok: false, error: `setting ${issue?.path.join('.') || 'list'}: ${issue?.message ?? 'not valid'}` };
}
