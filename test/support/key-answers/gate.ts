import { type Answers, but, CALLER, KEY, type KeyAnswers, SECRET } from './case';

const perms = [
  { name: 'spot', read_only: false },
  { name: 'futures', read_only: false },
  { name: 'wallet', read_only: true },
];
const good = {
  state: 1,
  mode: 1,
  name: 'desk',
  currency_pairs: [],
  user_id: 1,
  ip_whitelist: ['198.51.100.4'],
  perms,
  key: KEY,
  created_at: '1728455139',
  updated_at: '1728455139',
  last_access: '1728455139',
};
const PATH = '/api/v4/account/main_keys';
const tells = (changed = {}): Answers => ({ [PATH]: { body: [but(good, { key: 'another' }), but(good, changed)] } });
const refuses = (label: string, message: string): Answers => ({ [PATH]: { status: 403, body: { label, message } } });

export const gate: KeyAnswers = {
  exchange: 'gate',
  credential: { apiKey: KEY, secret: SECRET },
  cases: [
    {
      name: 'a trade key bound to an address, in a list',
      answers: tells(),
      refused: [],
      ip: 'restricted',
      account: 'master',
      label: 'desk',
      createdAt: 1728455139_000,
    },
    { name: 'the same as one object', answers: { [PATH]: { body: good } }, refused: [] },
    {
      name: 'not in the list',
      answers: { [PATH]: { body: [but(good, { key: 'another' })] } },
      refused: ['not-in-list'],
    },
    {
      name: 'the wallet may write',
      answers: tells({ perms: [...perms, { name: 'wallet', read_only: false }] }),
      refused: ['withdraw-on'],
    },
    {
      name: 'a name with withdraw in it',
      answers: tells({ perms: [...perms, { name: 'withdrawal', read_only: true }] }),
      refused: ['unknown-word', 'withdraw-on'],
    },
    { name: 'no address list', answers: tells({ ip_whitelist: [] }), refused: ['no-ip-list'] },
    {
      name: 'a name nobody knows',
      answers: tells({ perms: [...perms, { name: 'teleport', read_only: true }] }),
      refused: ['unknown-word'],
    },
    { name: 'frozen', answers: tells({ state: 3 }), refused: ['key-disabled'] },
    { name: 'unknown', answers: refuses('INVALID_KEY', 'Invalid key provided'), refused: ['wrong-key'] },
    {
      name: 'not from this address',
      answers: refuses('FORBIDDEN', `Request IP not in whitelist: ${CALLER}`),
      refused: ['ip-not-allowed'],
      callerIp: CALLER,
    },
    {
      name: 'of a subaccount, which may read its addresses alone',
      answers: {
        ...refuses('FORBIDDEN', 'Only main accounts may do this'),
        '/api/v4/account/detail': { body: { user_id: 2, ip_whitelist: ['198.51.100.4'], key: { mode: 1 } } },
      },
      refused: [],
      statements: ['cannot-withdraw', 'cannot-transfer'],
      account: 'sub',
      ip: 'restricted',
    },
  ],
};
