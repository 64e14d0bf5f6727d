/** JSON-RPC 2.0 envelopes, and what each side does with a line from the other. */
import { z } from 'zod';
import { err, ok, type Result } from '#shared/model/result';
import { BOT_ERRORS, type BotErrorName } from './errors';
import { isLongerThan, parseJsonLine } from './json';
import { BOT_PROTOCOL_LIMITS as limits } from './limits';
import { type AnyNotice, CONSOLE_NOTICES, isNoticeName, type Notice, type NoticeName } from './notices';
import { type RpcId, rpcId } from './primitives';
import {
  BOT_REQUESTS,
  type BotMethod,
  type BotParams,
  type BotResult,
  isBotMethod,
  UNANSWERED_METHODS,
} from './requests';

/** Facts about an error, each only where it applies. */
export const errorData = z.strictObject({
  /** What is special to this case, in words. */
  reason: z.string().max(2_000).optional(),
  /** Ids of the failing checks of the risk gate. */
  checks: z.array(z.string().max(64)).optional(),
  /** Messages dropped for their rate since the last such answer. */
  dropped: z.number().int().optional(),
  /** Protocol versions the console speaks. */
  supported: z.array(z.number().int()).optional(),
  /** The id of the offending request, where answering under it would answer another one. */
  id: rpcId.optional(),
  /** The order whose outcome is not known. */
  clientOrderId: z.string().max(36).optional(),
});
export type BotErrorData = z.infer<typeof errorData>;

/** Why a line cannot be served, with the id to answer under (null when none could be read). */
export interface BotFault {
  readonly id: RpcId | null;
  readonly error: BotErrorName;
  readonly data: BotErrorData;
}

/** A request whose envelope is sound; its params are not looked at yet. `id` is undefined for a notification. */
export interface BotEnvelope {
  readonly id: RpcId | undefined;
  readonly method: BotMethod;
  readonly params: Readonly<Record<string, unknown>>;
}

const requestEnvelope = z.strictObject({
  jsonrpc: z.literal('2.0'),
  id: rpcId.optional(),
  method: z.string().max(64),
  params: z.custom<Readonly<Record<string, unknown>>>(isPlainObject, 'must be an object').optional(),
});

/** An object of `JSON.parse`; its values are checked where their method is known. */
function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The first thing wrong, as `field: what`; cut short, since it goes into an answer. */
export function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'not valid';
  const path = issue.path.join('.');
  return (path === '' ? issue.message : `${path}: ${issue.message}`).slice(0, 300);
}

/** Reads the envelope of a line from a bot. Never throws, whatever the line holds. */
export function parseBotEnvelope(line: string): Result<BotEnvelope, BotFault> {
  if (isLongerThan(line, limits.maxBotLineBytes)) {
    return err({ id: null, error: 'too-large', data: { reason: `longer than ${limits.maxBotLineBytes} bytes` } });
  }
  const parsed = parseJsonLine(line, limits.maxDepth);
  if (!parsed.ok) {
    const error = parsed.error.kind === 'not-json' ? 'parse-error' : 'invalid-request';
    return err({ id: null, error, data: { reason: parsed.error.reason } });
  }
  const fault = (id: RpcId | null, error: BotErrorName, reason: string) => err({ id, error, data: { reason } });
  if (Array.isArray(parsed.value)) return fault(null, 'invalid-request', 'batches are not taken: one message per line');
  const envelope = requestEnvelope.safeParse(parsed.value);
  if (!envelope.success) return fault(readableId(parsed.value), 'invalid-request', firstIssue(envelope.error));
  const { method, params = {} } = envelope.data;
  if (!isBotMethod(method)) return fault(readableId(parsed.value), 'unknown-method', `no method "${method}"`);
  if (envelope.data.id === undefined && !UNANSWERED_METHODS.has(method)) {
    return fault(null, 'invalid-request', `${method} needs an id, because it is answered`);
  }
  return ok({ id: envelope.data.id, method, params });
}

