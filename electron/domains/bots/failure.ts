import type { BotErrorData, BotErrorName } from '#shared/bot-protocol';
import { err, type Result } from '#shared/model/result';

/** Why a request was not carried out, as the bot is told. */
export interface MethodFailure {
  readonly error: BotErrorName;
  readonly data: BotErrorData;
}

export const fail = (error: BotErrorName, data: BotErrorData = {}): Result<never, MethodFailure> =>
  err({ error, data });
