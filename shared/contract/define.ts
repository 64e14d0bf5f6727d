import { z } from 'zod';

/**
 * The pieces a contract is made of. Both sides' functions are derived from one literal object: a channel without
 * request, response and error schemas does not compile.
 */
export interface Channel<Req extends z.ZodType, Res extends z.ZodType, Code extends string> {
  readonly request: Req;
  readonly response: Res;
  /** The closed set of codes this channel may answer besides the common ones. */
  readonly errors: readonly Code[];
}

export function channel<Req extends z.ZodType, Res extends z.ZodType, const Code extends string>(definition: {
  readonly request: Req;
  readonly response: Res;
  readonly errors: readonly Code[];
}): Channel<Req, Res, Code> {
  return definition;
}

/** Codes any channel may answer: the message did not fit its schema, came from the wrong sender, too often, or a bug was met. */
export const COMMON_ERRORS = ['bad-request', 'wrong-sender', 'too-many-calls', 'internal', 'not-ready'] as const;
export type CommonError = (typeof COMMON_ERRORS)[number];

export const failureSchema = z.strictObject({
  ok: z.literal(false),
  code: z.string(),
  /** What happened, what it means for the operator's money, what to do. */
  message: z.string(),
  /** Whether trying the same again can help. */
  retry: z.boolean(),
});
export type Failure = z.infer<typeof failureSchema>;

/** What a call answers: the value, or a failure from the channel's closed set of codes. */
export type Answer<T> = { readonly ok: true; readonly value: T } | Failure;

/** Nothing asked for. */
export const nothing = z.strictObject({});
/** Decimal text, exact: `-12.5`. */
export const decimalText = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .max(80);
/** UTC milliseconds. */
export const utcMs = z.number().int().nonnegative();
export const botId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/);
export const accountId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/);
