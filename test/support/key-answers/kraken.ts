import { type Answers, but, KEY, type KeyAnswers, SECRET } from './case';

const TRADE = ['query-funds', 'query-open-trades', 'query-closed-trades', 'modify-trades', 'close-trades'];
const good = {
  apiKeyName: 'my-api-key',
  apiKey: KEY,
  nonce: '1772627060997',
  nonceWindow: 0,
  permissions: TRADE,
  iban: 'AA88 N84G WOAK NMOI',
  validUntil: '0',
  queryFrom: '0',
  queryTo: '0',
  createdTime: '1772542900',
  modifiedTime: '1772543095',
  ipAllowlist: ['198.51.100.4'],
  lastUsed: '1772627061',
};
const PATH = '/0/private/GetApiKeyInfo';
const tells = (changed = {}): Answers => ({ [PATH]: { body: { error: [], result: but(good, changed) } } });
const refuses = (...error: string[]): Answers => ({ [PATH]: { body: { error } } });

export const kraken: KeyAnswers = {
  exchange: 'kraken',
  credential: { apiKey: KEY, secret: SECRET },
  cases: [
    {
      name: 'a trade key bound to an address',
      answers: tells(),
      refused: [],
      warned: ['account-not-told'],
      ip: 'restricted',
      label: 'my-api-key',
      createdAt: 1772542900_000,
    },
    { name: 'withdrawals on', answers: tells({ permissions: [...TRADE, 'withdraw-funds'] }), refused: ['withdraw-on'] },
    {
      name: 'may add an address to withdraw to',
      answers: tells({ permissions: [...TRADE, 'add-withdraw-address'] }),
      refused: ['manage-on'],
    },
    {
      name: 'places orders and cannot cancel them',
      answers: tells({ permissions: TRADE.slice(0, 4) }),
      refused: ['cannot-cancel'],
    },
    { name: 'no address list', answers: tells({ ipAllowlist: [] }), refused: ['no-ip-list'] },
    {
      name: 'a word nobody knows',
      answers: tells({ permissions: [...TRADE, 'lend-funds'] }),
      refused: ['unknown-word'],
    },
    { name: 'expired', answers: tells({ validUntil: '1772627061' }), refused: ['expired'] },
    { name: 'unknown', answers: refuses('EAPI:Invalid key'), refused: ['wrong-key'] },
    { name: 'a wrong secret', answers: refuses('EAPI:Invalid signature'), refused: ['wrong-secret'] },
    { name: 'not from this address', answers: refuses('EAPI:Invalid IP'), refused: ['ip-not-allowed'] },
    {
      name: 'locked out',
      answers: refuses('EGeneral:Temporary lockout'),
      refused: ['no-answer'],
      says: 'rate-limited',
    },
    {
      name: 'on a test network that there is none of',
      environment: 'testnet',
      answers: tells(),
      refused: ['no-testnet'],
    },
  ],
};
