import { type Answers, but, CALLER, KEY, type KeyAnswers, SECRET } from './case';

const good = {
  uid: 165111215,
  subName: 'desk',
  remark: 'desk key',
  apiKey: KEY,
  apiVersion: 3,
  permission: 'General,Spot,Futures',
  ipWhitelist: '10.**.1',
  isMaster: false,
  parentUid: 165111000,
  createdAt: 1728455139000,
  expiredAt: null,
  siteType: 'global',
};
const PATH = '/api/v1/user/api-key';
const tells = (changed = {}): Answers => ({ [PATH]: { body: { code: '200000', data: but(good, changed) } } });
const refuses = (code: string, msg: string): Answers => ({ [PATH]: { status: 401, body: { code, msg } } });

export const kucoin: KeyAnswers = {
  exchange: 'kucoin',
  credential: { apiKey: KEY, secret: SECRET, passphrase: 'Correct-Horse-9' },
  cases: [
    {
      name: 'a trade key bound to an address, masked',
      answers: tells(),
      refused: [],
      ip: 'restricted',
      account: 'sub',
      label: 'desk key',
      createdAt: 1728455139000,
    },
    {
      name: 'transfers on, which stands for withdrawals',
      answers: tells({ permission: 'General,Spot,Transfer' }),
      refused: ['withdraw-on'],
    },
    {
      name: 'inner transfers on',
      answers: tells({ permission: 'General,Spot,InnerTransfer' }),
      refused: ['transfer-on'],
    },
    { name: 'no address list', answers: tells({ ipWhitelist: undefined }), refused: ['no-ip-list'] },
    { name: 'general alone', answers: tells({ permission: 'General' }), refused: ['no-trade'] },
    { name: 'a word nobody knows', answers: tells({ permission: 'General,Spot,Vault' }), refused: ['unknown-word'] },
    { name: 'unknown', answers: refuses('400003', 'KC-API-KEY not exists'), refused: ['wrong-key'] },
    {
      name: 'a wrong passphrase',
      answers: refuses('400004', 'Invalid KC-API-PASSPHRASE'),
      refused: ['wrong-passphrase'],
    },
    {
      name: 'not from this address',
      answers: refuses('400006', `Invalid request ip, the current clientIp is:${CALLER}`),
      refused: ['ip-not-allowed'],
      callerIp: CALLER,
    },
    {
      name: 'asked too often, which ccxt has no class for',
      answers: refuses('429000', 'Too Many Requests'),
      refused: ['no-answer'],
      says: 'rate-limited',
    },
  ],
};
