import { z } from 'zod';
import { REASON_MAX } from '#shared/contract/bounds';
import { SCOPE_TEXT_MAX, scopeFromText } from '#shared/model/scope-text';
import { type HaltedState, type HaltScope, PORTFOLIO, scopeKey } from '#shared/model/trading-state';

/** What somebody at a terminal asked for. */
export interface HaltOrder {
  readonly scope: HaltScope;
  readonly state: HaltedState;
  /** In the operator's words; empty when none were given. */
  readonly reason: string;
}

/** A halt handed from one start of the program to the console that runs. */
export interface HandOver extends HaltOrder {
  /** Name of the answer that is waited for; undefined when nobody can be answered. */
  readonly answerTo: string | undefined;
}

/** 128 random bits as hex: it becomes a file's name, so nothing else may. */
const answerName = z.string().regex(/^[0-9a-f]{32}$/);

const handOver = z.strictObject({
  holdfast: z.literal('halt'),
  version: z.literal(1),
  answerTo: answerName,
  scope: z.string().max(SCOPE_TEXT_MAX),
  state: z.enum(['HALTED', 'REDUCING']),
  reason: z.string().max(REASON_MAX),
});

export const toHandOver = (order: HaltOrder, answerTo: string): z.infer<typeof handOver> => ({
  holdfast: 'halt',
  version: 1,
  answerTo,
  ...order,
  scope: scopeKey(order.scope),
});

/**
 * What a second start of the program asks for; undefined when it is not a halt. Whoever can hand something over runs as the
 * operator and could halt everything anyway: so what says `halt` and cannot be read does.
 */
export function readHandOver(data: unknown): HandOver | undefined {
  if (typeof data !== 'object' || data === null || !('holdfast' in data)) return undefined;
  const parsed = handOver.safeParse(data);
  const scope = parsed.success ? scopeFromText(parsed.data.scope) : undefined;
  if (parsed.success && scope !== undefined) {
    const { answerTo, state, reason } = parsed.data;
    return { answerTo, state, reason, scope };
  }
  const answerTo = answerName.safeParse((data as { answerTo?: unknown }).answerTo);
  return {
    scope: PORTFOLIO,
    state: 'HALTED',
    reason: 'what the command asked for could not be read, so everything is halted',
    answerTo: answerTo.success ? answerTo.data : undefined,
  };
}

export const HALT_ANSWERS = 'halt-answers';

const account = z.strictObject({ accountId: z.string(), state: z.string(), problem: z.string() });
const answer = z.discriminatedUnion('phase', [
  /** Nothing was halted. */
  z.strictObject({ phase: z.literal('refused'), message: z.string() }),
  /** The gate is closed; orders are being cancelled. */
  z.strictObject({ phase: z.literal('halting'), haltId: z.string() }),
  z.strictObject({ phase: z.literal('reducing'), haltId: z.string() }),
  z.strictObject({
    phase: z.literal('ended'),
    haltId: z.string(),
    isEmpty: z.boolean(),
    accounts: z.array(account),
    cancelled: z.number(),
    filled: z.number(),
    unknown: z.number(),
  }),
]);
/** What the running console says of a halt that was handed to it. */
export type HaltAnswer = z.infer<typeof answer>;

export const encodeAnswer = (value: HaltAnswer): string => `${JSON.stringify(value)}\n`;

/** Undefined for what is no answer. */
export function decodeAnswer(text: string): HaltAnswer | undefined {
  try {
    return answer.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