function readableId(value: unknown): RpcId | null {
  const id = rpcId.safeParse((value as { id?: unknown } | null)?.id);
  return id.success ? id.data : null;
}

/** Checks the params of a method. The error is what goes into `data.reason`. */
export function parseBotParams<M extends BotMethod>(method: M, params: unknown): Result<BotParams<M>, string> {
  const parsed = BOT_REQUESTS[method].params.safeParse(params);
  return parsed.success ? ok(parsed.data as BotParams<M>) : err(firstIssue(parsed.error));
}

/** A line the console writes: an answer, or a notification. */
export type ConsoleMessage =
  | { readonly kind: 'result'; readonly id: RpcId; readonly result: unknown }
  | {
      readonly kind: 'error';
      readonly id: RpcId | null;
      readonly code: number;
      readonly message: string;
      readonly data: BotErrorData;
    }
  | { readonly kind: 'notice'; readonly notice: AnyNotice };

// What `JSON.parse` gave is JSON: results and params are checked once, against their method.
const resultEnvelope = z.strictObject({ jsonrpc: z.literal('2.0'), id: rpcId, result: z.unknown() });
const errorEnvelope = z.strictObject({
  jsonrpc: z.literal('2.0'),
  id: rpcId.nullable(),
  error: z.strictObject({ code: z.number().int(), message: z.string(), data: errorData.optional() }),
});
const noticeEnvelope = z.strictObject({ jsonrpc: z.literal('2.0'), method: z.string(), params: z.unknown() });
const NOT_OURS = 'not a message of this protocol';

/** The bot's side: reads a line from the console. The error says what is wrong with it; such a line is to be skipped. */
export function parseConsoleLine(line: string): Result<ConsoleMessage, string> {
  const parsed = parseJsonLine(line, limits.maxDepth + 4);
  if (!parsed.ok) return err(parsed.error.reason);
  if (!isPlainObject(parsed.value)) return err(NOT_OURS);
  const value = parsed.value as object;
  if ('result' in value) {
    const answer = resultEnvelope.safeParse(value);
    return answer.success ? ok({ kind: 'result', id: answer.data.id, result: answer.data.result }) : err(NOT_OURS);
  }
  if ('error' in value) {
    const answer = errorEnvelope.safeParse(value);
    if (!answer.success) return err(NOT_OURS);
    const { id, error } = answer.data;
    return ok({ kind: 'error', id, ...error, data: error.data ?? {} });
  }
  const envelope = noticeEnvelope.safeParse(value);
  if (!envelope.success) return err(NOT_OURS);
  const message = envelope.data;
  if (!isNoticeName(message.method)) return err(`unknown notification "${message.method.slice(0, 64)}"`);
  const params = CONSOLE_NOTICES[message.method].safeParse(message.params);
  if (!params.success) return err(`${message.method}: ${firstIssue(params.error)}`);
  return ok({ kind: 'notice', notice: { method: message.method, params: params.data } as AnyNotice });
}

/** The bot's side: checks a result against the method it answers. */
export function parseResult<M extends BotMethod>(method: M, result: unknown): Result<BotResult<M>, string> {
  const parsed = BOT_REQUESTS[method].result.safeParse(result);
  return parsed.success ? ok(parsed.data as BotResult<M>) : err(firstIssue(parsed.error));
}

export const encodeRequest = (id: RpcId | undefined, method: BotMethod, params: unknown): string =>
  JSON.stringify(id === undefined ? { jsonrpc: '2.0', method, params } : { jsonrpc: '2.0', id, method, params });

export const encodeResult = <M extends BotMethod>(id: RpcId, _method: M, result: BotResult<M>): string =>
  JSON.stringify({ jsonrpc: '2.0', id, result });

export const encodeError = ({ id, error, data }: BotFault): string =>
  JSON.stringify({ jsonrpc: '2.0', id, error: { ...BOT_ERRORS[error], data } });

export const encodeNotice = <N extends NoticeName>(method: N, params: Notice<N>): string =>
  JSON.stringify({ jsonrpc: '2.0', method, params });
