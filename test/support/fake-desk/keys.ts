import { keyHandlers } from '../../../electron/app/keys/handlers';
import type { PasteSource } from '../../../electron/app/keys/ports';
import type { KeptKey } from '../../../electron/domains/vault/index';
import { systemClock } from '../../../electron/platform/clock';
import type { ChannelName, Event } from '../../../shared/contract/index';
import { KEY_GUIDES } from '../../../shared/model/key-guides';
import type { KeyExchange, KeyVerdict } from '../../../shared/model/keys';
import type { DeskState } from '../fake-desk';
import { goodReading, type KeysRig, keysRig, NO_ANSWER, verdictOf, WITHDRAW_ON } from '../keys-rig';

type KeyChannel = Extract<ChannelName, `keys.${string}`>;
const DAY_MS = 86_400_000;

/** Documentation addresses (RFC 5737): nobody's. */
const SEEN_FROM = '198.51.100.4';
const NO_IP_LIST = {
  id: 'no-ip-list',
  sentence: 'This key works from any address in the world, and it is for real money.',
  fix: `Put ${SEEN_FROM} on its IP list, save, and check again.`,
};

/** What the made-up exchanges find of a key, by how its public part begins: `withdraw…`, `noip…`, `silent…`, `slow…`, or a good one. */
function findsOf(exchange: KeyExchange, apiKey: string): KeyVerdict | Promise<KeyVerdict> {
  const at = Date.now();
  const good = goodReading(at);
  const { grade } = KEY_GUIDES[exchange];
  if (apiKey.startsWith('slow')) return new Promise(() => undefined);
  if (apiKey.startsWith('silent')) return verdictOf(at, null, { grade, refusals: [NO_ANSWER] });
  if (apiKey.startsWith('withdraw'))
    return verdictOf(at, { ...good, rights: { ...good.rights, withdraw: 'yes' } }, { grade, refusals: [WITHDRAW_ON] });
  if (apiKey.startsWith('noip')) {
    const ip = { kind: 'open', addresses: [] } as const;
    return verdictOf(at, { ...good, ip }, { grade, refusals: [NO_IP_LIST], callerIp: SEEN_FROM });
  }
  if (grade === 'A') return verdictOf(at, good);
  const rights =
    grade === 'B'
      ? good.rights
      : ({ read: 'yes', trade: 'unknown', withdraw: 'unknown', transfer: 'unknown', manage: 'unknown' } as const);
  const statements =
    grade === 'B' ? (['ip-restricted'] as const) : (['cannot-withdraw', 'cannot-transfer', 'ip-restricted'] as const);
  const reading = { ...good, rights, ip: { kind: 'unknown', addresses: [] }, createdAt: null } as const;
  return verdictOf(at, reading, { grade, statements });
}

function keyOf(index: number, over: Partial<KeptKey>, reading: Parameters<typeof goodReading>[1] = {}): KeptKey {
  const now = Date.now();
  return {
    keyId: `key-${index}00`,
    exchange: 'binance',
    environment: 'live',
    accountId: `sub-${index}`,
    purpose: 'trade',
    ending: `${index}fK2`,
    storedAt: now - 30 * DAY_MS,
    verdict: verdictOf(now - 7_200_000, goodReading(now - 29 * DAY_MS, reading)),
    statements: [],
    ...over,
  };
}

/** The keys of a made-up desk. Changed ones are found so by the real reading. */
function seed(rig: KeysRig, state: DeskState): void {
  const now = Date.now();
  const { store } = rig;
  store.seed(keyOf(1, {}));
  if (state === 'reducing') return;
  store.seed(keyOf(1, { keyId: 'key-101', purpose: 'watch' }, { rights: { ...goodReading(now).rights, trade: 'no' } }));
  store.seed(keyOf(2, { exchange: 'okx', ending: '77b0' }, { createdAt: null }));
  store.seed(
    keyOf(
      3,
      { exchange: 'bybit', storedAt: now - 86 * DAY_MS },
      { createdAt: now - 86 * DAY_MS, expiresAt: now + 4 * DAY_MS },
    ),
  );
  const stated = (['ip-restricted', 'cannot-withdraw'] as const).map((statement) => ({
    statement,
    by: 'ada',
    at: now - 12 * DAY_MS,
  }));
  store.seed(
    keyOf(4, {
      exchange: 'bitvavo',
      storedAt: now - 12 * DAY_MS,
      statements: stated,
      verdict: verdictOf(now - 9_000_000, null, { grade: 'C', statements: ['ip-restricted', 'cannot-withdraw'] }),
    }),
  );
  store.seed(
    keyOf(
      5,
      { exchange: 'kraken', ending: 'aZ9/' },
      { markets: ['spot'], ip: { kind: 'restricted', addresses: ['203.0.113.7', '203.0.113.8'] } },
    ),
  );
  store.seed(
    keyOf(6, {
      exchange: 'deribit',
      environment: 'testnet',
      verdict: verdictOf(now - 3 * DAY_MS, goodReading(now - 20 * DAY_MS)),
    }),
  );
}

/** Keys of a made-up desk, kept in memory and worked with by the real desk of keys. */
export class FakeKeys {
  readonly #rig: KeysRig;
  readonly #handlers: ReturnType<typeof keyHandlers>;
  readonly #ready: Promise<void>;

  constructor(state: DeskState, clipboard: PasteSource, onProgress: (progress: Event<'keys.progress'>) => void) {
    this.#rig = keysRig(systemClock, { clipboard, onProgress });
    const { world, store, desk } = this.#rig;
    this.#handlers = keyHandlers(desk);
    world.balance = { equity: '10140.0211', unit: 'USDT' };
    world.finds = ({ exchange }, { apiKey }) => findsOf(exchange, apiKey);
    this.#ready = Promise.resolve();
    if (state === 'first-run' || state === 'empty') return;
    seed(this.#rig, state);
    if (state !== 'reducing' && store.kept.has('key-500')) this.#ready = this.#change('key-500');
    if (state === 'error') {
      world.state = 'unusable';
      world.message =
        'The OS keychain is locked, so no key can be read. Nothing new is ordered; the halt and the guard work. Unlock it in your desktop’s settings.';
    }
    if (state === 'halted') this.#rig.lockNow();
  }

  static answers(name: string): name is KeyChannel {
    return name.startsWith('keys.');
  }

  async answer(name: KeyChannel, request: never): Promise<unknown> {
    await this.#ready;
    return this.#handlers[name](request);
  }

  /** Somebody has changed this key at its exchange. */
  async #change(keyId: string): Promise<void> {
    const { world, desk, store } = this.#rig;
    const finds = world.finds;
    const before = store.kept.get(keyId)?.key.verdict.reading;
    if (before === undefined || before === null) return;
    const ip = { kind: 'restricted', addresses: [...before.ip.addresses, '192.0.2.66'] } as const;
    world.finds = () => verdictOf(Date.now() - 1_200_000, { ...before, markets: ['spot', 'margin'], ip });
    await desk.inspect({ keyId });
    world.finds = finds;
  }
}
