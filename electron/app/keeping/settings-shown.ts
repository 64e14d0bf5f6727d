import { z } from 'zod';
import { storedTriggers } from '#shared/model/stored-triggers';
import { storedLimits } from '../../domains/risk/index';
import type { Settings } from '../settings';

/*
 * The settings as they may leave this machine. What is not named here stays: a setting that is added later goes in when it is named here,
 * and never before. Bots of the operator's own are told by their ids: their commands and their settings may hold a key.
 */

const text = z.string().max(100);
/** What a setting of a bot of ours can be: a number, a switch, a decimal, a market. */
const plainParam = z.union([
  z.number(),
  z.boolean(),
  z.string().regex(/^-?\d{1,20}(\.\d{1,20})?$/),
  z.string().regex(/^[A-Z0-9]{1,20}\/[A-Z0-9]{1,20}(:[A-Z0-9]{1,20})?$/),
]);

const shown = z.object({
  version: z.number(),
  accounts: z.array(
    z.object({
      id: text,
      exchange: text,
      environment: text,
      paperBalances: z.record(text, text).optional(),
      lockKeyOnHalt: z.boolean().optional(),
      margin: z.object({ leverage: z.number(), mode: text }).optional(),
      closeOnHalt: z.object({ collarBps: z.number(), sliceQuote: text, deadlineSeconds: z.number() }).optional(),
    }),
  ),
  bots: z.array(
    z.object({
      id: text,
      program: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('builtin'), name: text }),
        z.object({ kind: z.literal('command') }),
      ]),
      accountId: text,
      symbols: z.array(text),
      params: z.record(text, plainParam),
      autoStart: z.boolean(),
      stage: text,
    }),
  ),
  tradingDayZone: text,
  resumeCoolDownMinutes: z.number().optional(),
  guardSilenceSeconds: z.number().optional(),
  autoLockMinutes: z.number().optional(),
  limits: storedLimits,
  triggers: storedTriggers,
});

/** The settings without anything that could be a secret. */
export function settingsShown(settings: Settings): z.output<typeof shown> {
  return shown.parse({
    ...settings,
    bots: settings.bots.map((bot) => ({ ...bot, params: bot.program.kind === 'builtin' ? plainOf(bot.params) : {} })),
  });
}

const plainOf = (params: Settings['bots'][number]['params']): Record<string, unknown> =>
  Object.fromEntries(Object.entries(params).filter(([, value]) => plainParam.safeParse(value).success));
