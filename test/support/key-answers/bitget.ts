import { type Answers, but, KEY, type KeyAnswers, SECRET } from './case';

const good = {
  userId: '1000002',
  inviterId: '1',
  ips: '198.51.100.4',
  authorities: ['stor', 'stow', 'coor', 'coow', 'cpow'],
  parentId: 1000001,
  traderType: 'trader',
  channelCode: 'XXX',
  channel: 'YYY',
  regisTime: '1246566789345',
};
const PATH = '/api/v2/spot/account/info';
const UNIFIED = '/api/v3/account/info';
const unified = {
  userId: '1000001',
  parentId: '1000001',
  ips: '198.51.100.4',
  permType: 'read-and-write',
  permissions: ['uta_trade'],
};
const tells = (changed = {}): Answers => ({
  [PATH]: { body: { code: '00000', msg: 'success', data: but(good, changed) } },
});
const refuses = (code: string, msg: string): Answers => ({ [PATH]: { status: 400, body: { code, msg } } });
const tellsUnified = (changed = {}): Answers => ({
  ...refuses('40084', 'Unified account is not supported'),
  [UNIFIED]: { body: { code: '00000', msg: 'success', data: but(unified, changed) } },
});

export const bitget: KeyAnswers = {
  exchange: 'bitget',
  credential: { apiKey: KEY, secret: SECRET, passphrase: 'CorrectHorse9' },
  cases: [
    { name: 'a trade key bound to an address', answers: tells(), refused: [], ip: 'restricted', account: 'sub' },
    {
      name: 'withdrawals on',
      answers: tells({ authorities: [...good.authorities, 'wwow'] }),
      refused: ['withdraw-on'],
    },
    { name: 'transfers on', answers: tells({ authorities: [...good.authorities, 'wtow'] }), refused: ['transfer-on'] },
    { name: 'subaccounts on', answers: tells({ authorities: [...good.authorities, 'chow'] }), refused: ['manage-on'] },
    { name: 'no address list', answers: tells({ ips: '' }), refused: ['no-ip-list'] },
    // The documents' own sample.
    {
      name: 'the long words of older keys',
      answers: tells({ authorities: ['trade', 'readonly'] }),
      refused: ['unknown-word', 'no-read', 'no-trade'],
    },
    {
      name: 'a word nobody knows',
      answers: tells({ authorities: [...good.authorities, 'zzzw'] }),
      refused: ['unknown-word'],
    },
    { name: 'of a unified account', answers: tellsUnified(), refused: [], account: 'master' },
    {
      name: 'of a unified account, withdrawals on',
      answers: tellsUnified({ permissions: ['uta_trade', 'withdraw'] }),
      refused: ['withdraw-on'],
    },
    {
      name: 'of a unified account, a word nobody knows',
      answers: tellsUnified({ permissions: ['uta_trade', 'uta_gift'] }),
      refused: ['unknown-word'],
    },
    { name: 'unknown', answers: refuses('40006', 'Invalid ACCESS_KEY'), refused: ['wrong-key'] },
    {
      name: 'a wrong passphrase',
      answers: refuses('40012', 'apikey/password is incorrect'),
      refused: ['wrong-passphrase'],
    },
    { name: 'not from this address', answers: refuses('40018', 'Invalid IP'), refused: ['ip-not-allowed'] },
    { name: 'a demo key', environment: 'testnet', answers: tells({ ips: '' }), refused: [], warned: ['no-ip-list'] },
  ],
};
