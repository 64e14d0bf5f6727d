import { type Answers, but, CALLER, KEY, type KeyAnswers, SECRET } from './case';

const good = {
  uid: '44705892343619584',
  mainUid: '44705892343619580',
  label: 'desk',
  ip: '117.37.203.58,117.37.203.57',
  perm: 'read_only,trade',
  acctLv: '2',
  posMode: 'net_mode',
  roleType: '0',
  kycLv: '3',
  level: 'Lv1',
};
const PATH = '/api/v5/account/config';
const tells = (changed = {}): Answers => ({ [PATH]: { body: { code: '0', data: [but(good, changed)], msg: '' } } });
const refuses = (code: string, msg: string, status = 401): Answers => ({
  [PATH]: { status, body: { code, msg, data: [] } },
});
const uuid = '8d7c4f0a-1111-4222-8333-0123456789ab';

export const okx: KeyAnswers = {
  exchange: 'okx',
  credential: { apiKey: KEY, secret: SECRET, passphrase: 'Correct-Horse-9' },
  cases: [
    {
      name: 'a trade key bound to an address',
      answers: tells(),
      refused: [],
      warned: ['transfer-with-trading'],
      ip: 'restricted',
      account: 'sub',
      label: 'desk',
    },
    { name: 'withdrawals on', answers: tells({ perm: 'read_only,trade,withdraw' }), refused: ['withdraw-on'] },
    { name: 'no address list', answers: tells({ ip: '' }), refused: ['no-ip-list'] },
    { name: 'of the main account', answers: tells({ mainUid: good.uid }), refused: [], warned: ['master-account'] },
    { name: 'a word nobody knows', answers: tells({ perm: 'read_only,trade,earn' }), refused: ['unknown-word'] },
    { name: 'no permission field', answers: tells({ perm: undefined }), refused: ['unreadable'] },
    { name: 'an empty list', answers: { [PATH]: { body: { code: '0', data: [], msg: '' } } }, refused: ['unreadable'] },
    {
      name: 'without its passphrase',
      credential: { passphrase: '' },
      answers: tells(),
      refused: ['passphrase-missing'],
    },
    { name: 'unknown', answers: refuses('50111', 'Invalid OK-ACCESS-KEY'), refused: ['wrong-key'] },
    { name: 'of another region', answers: refuses('50119', "API key doesn't exist"), refused: ['wrong-region'] },
    { name: 'a wrong secret', answers: refuses('50113', 'Invalid Sign'), refused: ['wrong-secret'] },
    {
      name: 'a wrong passphrase',
      answers: refuses('50105', 'OK-ACCESS-PASSPHRASE incorrect'),
      refused: ['wrong-passphrase'],
    },
    {
      name: 'not from this address',
      answers: refuses('50110', `Your IP ${CALLER} is not included in your API key's ${uuid} IP whitelist.`),
      refused: ['ip-not-allowed'],
      callerIp: CALLER,
    },
    {
      name: 'must be bound first, which ccxt has no class for',
      answers: refuses('50035', 'This endpoint requires that APIKey must be bound to IP', 200),
      refused: ['needs-ip-list'],
    },
    {
      name: 'a code nobody knows',
      answers: refuses('59999', `something about ${KEY}`, 400),
      refused: ['exchange-error'],
    },
    { name: 'a demo key', environment: 'testnet', answers: tells({ ip: '' }), refused: [], warned: ['no-ip-list'] },
  ],
};
