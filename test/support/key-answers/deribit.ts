import { type Answer, type Answers, KEY, type KeyAnswers, SECRET } from './case';

const AUTH = '/api/v2/public/auth';
const LIST = '/api/v2/private/list_api_keys';
const SCOPE = 'connection account:read trade:read_write wallet:none';
const row = {
  id: 1,
  timestamp: 1560236001108,
  client_id: KEY,
  client_secret: 'a-secret-that-the-documents-say-is-not-there',
  max_scope: SCOPE,
  enabled: true,
  default: false,
  name: 'desk',
  enabled_features: [],
  ip_whitelist: ['198.51.100.4'],
};
const token = {
  access_token: 'at',
  expires_in: 31536000,
  refresh_token: 'rt',
  enabled_features: [],
  token_type: 'bearer',
};
const error = (code: number, message: string): Answer => ({
  status: 400,
  body: { jsonrpc: '2.0', error: { code, message } },
});
const tells = (scope = SCOPE, list: Answer = { body: { result: [row] } }): Answers => ({
  [AUTH]: { body: { jsonrpc: '2.0', result: { ...token, scope } } },
  [LIST]: list,
});
const lists = (ip_whitelist: string[]): Answers => tells(SCOPE, { body: { result: [{ ...row, ip_whitelist }] } });

export const deribit: KeyAnswers = {
  exchange: 'deribit',
  credential: { apiKey: KEY, secret: SECRET },
  cases: [
    {
      name: 'a trade key bound to an address',
      answers: tells(),
      refused: [],
      ip: 'restricted',
      label: 'desk',
      createdAt: 1560236001108,
    },
    {
      name: 'a trade key that may not list keys without a second factor',
      answers: tells(SCOPE, error(13668, 'security_key_authorization_error')),
      refused: [],
      statements: ['ip-restricted'],
      ip: 'unknown',
    },
    {
      name: 'whose list does not come, which is no list that may not be read',
      answers: tells(SCOPE, { status: 503, body: '' }),
      refused: ['no-answer'],
      says: 'maintenance',
    },
    {
      name: 'not in its account’s list',
      answers: tells(SCOPE, { body: { result: [{ ...row, client_id: 'another' }] } }),
      refused: ['not-in-list'],
    },
    {
      name: 'switched off',
      answers: tells(SCOPE, { body: { result: [{ ...row, enabled: false }] } }),
      refused: ['key-disabled'],
    },
    {
      name: 'withdrawals on',
      answers: tells('account:read trade:read_write wallet:read_write'),
      refused: ['withdraw-on'],
    },
    {
      name: 'custody on',
      answers: tells('account:read trade:read_write wallet:none custody:read_write'),
      refused: ['withdraw-on'],
    },
    {
      name: 'may change keys',
      answers: tells('account:read_write trade:read_write wallet:none'),
      refused: ['manage-on'],
    },
    { name: 'no address list', answers: lists([]), refused: ['no-ip-list'] },
    {
      name: 'the sample of the documents, which tells no scope',
      answers: tells('connection mainaccount'),
      refused: ['right-not-told', 'right-not-told', 'right-not-told', 'no-read', 'right-not-told'],
    },
    { name: 'a word nobody knows', answers: tells(`${SCOPE} teleport:read`), refused: ['unknown-word'] },
    {
      name: 'an access nobody knows',
      answers: tells('account:read trade:write_all wallet:none'),
      refused: ['unknown-word', 'no-trade'],
    },
    { name: 'unknown', answers: { [AUTH]: error(13004, 'invalid_credentials') }, refused: ['wrong-key'] },
    { name: 'not allowed', answers: { [AUTH]: error(13021, 'forbidden') }, refused: ['no-permission'] },
    {
      name: 'open, on the test network',
      environment: 'testnet',
      answers: lists([]),
      refused: [],
      warned: ['no-ip-list'],
    },
  ],
};
