import type { Exchange } from 'ccxt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GuardAccountResult, KnownOrder } from '../../electron/domains/halt/guard-protocol';
import { CANARY, type GuardWorld, startGuard } from '../support/exchange-world';
import { restOne, startVenue, type VenueName, type VenueWorld, venueCredential } from '../support/venue-world';

const SYMBOLS = ['BTC/USDT', 'ETH/USDT', 'SOL/USDT'];
/** Placing is not what is tested: its limits are wide. Those of cancelling and listing are the exchange's own. */
const PLACING: Readonly<Record<VenueName, Readonly<Record<string, number>>>> = {
  kraken: { trading: 100_000 },
  okx: { places: 100_000 },
  bybit: { places: 100_000 },
};
/** More than a listing's page holds, where there are pages. */
const MANY: Readonly<Record<VenueName, number>> = { kraken: 52, okx: 104, bybit: 52 };

/** What ccxt makes of each refusal; and the bans of whoever asks sixty times at once. */
const WORDS = {
  kraken: {
    noOrder: 'O00000-00000-000ZZZ',
    unknown: /^OrderNotFound .*EOrder:Unknown order/,
    signature: /EAPI:Invalid signature/,
    key: /^AuthenticationError .*EAPI:Invalid key/,
    limit: /EAPI:Rate limit exceeded/,
    bans: 1,
  },
  okx: {
    noOrder: '999999999',
    unknown: /^OrderNotFound .*All operations failed/,
    signature: /^AuthenticationError .*50113/,
    key: /^AuthenticationError .*50111/,
    limit: /^RateLimitExceeded .*50011/,
    bans: 0,
  },
  bybit: {
    noOrder: '999999999',
    unknown: /^OrderNotFound .*170213/,
    signature: /^AuthenticationError .*10004/,
    key: /^AuthenticationError .*10003/,
    limit: /^RateLimitExceeded .*10006/,
    bans: 0,
  },
} as const;

