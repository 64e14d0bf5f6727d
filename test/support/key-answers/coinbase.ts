import { generateKeyPairSync } from 'node:crypto';
import { type Answer, type Answers, but, type KeyAnswers } from './case';

const good = {
  can_view: true,
  can_trade: true,
  can_transfer: false,
  portfolio_uuid: 'c1d2e3f4-0000-4000-8000-000000000001',
  portfolio_type: 'DEFAULT',
};
const PATH = '/api/v3/brokerage/key_permissions';
const tells = (changed = {}): Answers => ({ [PATH]: { body: but(good, changed) } });
const refuses = (answer: Answer): Answers => ({ [PATH]: answer });

export const coinbase: KeyAnswers = {
  exchange: 'coinbase',
  credential: {
    apiKey: 'organizations/0a1b2c3d/apiKeys/4e5f6071',
    secret: generateKeyPairSync('ec', { namedCurve: 'P-256' })
      .privateKey.export({ type: 'sec1', format: 'pem' })
      .toString(),
  },
  cases: [
    {
      name: 'a trade key, whose address list is not told',
      answers: tells(),
      refused: [],
      statements: ['ip-restricted'],
      ip: 'unknown',
    },
    {
      name: 'transfers on, out of Coinbase too',
      answers: tells({ can_transfer: true }),
      refused: ['withdraw-on'],
      statements: ['ip-restricted'],
    },
    { name: 'no trading', answers: tells({ can_trade: false }), refused: ['no-trade'], statements: ['ip-restricted'] },
    {
      name: 'a right nobody knows',
      answers: tells({ can_receive: true }),
      refused: ['unknown-word'],
      statements: ['ip-restricted'],
    },
    {
      name: 'a right nobody knows, not given',
      answers: tells({ can_receive: false }),
      refused: [],
      statements: ['ip-restricted'],
    },
    { name: 'a right left out', answers: tells({ can_transfer: undefined }), refused: ['unreadable'] },
    {
      name: 'unknown, or not from this address',
      answers: refuses({ status: 401, body: 'Unauthorized\n' }),
      refused: ['key-or-ip'],
    },
    {
      name: 'may not be read',
      answers: refuses({ status: 403, body: { error: 'PERMISSION_DENIED', error_details: '', message: '' } }),
      refused: ['no-permission'],
    },
    {
      name: 'a secret of another form',
      credential: { secret: '-----BEGIN EC PRIVATE KEY-----\nnot one\n-----END EC PRIVATE KEY-----' },
      answers: tells(),
      refused: ['bad-form'],
    },
  ],
};
