import type { Answer, Answers, Asked, KeyAnswers } from './case';

/** A key that stands in many examples, and the address it makes: known to everybody, holds nothing. */
const AGENT_KEY = '0x4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318';
const AGENT = '0x2c7536e3605d9c16a7a3d7b1898e529396a65c23';
const WALLET = '0x1111111111111111111111111111111111111111';
const SUB = '0x2222222222222222222222222222222222222222';

interface Ledger {
  readonly roles: Readonly<Record<string, unknown>>;
  readonly agents?: readonly unknown[];
}

const info = ({ roles, agents = [] }: Ledger): Answers => ({
  '/info': ({ body }: Asked): Answer => {
    const asked = JSON.parse(body) as { type: string; user: string };
    return { body: asked.type === 'extraAgents' ? agents : (roles[asked.user] ?? { role: 'missing' }) };
  },
});
const isAgent = { [AGENT]: { role: 'agent', data: { user: WALLET } } };
const named = [{ name: 'desk', address: AGENT, validUntil: 4_000_000_000_000 }];

export const hyperliquid: KeyAnswers = {
  exchange: 'hyperliquid',
  credential: { apiKey: WALLET, secret: AGENT_KEY },
  cases: [
    {
      name: 'an agent of the wallet',
      answers: info({ roles: isAgent, agents: named }),
      refused: [],
      warned: ['no-ip-lists-there', 'transfer-with-trading', 'master-account'],
      statements: [],
      account: 'master',
      label: 'desk',
      expiresAt: 4_000_000_000_000,
    },
    { name: 'an agent without a name', answers: info({ roles: isAgent }), refused: [] },
    {
      name: 'an agent for a subaccount of its wallet',
      credential: { apiKey: SUB },
      answers: info({ roles: { ...isAgent, [SUB]: { role: 'subAccount', data: { master: WALLET } } } }),
      refused: [],
      account: 'sub',
    },
    {
      name: 'an agent of another wallet',
      credential: { apiKey: SUB },
      answers: info({ roles: isAgent }),
      refused: ['agent-of-another'],
    },
    {
      name: 'the wallet’s own key, by its address',
      credential: { apiKey: AGENT },
      answers: {},
      refused: ['main-wallet'],
    },
    {
      name: 'the wallet’s own key, by its role',
      answers: info({ roles: { [AGENT]: { role: 'user' } } }),
      refused: ['main-wallet'],
    },
    { name: 'a key of nobody', answers: info({ roles: {} }), refused: ['not-an-agent'] },
    {
      name: 'an expired agent',
      answers: info({ roles: isAgent, agents: [{ ...named[0], validUntil: 1_600_000_000_000 }] }),
      refused: ['expired'],
    },
    { name: 'an agent for watching', purpose: 'watch', answers: info({ roles: isAgent }), refused: ['trade-on-watch'] },
    { name: 'no private key', credential: { secret: 'hello' }, answers: {}, refused: ['bad-form'] },
    { name: 'a role nobody can read', answers: info({ roles: { [AGENT]: { role: 7 } } }), refused: ['unreadable'] },
  ],
};
