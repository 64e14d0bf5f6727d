import { type ChannelName, channels, type Event, type Request } from '../../../shared/contract/index';
import type { LeakFinding, LeakPlace, LeakRun, LeaksView } from '../../../shared/contract/leaks';

type LeakChannel = Extract<ChannelName, `leaks.${string}`>;
export type LeakState = 'none' | 'running' | 'found' | 'clean' | 'cancelled' | 'failed';

const HOME = '/home/ada';
const place = (placeId: string, name: string, paths: string[], isUsual = true, isOwn = false): LeakPlace => ({
  placeId,
  name,
  paths,
  isUsual,
  isOwn,
});
const PLACES: readonly LeakPlace[] = [
  place(
    'histories',
    'Shell and console histories',
    ['.bash_history', '.zsh_history', '.python_history', '.psql_history'].map((name) => `${HOME}/${name}`),
  ),
  place(
    'settings',
    'Settings files of your account',
    ['.profile', '.bashrc', '.netrc', '.aws', '.config'].map((name) => `${HOME}/${name}`),
  ),
  place('bots', 'Folders of the bots', [`${HOME}/.config/holdfast/bots`, `${HOME}/trading/bots/funding`]),
  place('console', "Holdfast's own folder", [`${HOME}/.config/holdfast`]),
  place('home', 'Your whole home folder', [HOME], false),
];

const key = (ending: string, form: 'as it is' | 'base64' = 'as it is') =>
  ({ kind: 'key', keyId: `key-${ending}`, ending, form }) as const;
const FOUND: readonly Omit<LeakFinding, 'id'>[] = [
  {
    what: { kind: 'shape', shape: 'telegram-token', name: 'Telegram bot token' },
    where: { kind: 'file', path: `${HOME}/.zsh_history`, line: 8_412, offset: 401_223 },
    excerpt: '[45 characters]',
  },
  {
    what: key('9fQ2'),
    where: { kind: 'file', path: `${HOME}/trading/bots/funding/config/production.env`, line: 4, offset: 92 },
    excerpt: 'BYBIT_API_SECRET = [36 characters]',
  },
  {
    what: key('9fQ2'),
    where: {
      kind: 'git',
      repository: `${HOME}/trading/strategies/.git`,
      object: '5626abf0f72e58d7a153368ba57db4c673c0e171',
      commit: '347763c8273c81f62700614b89128e7355bac2e0',
      path: 'notebooks/first try.ipynb',
      offset: 18_220,
    },
    excerpt: 'secret = [36 characters]',
  },
  {
    what: key('a81C', 'base64'),
    where: { kind: 'file', path: `${HOME}/.config/rest-client/state.sqlite`, line: null, offset: 1_883_204 },
    excerpt: '[85 characters]',
  },
  {
    what: { kind: 'shape', shape: 'exchange-key', name: 'exchange key (binance)' },
    where: { kind: 'file', path: `${HOME}/trading/old/binance.json`, line: 3, offset: 61 },
    excerpt: 'apiKey = [64 characters]',
  },
  {
    what: { kind: 'shape', shape: 'private-key', name: 'private key (PEM)' },
    where: {
      kind: 'git',
      repository: `${HOME}/trading/strategies/.git`,
      object: '587be6b4c3f93f93c489c0111bba5596147a26cb',
      commit: null,
      path: null,
      offset: 28,
    },
    excerpt: '[64 characters]',
  },
];
const UNREAD = [
  { path: `${HOME}/.cache/keyring-9X2`, why: 'no permission to read it' },
  {
    path: `${HOME}/trading/backup-2025.zip`,
    why: 'a packed file, which is not looked into: unpack it and scan the folder',
  },
];

/** A leak scan that is in whatever state a test or a picture wants. */
export class FakeLeaks {
  readonly #push: (change: Event<'leaks.changed'>) => void;
  #own: LeakPlace[] = [];
  #view: Pick<LeaksView, 'run' | 'findings' | 'unread'> = { run: null, findings: [], unread: [] };
  #scanId = 0;

  constructor(push: (change: Event<'leaks.changed'>) => void) {
    this.#push = push;
  }

  static answers(name: string): name is LeakChannel {
    return name.startsWith('leaks.');
  }

  show(state: LeakState, places = ['Shell and console histories', "Holdfast's own folder"]): void {
    if (state === 'none') {
      this.#view = { run: null, findings: [], unread: [] };
      return;
    }
    const isRunning = state === 'running';
    const isClean = state === 'clean';
    const all = FOUND.map((finding, index) => ({ ...finding, id: index + 1 }));
    const findings = isClean ? [] : state === 'found' ? all : all.slice(0, isRunning ? 2 : 1);
    const unread = isClean || isRunning ? [] : UNREAD;
    const keysFound = findings.filter(({ what }) => what.kind === 'key').length;
    const now = Date.now();
    const run: LeakRun = {
      scanId: this.#scanId,
      phase: isRunning ? 'running' : state === 'cancelled' ? 'cancelled' : state === 'failed' ? 'failed' : 'done',
      startedAt: now - 23_000,
      endedAt: isRunning ? null : now - 1_000,
      places,
      keys: 3,
      counts: {
        files: 48_212,
        bytes: 3_112_448_001,
        gitRepositories: 3,
        gitObjects: 19_433,
        keysFound,
        shapesFound: findings.length - keysFound,
        unread: unread.length,
        archives: unread.length / 2,
        notFollowed: 14,
      },
      current: isRunning ? `${HOME}/trading/strategies/data/BTCUSDT-trades-2025-11.csv` : '',
      message:
        state === 'failed'
          ? `The process of the scan was ended by SIGKILL. It was reading ${HOME}/mnt/nas. What was found until then is listed. Nothing on this machine was changed; scan again, or choose fewer folders.`
          : '',
    };
    this.#view = { run, findings, unread };
    this.#push({ run, hasNews: true });
  }

  async answer<N extends LeakChannel>(name: N, request: Request<N>): Promise<unknown> {
    const value = channels[name].response.parse(this.#value(name, request));
    return { ok: true, value };
  }

  #value(name: LeakChannel, request: unknown): unknown {
    switch (name) {
      case 'leaks.read':
        return { ...this.#view, places: [...PLACES, ...this.#own] };
      case 'leaks.add-folder':
        this.#own = [place('folder-1', `${HOME}/trading`, [`${HOME}/trading`], true, true)];
        return { placeId: 'folder-1' };
      case 'leaks.remove-folder':
        this.#own = [];
        return {};
      case 'leaks.scan': {
        const { placeIds } = request as Request<'leaks.scan'>;
        this.#scanId += 1;
        const names = [...PLACES, ...this.#own]
          .filter(({ placeId }) => placeIds.includes(placeId))
          .map((each) => each.name);
        this.show('running', names);
        return { scanId: this.#scanId };
      }
      case 'leaks.cancel':
        this.show('cancelled');
        return {};
    }
  }
}