describe.each<VenueName>(['kraken', 'okx', 'bybit'])(
  'the guard on %s, orders placed through unmodified ccxt',
  (name) => {
    let venue: VenueWorld;
    let guard: GuardWorld;
    let next = 0;
    const clients = new Map<string, Exchange>();
    const last = new Map<string, number>();
    const ACCOUNTS = ['many', 'few', 'racing', 'part', 'limited', 'revoked', 'stops', 'edge'];

    beforeAll(async () => {
      venue = await startVenue(name, ACCOUNTS, { venueLimits: PLACING[name] });
      for (const accountId of ACCOUNTS.slice(0, -1)) clients.set(accountId, await venue.connect(accountId));
      const client = clients.get('many') as Exchange;
      for (const symbol of SYMBOLS) last.set(symbol, (await client.fetchTicker(symbol)).last ?? 0);
      guard = await startGuard(
        ACCOUNTS.slice(0, -1).map((id) => venue.guardAccount(id, SYMBOLS)),
        15_000,
      );
    });
    afterAll(async () => {
      await guard?.stop();
      await venue?.stop();
    });

    const clientOf = (accountId: string): Exchange => clients.get(accountId) as Exchange;
    async function rest(accountId: string, count: number, symbols = SYMBOLS): Promise<KnownOrder[]> {
      const placed: KnownOrder[] = [];
      for (let i = 0; i < count; i += 1) {
        const symbol = symbols[i % symbols.length] ?? '';
        placed.push(await restOne(clientOf(accountId), accountId, symbol, last.get(symbol) ?? 0, `g${next++}`));
      }
      return placed;
    }
    async function halt(
      accountIds: readonly string[],
      known: readonly KnownOrder[] = [],
      symbols?: readonly string[],
    ): Promise<readonly GuardAccountResult[]> {
      const answer = await guard.process.request(
        'cancelAll',
        { haltId: `h${next++}`, accountIds, known, symbols },
        20_000,
      );
      if (!answer.ok) throw new Error(answer.error.message);
      return answer.value.accounts;
    }
    const outcomes = (accounts: readonly GuardAccountResult[]): Record<string, number> => {
      const count: Record<string, number> = {};
      for (const { outcome } of accounts.flatMap((account) => account.orders))
        count[outcome] = (count[outcome] ?? 0) + 1;
      return count;
    };
    const open = async (accountId: string): Promise<number> => {
      let count = 0;
      // One after the other: two of ccxt's requests to Kraken within a millisecond have the same nonce.
      for (const symbol of SYMBOLS) count += (await clientOf(accountId).fetchOpenOrders(symbol)).length;
      return count;
    };

    it('empties two accounts at once, more orders than a page holds, known and unknown, and names each', async () => {
      const known = (await rest('many', MANY[name])).slice(0, 40);
      await rest('few', 2);
      const accounts = await halt(['many', 'few'], known);
      expect(accounts.map(({ state, problem }) => [state, problem])).toEqual([
        ['verified-empty', null],
        ['verified-empty', null],
      ]);
      expect(outcomes(accounts)).toEqual({ cancelled: MANY[name] + 2 });
      expect(await venue.status()).toMatchObject({ openOrders: 0, limited: 0, banned: 0 });
      expect([await open('many'), await open('few')]).toEqual([0, 0]);
      const named = accounts.flatMap((account) => account.orders.map((order) => order.clientOrderId));
      expect(named).toEqual(expect.arrayContaining(known.map((order) => order.clientOrderId)));
    });

    it('finds and cancels orders that wait for a trigger', async () => {
      const price = (last.get('BTC/USDT') ?? 0) * 0.9;
      const client = clientOf('stops');
      const [stop, limit] = [price, price * 0.99].map((value) => Number(client.priceToPrecision('BTC/USDT', value)));
      await client.createOrder('BTC/USDT', 'limit', 'sell', 0.001, limit, {
        [name === 'kraken' ? 'stopLossPrice' : 'triggerPrice']: stop,
      });
      await rest('stops', 1);
      expect((await venue.status()).openOrders).toBe(2);
      const accounts = await halt(['stops']);
      expect(accounts).toMatchObject([{ state: 'verified-empty' }]);
      expect(outcomes(accounts)).toEqual({ cancelled: 2 });
      expect((await venue.status()).openOrders).toBe(0);
    });

    it('names an order that filled while it was cancelled as filled, and one that never arrived as unknown', async () => {
      const known = await rest('racing', 4);
      await venue.faults({ fillDuringCancel: { count: 1 } });
      const never = { accountId: 'racing', symbol: 'BTC/USDT', clientOrderId: 'neverSent', quantity: '1' };
      const accounts = await halt(['racing'], [...known, never]);
      expect(accounts).toMatchObject([{ state: 'verified-empty' }]);
      expect(outcomes(accounts)).toEqual({ filled: 1, cancelled: 3, unknown: 1 });
      const filled = accounts.flatMap(({ orders }) => orders).find(({ outcome }) => outcome === 'filled');
      expect(filled).toMatchObject({ evidence: 'order history', filledQuantity: expect.stringMatching(/[1-9]/) });
    });

    it('of one symbol leaves the orders on others', async () => {
      const known = await rest('part', 9);
      const accounts = await halt(['part'], known, ['ETH/USDT']);
      expect(accounts).toMatchObject([{ state: 'verified-empty' }]);
      expect(outcomes(accounts)).toEqual({ cancelled: 3 });
      expect(await open('part')).toBe(6);
    });

    it('keeps quiet for as long as a limit wants, then goes on, and is never banned', async () => {
      const known = await rest('limited', 3);
      await venue.faults({ status: 429 });
      const halting = halt(['limited'], known);
      await expect.poll(async () => (await venue.status()).limited, { timeout: 5_000 }).toBeGreaterThan(0);
      await venue.faults({ status: undefined } as never);
      expect(await halting).toMatchObject([{ state: 'verified-empty' }]);
      const { limited, banned } = await venue.status();
      expect([banned, await open('limited')]).toEqual([0, 0]);
      // One wave of requests met it, perhaps with one round of readiness, and nothing was sent into it afterwards.
      expect(limited).toBeLessThanOrEqual(7 + ACCOUNTS.length);
    });

    it('says in redacted words that a key is refused', async () => {
      await rest('revoked', 1);
      await venue.faults({ revokedKeys: [venueCredential('revoked').apiKey] });
      const [account] = await halt(['revoked']);
      expect(account).toMatchObject({ state: 'not-verified', problem: expect.stringMatching(/key/i) });
      expect(JSON.stringify(account)).not.toContain(CANARY);
      await venue.faults({ revokedKeys: [] });
      expect(await halt(['revoked'])).toMatchObject([{ state: 'verified-empty' }]);
    });

    it('answers ccxt in its own words: a wrong secret, an unknown key, an unknown order, a limit', async () => {
      const client = await venue.connect('edge');
      const said = async (call: () => Promise<unknown>): Promise<string> =>
        call().then(
          () => 'accepted',
          (thrown: Error) => `${thrown.constructor.name} ${thrown.message.slice(0, 160)}`,
        );
      const words = WORDS[name];
      expect(await said(() => client.cancelOrder(words.noOrder, 'BTC/USDT'))).toMatch(words.unknown);
      const { apiKey, secret } = client;
      client.secret = Buffer.from('wrong'.repeat(8)).toString('base64');
      expect(await said(() => client.fetchBalance())).toMatch(words.signature);
      client.secret = secret;
      client.apiKey = 'unknown-key';
      expect(await said(() => client.fetchBalance())).toMatch(words.key);
      client.apiKey = apiKey;
      const answers = await Promise.all(Array.from({ length: 60 }, () => said(() => client.fetchBalance())));
      expect(answers.filter((answer) => words.limit.test(answer)).length).toBeGreaterThan(0);
      expect((await venue.status()).banned).toBe(words.bans);
    });
  },
);
