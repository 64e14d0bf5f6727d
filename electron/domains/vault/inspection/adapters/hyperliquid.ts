import { InspectionStop, type KeyAdapter } from '../adapter';
import { fieldsIn, listIn, readingOf, textIn, timeIn } from '../strict';

const ADDRESS = /^0x[0-9a-f]{40}$/i;
const PRIVATE_KEY = /^(0x)?[0-9a-f]{64}$/i;

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/**
 * The key's first part is the wallet's address, its secret the private key of an agent of that wallet. An agent cannot withdraw, by the
 * protocol; the wallet's own key can, so that it is refused without asking where its address alone tells, and else by its role.
 * Queries are public: nothing is signed and nothing secret is sent.
 */
export const hyperliquid: KeyAdapter = {
  name: 'Hyperliquid',
  grade: { live: 'B', testnet: 'B' },
  hasNoIpLists: true,
  transferComesWithTrading: true,
  check: ({ apiKey, secret }) => (ADDRESS.test(apiKey) && PRIVATE_KEY.test(secret) ? null : 'bad-form'),
  errorOf: ({ status }) => (status >= 200 && status < 300 ? null : `HTTP ${status}`),
  errors: [],
  read: async (key) => {
    const wallet = key.credential.apiKey;
    const signer = key.walletAddress;
    if (signer === null) throw new InspectionStop('bad-form');
    if (same(signer, wallet)) throw new InspectionStop('main-wallet');
    const roleOf = async (user: string) => {
      const answer = fieldsIn(await key.ask('publicPostInfo', { type: 'userRole', user }), 'answer');
      return { role: textIn(answer, 'role'), data: answer.data };
    };
    const signed = await roleOf(signer.toLowerCase());
    if (signed.role === 'missing') throw new InspectionStop('not-an-agent');
    if (signed.role !== 'agent') throw new InspectionStop('main-wallet');
    const master = textIn(fieldsIn(signed.data, 'data'), 'user');
    let account: 'master' | 'sub' = 'master';
    if (!same(master, wallet)) {
      const owner = await roleOf(wallet.toLowerCase());
      const isOurs = owner.role === 'subAccount' && same(textIn(fieldsIn(owner.data, 'data'), 'master'), master);
      if (!isOurs) throw new InspectionStop('agent-of-another');
      account = 'sub';
    }
    // Agents without a name may not be listed; then no end is known.
    const agents = listIn(
      await key.ask('publicPostInfo', { type: 'extraAgents', user: master.toLowerCase() }),
      'answer',
    );
    const own = agents
      .map((agent) => fieldsIn(agent, 'agents'))
      .find((agent) => same(textIn(agent, 'address'), signer));
    return {
      reading: readingOf({
        rights: { read: 'yes', trade: 'yes', withdraw: 'no', transfer: 'unknown', manage: 'no' },
        markets: ['perpetuals', 'spot'],
        expiresAt: own === undefined ? null : timeIn(own, 'validUntil'),
        label: own === undefined ? null : textIn(own, 'name').slice(0, 100),
        account,
      }),
      words: {},
      extras: [],
    };
  },
};
