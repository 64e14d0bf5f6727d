import binance from 'ccxt-binance';
import binanceusdm from 'ccxt-binanceusdm';
import { describe, expect, it } from 'vitest';
import { EXCHANGE_IDS } from '#shared/model/account';
import { REAL_ENVIRONMENTS, whyNotOffered } from '#shared/model/account-places';
import { pinnedHosts } from '../../electron/platform/endpoint-pins';
import { pinsIn } from '../../electron/platform/socket-pins';
import { addressesOf } from '../../electron/platform/venue/binance/addresses';

const CCXT = { binance, binanceusdm } as const;
type Tree = Readonly<Record<string, unknown>>;

/** Every address of ours with ccxt's own at the same place: `ws.spot`. */
function pairs(ours: Tree, theirs: Tree, path = ''): ReadonlyArray<readonly [string, unknown, unknown]> {
  return Object.entries(ours).flatMap(([name, value]) => {
    const of = `${path}${name}`;
    const other = theirs[name];
    return typeof value === 'object' && value !== null
      ? pairs(value as Tree, (other ?? {}) as Tree, `${of}.`)
      : [[of, value, other] as const];
  });
}
/** ccxt writes a port that is the usual one. */
const same = (address: unknown): string => new URL(String(address)).href;

describe('Addresses of an account', () => {
  const places = EXCHANGE_IDS.flatMap((exchange) =>
    REAL_ENVIRONMENTS.map((environment) => ({ exchange, environment })),
  );

  it.each(places)(
    'of $exchange, $environment: ccxt’s own, each on the pins of its environment and of no other',
    (place) => {
      const { exchange, environment } = place;
      const addresses = addressesOf(exchange, environment);
      expect(addresses === undefined).toBe(whyNotOffered(place) !== undefined);
      if (addresses === undefined) return;
      const client = new CCXT[exchange]({});
      if (environment === 'testnet') Reflect.apply(Reflect.get(client, 'setSandboxMode') as () => void, client, [true]);
      const { api } = client.urls as { readonly api: Tree };
      for (const [path, ours, theirs] of pairs(addresses, api)) expect(same(ours), path).toBe(same(theirs));
      const other = environment === 'live' ? pinnedHosts('binance', 'testnet') : pinnedHosts('binance', 'live');
      for (const host of pinsIn(addresses)) {
        expect(pinnedHosts('binance', environment)?.has(host), host).toBe(true);
        expect(other?.has(host), host).toBe(false);
      }
    },
  );
});
