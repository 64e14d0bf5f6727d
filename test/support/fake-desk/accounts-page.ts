import { AccountsDesk } from '../../../electron/app/accounts/accounts-desk';
import { accountHandlers } from '../../../electron/app/accounts/handlers';
import type { KeyStanding } from '../../../electron/app/accounts/key-loans';
import { firstRunSettings, type Settings } from '../../../electron/app/settings';
import type { KeptKey } from '../../../electron/domains/vault/index';
import type { ChannelName } from '../../../shared/contract/index';
import { ok } from '../../../shared/model/result';
import type { DeskState } from '../fake-desk';
import { NEW_KEY } from '../vault-rig';

type AccountChannel = Extract<ChannelName, `accounts.${string}`>;

/** How each made-up account with keys stands. */
const STANDING: Readonly<Record<string, KeyStanding>> = {
  'demo-1': 'waiting-for-vault',
  'demo-2': 'no-key',
  main: 'lent',
};

const KEYS: readonly KeptKey[] = [
  { ...NEW_KEY, keyId: 'key-1', storedAt: 0, accountId: 'demo-1', ending: 'q7Tz' },
  { ...NEW_KEY, keyId: 'key-2', storedAt: 0, accountId: 'main', environment: 'live', ending: 'd0Lm' },
];

/** The three paper accounts; on a desk that is at work also two of the test network and a live one. */
function runningOn(state: DeskState): Settings {
  const settings = firstRunSettings();
  if (state === 'first-run' || state === 'empty') return settings;
  return {
    ...settings,
    accounts: [
      ...settings.accounts,
      { id: 'demo-1', exchange: 'binance', environment: 'testnet', label: 'grid trials' },
      { id: 'demo-2', exchange: 'binance', environment: 'testnet' },
      { id: 'main', exchange: 'binanceusdm', environment: 'live', label: 'hedges' },
    ],
  };
}

/** The real desk of accounts on settings in memory. */
export class FakeAccounts {
  readonly #handlers: ReturnType<typeof accountHandlers>;

  constructor(state: DeskState) {
    const running = runningOn(state);
    let saved = running;
    const desk = new AccountsDesk({
      saved: () => saved,
      save: (part) => {
        saved = { ...saved, ...part };
      },
      append: async () => ok({}),
      record: () => undefined,
    });
    this.#handlers = accountHandlers(desk, {
      now: () => Date.now(),
      running,
      saved: () => saved,
      keys: () => KEYS,
      isLinked: (accountId) => state !== 'error' || accountId === 'sub-1',
      standing: ({ id }) => STANDING[id] ?? 'no-key',
      whyNotLent: () => '',
    });
  }

  static answers(name: string): name is AccountChannel {
    return name.startsWith('accounts.');
  }

  answer(name: AccountChannel, request: never): unknown {
    return this.#handlers[name](request);
  }
}
