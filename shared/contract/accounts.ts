import { z } from 'zod';
import { EXCHANGE_IDS } from '#shared/model/account';
import { REAL_ENVIRONMENTS } from '#shared/model/account-places';
import { KEY_PURPOSES } from '#shared/model/keys';
import { LABEL_MAX } from './bounds';
import { accountId, botId, channel, nothing, utcMs } from './define';
import { environment } from './views';

/*
 * Accounts of this desk, and which bot trades on which. Every change is on record before it is stored, and takes effect with the next start:
 * workers, guard and bots of this run stay as they are.
 */

export const accountRow = z.strictObject({
  accountId,
  exchange: z.enum(EXCHANGE_IDS),
  environment,
  /** What the subaccount is called at the exchange; empty: not said. */
  label: z.string().max(LABEL_MAX),
  /** `added`: begins with the next start; `removed`: ends with this run. */
  plan: z.enum(['runs', 'added', 'removed']),
  standing: z.enum(['linked', 'not-linked', 'waiting-for-vault', 'no-key', 'not-lent', 'next-start']),
  /** What that means, in a sentence; empty while it is linked. */
  message: z.string().max(1_000),
  /** Keys of the vault for it, by purpose, with the last characters of their public part. */
  keys: z.array(z.strictObject({ purpose: z.enum(KEY_PURPOSES), ending: z.string().max(4) })).max(2),
});
export type AccountRow = z.infer<typeof accountRow>;

export const botPlace = z.strictObject({
  botId,
  symbols: z.array(z.string()),
  /** Where it trades in this run, and from the next start on. */
  accountId: z.string(),
  nextAccountId: z.string(),
});
export type BotPlace = z.infer<typeof botPlace>;

export const accountsView = z.strictObject({
  at: utcMs,
  rows: z.array(accountRow).max(60),
  bots: z.array(botPlace).max(50),
  /** Something waits for the next start. */
  isPending: z.boolean(),
});
export type AccountsView = z.infer<typeof accountsView>;

/** Nothing is changed where a change could not be put on record or stored. */
const notDone = ['journal-failed', 'could-not-save'] as const;

export const accountChannels = {
  'accounts.read': channel({ request: nothing, response: accountsView, errors: [] }),
  'accounts.add': channel({
    request: z.strictObject({
      accountId,
      exchange: z.enum(EXCHANGE_IDS),
      environment: z.enum(REAL_ENVIRONMENTS),
      label: z.string().max(LABEL_MAX),
    }),
    response: nothing,
    errors: ['taken', 'not-offered', 'too-many', ...notDone],
  }),
  'accounts.remove': channel({
    request: z.strictObject({ accountId }),
    response: nothing,
    errors: ['unknown-account', 'in-use', 'last-account', ...notDone],
  }),
  /** Points a bot at another account. */
  'accounts.assign': channel({
    request: z.strictObject({ botId, accountId }),
    response: nothing,
    errors: ['unknown-account', 'unknown-bot', 'in-use', 'not-offered', ...notDone],
  }),
} as const;
