import { type Answer, type Answers, type Asked, but, KEY, type KeyAnswers, SECRET } from './case';

const good = {
  accountName: 'Main',
  userId: 12523,
  apiKey: KEY,
  permissions: ['READ', 'TRADE'],
  allowedIPs: ['198.51.100.4'],
};
const PATH = '/v3/account/credentials';
const page = (rows: readonly unknown[], total: number, currentPage: number): Answer => ({
  body: { success: true, data: { rows, meta: { total, recordsPerPage: 1000, currentPage } }, timestamp: 1 },
});
const tells = (changed = {}): Answers => ({ [PATH]: page([but(good, changed)], 1, 1) });
const refuses = (code: number, message: string): Answers => ({
  [PATH]: { status: 400, body: { success: false, code, message } },
});

export const woo: KeyAnswers = {
  exchange: 'woo',
  credential: { apiKey: KEY, secret: SECRET },
  cases: [
    { name: 'a trade key bound to an address', answers: tells(), refused: [], ip: 'restricted', label: 'Main' },
    {
      name: 'on the second page of keys',
      answers: {
        [PATH]: ({ path }: Asked) => {
          const number = Number(new URL(path, 'http://host').searchParams.get('page'));
          return page([number === 2 ? good : but(good, { apiKey: 'another' })], 1001, number);
        },
      },
      refused: [],
    },
    { name: 'on no page', answers: tells({ apiKey: 'another' }), refused: ['not-in-list'] },
    {
      name: 'withdrawals on',
      answers: tells({ permissions: ['READ', 'TRADE', 'WITHDRAWAL'] }),
      refused: ['withdraw-on'],
    },
    { name: 'no address list', answers: tells({ allowedIPs: undefined }), refused: ['no-ip-list'] },
    {
      name: 'a word nobody knows',
      answers: tells({ permissions: ['READ', 'TRADE', 'TRANSFER'] }),
      refused: ['unknown-word'],
    },
    { name: 'unknown', answers: refuses(-1001, 'The api key or secret is in wrong format'), refused: ['wrong-key'] },
    {
      name: 'invalid, expired or without the right',
      answers: refuses(-1002, 'API key or secret is invalid'),
      refused: ['key-or-right'],
    },
    {
      name: 'on the staging network',
      environment: 'testnet',
      answers: tells({ allowedIPs: undefined }),
      refused: [],
      warned: ['no-ip-list'],
    },
  ],
};
