import { type Answers, but, KEY, type KeyAnswers, SECRET } from './case';

const good = {
  apiKey: KEY,
  accountUid: '3c90c3cc-0d44-4b50-8888-8dd25736052a',
  iiban: 'AA08 N84G CPAR UN7A',
  createdAt: '2019-08-24T14:15:22Z',
  permissions: {},
  allowedCidrBlock: '192.0.2.0/28',
  allowedCidrBlocks: ['192.0.2.0/28'],
};
const PATH = '/api/auth/v1/api-keys/v3/check';
const tells = (changed = {}): Answers => ({ [PATH]: { body: but(good, changed) } });
const refuses = (error: string, status = 200): Answers => ({ [PATH]: { status, body: { result: 'error', error } } });

export const krakenfutures: KeyAnswers = {
  exchange: 'krakenfutures',
  credential: { apiKey: KEY, secret: SECRET },
  cases: [
    {
      name: 'a key bound to addresses, whose rights are not told',
      answers: tells(),
      refused: [],
      statements: ['cannot-withdraw', 'cannot-transfer'],
      ip: 'restricted',
      createdAt: Date.UTC(2019, 7, 24, 14, 15, 22),
    },
    { name: 'no address list', answers: tells({ allowedCidrBlocks: [] }), refused: ['no-ip-list'] },
    { name: 'open to all', answers: tells({ allowedCidrBlocks: ['0.0.0.0/0'] }), refused: ['no-ip-list'] },
    {
      name: 'a right nobody knows',
      answers: tells({ permissions: { withdrawal: 'full' } }),
      refused: ['unknown-word'],
    },
    { name: 'unknown', answers: refuses('authenticationError'), refused: ['wrong-key'] },
    { name: 'asked too often', answers: refuses('apiLimitExceeded'), refused: ['no-answer'], says: 'rate-limited' },
    { name: 'of the demo', environment: 'testnet', answers: tells(), refused: [], statements: [] },
  ],
};
