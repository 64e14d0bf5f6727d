import { MOST_ACCOUNTS } from '#shared/contract/bounds';
import type { Request } from '#shared/contract/index';
import { isMarginExchange } from '#shared/model/account';
import { MARKET_WORDS, whyNotOffered } from '#shared/model/account-places';
import { isContractSymbol } from '#shared/model/market';
import { messageOf, type Result } from '#shared/model/result';
import type { HandlerAnswer } from '../../platform/ipc-answers';
import { done, failed } from '../keys/answers';
import { type Settings, settingsProblem } from '../settings';
import { sharedSymbols } from './places';

export interface AccountsDeskPorts {
  /** As they are stored: what the next start begins with. */
  readonly saved: () => Settings;
  /** Stores a part of them; throws when it cannot. */
  readonly save: (part: Partial<Settings>) => void;
  /** Durable before it resolves. */
  readonly append: (type: string, data: unknown) => Promise<Result<unknown, { readonly message: string }>>;
  readonly record: (type: string, data: unknown) => void;
}

interface Change {
  readonly next: Settings;
  readonly type: 'account.added' | 'account.removed' | 'account.bot-moved';
  readonly data: unknown;
}
type NotDone = ReturnType<typeof failed<'journal-failed' | 'could-not-save'>>;

/**
 * Changes the accounts of this desk, and which bot trades on which. First the record, with the old and the new, then the settings; the
 * next start takes them up. One change after the other, each judged on what the one before left.
 */
export class AccountsDesk {
  readonly #ports: AccountsDeskPorts;
  #last: Promise<unknown> = Promise.resolve();

  constructor(ports: AccountsDeskPorts) {
    this.#ports = ports;
  }

  add({ label, ...account }: Request<'accounts.add'>): Promise<HandlerAnswer<'accounts.add'>> {
    return this.#inTurn(async () => {
      const settings = this.#ports.saved();
      const { accountId: id, exchange, environment } = account;
      if (settings.accounts.some((each) => each.id === id))
        return failed('taken', `There is an account ${id} already. Nothing was added; choose another name.`);
      if (settings.accounts.length >= MOST_ACCOUNTS)
        return failed(
          'too-many',
          `A desk holds ${MOST_ACCOUNTS} accounts at most. Nothing was added; remove one first.`,
        );
      const notOffered = whyNotOffered({ exchange, environment });
      if (notOffered !== undefined) return failed('not-offered', `${notOffered} Nothing was added.`);
      const name = label.trim();
      const added = { id, exchange, environment, ...(name === '' ? {} : { label: name }) };
      const next = { ...settings, accounts: [...settings.accounts, added] };
      return this.#make({ next, type: 'account.added', data: { accountId: id, old: null, new: added } });
    });
  }

  remove({ accountId }: Request<'accounts.remove'>): Promise<HandlerAnswer<'accounts.remove'>> {
    return this.#inTurn(async () => {
      const settings = this.#ports.saved();
      const old = settings.accounts.find(({ id }) => id === accountId);
      if (old === undefined)
        return failed('unknown-account', `There is no account ${accountId} to remove. Nothing was changed.`);
      const bot = settings.bots.find((each) => each.accountId === accountId);
      if (bot !== undefined)
        return failed(
          'in-use',
          `${bot.id} trades on ${accountId}. Give the bot another account first; nothing was changed.`,
        );
      if (hasLimits(settings, accountId))
        return failed(
          'in-use',
          `Limits are set for ${accountId}. Take them off on the Limits page first; nothing was changed.`,
        );
      const accounts = settings.accounts.filter(({ id }) => id !== accountId);
      if (accounts.length === 0)
        return failed(
          'last-account',
          `${accountId} is the only account, and a desk needs one. Add another first; nothing was changed.`,
        );
      return this.#make({
        next: { ...settings, accounts },
        type: 'account.removed',
        data: { accountId, old, new: null },
      });
    });
  }

  assign({ botId, accountId }: Request<'accounts.assign'>): Promise<HandlerAnswer<'accounts.assign'>> {
    return this.#inTurn(async () => {
      const settings = this.#ports.saved();
      const bot = settings.bots.find(({ id }) => id === botId);
      if (bot === undefined) return failed('unknown-bot', `There is no bot ${botId}. Nothing was changed.`);
      const account = settings.accounts.find(({ id }) => id === accountId);
      if (account === undefined)
        return failed('unknown-account', `There is no account ${accountId}. Nothing was changed; add it first.`);
      if (bot.accountId === accountId) return done;
      const other = settings.bots.find((each) => each.accountId === accountId);
      if (other !== undefined)
        return failed(
          'in-use',
          `${other.id} trades on ${accountId}, and an account has one bot, so that what it does has one author. Nothing was changed.`,
        );
      const wrong = whyNotThere(settings, bot, account);
      if (wrong !== undefined) return failed('not-offered', `${wrong} Nothing was changed.`);
      const bots = settings.bots.map((each) => (each.id === botId ? { ...each, accountId } : each));
      const next = { ...settings, bots };
      const [shared] = sharedSymbols(next);
      if (shared !== undefined)
        return failed(
          'not-offered',
          `${shared.bots.join(' and ')} would trade ${shared.symbol} in two environments, and a symbol has one price on a desk. Take it off one bot's allowlist first; nothing was changed.`,
        );
      const data = { botId, old: bot.accountId, new: accountId };
      return this.#make({ next, type: 'account.bot-moved', data });
    });
  }

  async #make({ next, type, data }: Change): Promise<typeof done | NotDone> {
    const { append, record, save } = this.#ports;
    const problem = settingsProblem(next);
    if (problem !== undefined)
      return failed(
        'could-not-save',
        `These settings would not be taken at the next start (${problem}). Nothing was changed.`,
      );
    const written = await append(type, data);
    if (!written.ok)
      return failed(
        'journal-failed',
        `It could not be put on record (${written.error.message}), so nothing was changed. Try again.`,
        true,
      );
    try {
      save({ accounts: next.accounts, bots: next.bots });
      return done;
    } catch (thrown) {
      record('account.change-dropped', { type, why: messageOf(thrown) });
      return failed(
        'could-not-save',
        `It could not be saved (${messageOf(thrown)}). Nothing was changed; free some space and try again.`,
        true,
      );
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work, work);
    this.#last = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }
}

const hasLimits = ({ limits }: Settings, accountId: string): boolean =>
  limits.accounts[accountId] !== undefined ||
  limits.overrides.some(({ level, key }) => level === 'account' && key === accountId);

/** Why the bot cannot trade on the account; undefined when it can. */
function whyNotThere(
  { limits }: Settings,
  bot: Settings['bots'][number],
  account: Settings['accounts'][number],
): string | undefined {
  if (account.environment === 'live')
    return `${account.id} is live: no order leaves it before the go-live checklist is passed, and this version has none, so no bot is pointed at it.`;
  const isMargin = isMarginExchange(account.exchange);
  const symbols = [...bot.symbols, ...((limits.bots[bot.id]?.['symbol-allowlist']?.value ?? []) as readonly string[])];
  const stranger = symbols.find((symbol) => isContractSymbol(symbol) !== isMargin);
  return stranger === undefined
    ? undefined
    : `${bot.id} trades ${stranger}, which ${MARKET_WORDS[account.exchange]}, where ${account.id} is, does not have.`;
}
