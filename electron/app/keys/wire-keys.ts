import type { Event } from '#shared/contract/index';
import type { AccountView, BotView } from '#shared/contract/views';
import type { Account } from '#shared/model/account';
import type { Clock } from '#shared/model/time';
import type { Bots } from '../../domains/bots/index';
import type { KeyInspector, KeyStore } from '../../domains/vault/index';
import type { Recorder } from '../recorder';
import type { TriggerTell } from '../triggers/tell';
import { Inspections } from './inspections';
import { KeyDesk } from './key-desk';
import type { PasteSource, VaultLock } from './ports';

export interface KeysOptions {
  readonly clock: Clock;
  readonly accounts: readonly Account[];
  readonly recorder: Pick<Recorder, 'append' | 'record'>;
  readonly bots: Pick<Bots, 'statuses' | 'pauseBot' | 'goOn'>;
  readonly accountOf: (botId: string) => string;
  readonly tell: Pick<TriggerTell, 'onKeyDrift'>;
  readonly accountViews: () => readonly AccountView[];
  /** Missing where there is no desktop: then nothing can be pasted. */
  readonly clipboard: PasteSource | undefined;
  readonly onProgress: (progress: Event<'keys.progress'>) => void;
  /** The sealed vault, the inspector and the vault's lock. */
  readonly vault: { readonly store: KeyStore; readonly inspector: KeyInspector; readonly lock: VaultLock };
}

/** The desk of keys on this console, and the clock that reads its keys back. */
export interface Keys {
  readonly desk: KeyDesk;
  readonly inspections: Inspections;
}

/** Bots in these states do something, or will by themselves. */
const AT_WORK: ReadonlySet<BotView['state']> = new Set([
  'starting',
  'running',
  'reducing',
  'halted',
  'blocked',
  'backing-off',
]);
const NO_CLIPBOARD: PasteSource = { read: async () => '', clearIfHolds: async () => undefined };

export function wireKeys(options: KeysOptions): Keys {
  const { clock, accounts, recorder, bots, tell } = options;
  const { store, inspector, lock } = options.vault;
  const desk = new KeyDesk({
    clock,
    store,
    inspector,
    vault: lock,
    clipboard: options.clipboard ?? NO_CLIPBOARD,
    append: (type, data) => recorder.append(type, data),
    record: (type, data) => recorder.record(type, data),
    onProgress: options.onProgress,
    onDrift: (drift) => {
      // An account that is not on this desk has nothing to halt; halting everything for it would stop what has nothing to do with it.
      if (accounts.some(({ id }) => id === drift.accountId)) tell.onKeyDrift(drift);
    },
    pauseBots: async (accountId) => {
      const paused = bots
        .statuses()
        .filter(({ botId, state }) => options.accountOf(botId) === accountId && AT_WORK.has(state))
        .map(({ botId }) => botId);
      await Promise.all(
        paused.map((botId) => {
          recorder.record('key.bot-paused', { botId, accountId });
          return bots.pauseBot(botId, 'keys', 'The key of its account is being replaced.');
        }),
      );
      return () => {
        for (const botId of paused) bots.goOn(botId, 'keys');
      };
    },
    balanceOf: (accountId) => {
      const account = options.accountViews().find((each) => each.accountId === accountId);
      return account?.equity == null ? undefined : { equity: account.equity, unit: 'USDT' };
    },
  });
  const inspections = new Inspections({
    clock,
    random: Math.random,
    isUnlocked: () => lock.view().state === 'unlocked',
    keys: () => store.list(),
    read: (keyId) => desk.readAgain(keyId),
  });
  return { desk, inspections };
}
