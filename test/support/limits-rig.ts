import { err, ok } from '#shared/model/result';
import { LimitsDesk } from '../../electron/app/limits/limits-desk';
import { limitScopes } from '../../electron/app/limits/scopes';
import { firstRunSettings, type Settings } from '../../electron/app/settings';
import { LimitBook, type LimitEdit, parseLimits, type StoredLimits } from '../../electron/domains/risk/index';
import { VirtualClock } from './virtual-clock';

export const RIGHT = 'four unrelated quiet words';

/** The real LimitsDesk and book on a desk of three bots, with journal, disk and passphrase in the test's hand. */
export function limitsRig(change: Partial<StoredLimits> = {}) {
  const first = firstRunSettings();
  const settings: Settings = { ...first, limits: { ...first.limits, ...change } };
  const accounts = settings.accounts.map(({ id, exchange, environment }) => ({ id, exchange, environment }));
  const clock = new VirtualClock();
  const records: Array<{ readonly type: string; readonly data: Record<string, unknown>; readonly isDurable: boolean }> =
    [];
  const nothing = (): void => undefined;
  const world = { isJournalAway: false, isDiskFull: false, isSet: true, tries: 0, onAppend: nothing };
  let saved: StoredLimits | undefined;
  const book = new LimitBook(parseLimits(settings.limits), (expired) => desk.onExpired(expired));
  const desk: LimitsDesk = new LimitsDesk(settings.limits, {
    clock,
    book,
    checkPassphrase: async (text) => {
      world.tries += 1;
      return world.isSet ? (text === RIGHT ? 'right' : 'wrong') : 'not-set';
    },
    append: async (type, data) => {
      if (world.isJournalAway) return err({ message: 'The journal is away.' });
      records.push({ type, data: data as Record<string, unknown>, isDurable: true });
      world.onAppend();
      return ok({ seq: records.length });
    },
    record: (type, data) => void records.push({ type, data: data as Record<string, unknown>, isDurable: false }),
    isJournalHealthy: () => !world.isJournalAway,
    save: (limits) => {
      if (world.isDiskFull) throw new Error('ENOSPC');
      saved = limits;
    },
    ...limitScopes(settings, accounts, ['BTC/USDT', 'ETH/USDT', 'SOL/USDT']),
  });
  return {
    desk,
    book,
    clock,
    world,
    records,
    saved: () => saved,
    /** What applies to grid-1 on BTC/USDT. */
    applies: (symbol = 'BTC/USDT', botId = 'grid-1', accountId = 'sub-1') =>
      book.resolve({ exchange: 'binance', accountId, botId, symbol }, clock.now()),
    change: (edits: readonly LimitEdit[], passphrase: string | null = null, reason = 'a reason') =>
      desk.change(desk.revision, edits, reason, passphrase),
  };
}

/** An edit of the bot grid-1, unless said otherwise. */
export const edit = (limitId: LimitEdit['limitId'], text: string, over: Partial<LimitEdit> = {}): LimitEdit => ({
  level: 'bot',
  key: 'grid-1',
  limitId,
  to: { kind: 'value', text, onBreach: 'deny' },
  ...over,
});
