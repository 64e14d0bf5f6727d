import { type Answer, type Answers, but, CALLER, KEY, type KeyAnswers, SECRET } from './case';

const UID = '/v2/user/uid';
const LIST = '/v2/user/api-key';
const good = {
  accessKey: KEY,
  status: 'normal',
  note: '62924133',
  permission: 'readOnly,trade',
  ipAddresses: '198.51.100.4,198.51.100.5',
  validDays: -1,
  createTime: 1591348751000,
  updateTime: 1591348751000,
};
const uid: Answer = { body: { code: 200, data: 62924133 } };
const tells = (changed = {}): Answers => ({ [UID]: uid, [LIST]: { body: { code: 200, data: [but(good, changed)] } } });
const refuses = (text: string): Answers => ({
  [UID]: {
    body: {
      status: 'error',
      'err-code': 'api-signature-not-valid',
      'err-msg': `Signature not valid: ${text}`,
      data: null,
    },
  },
});

export const htx: KeyAnswers = {
  exchange: 'htx',
  credential: { apiKey: KEY, secret: SECRET },
  cases: [
    {
      name: 'a trade key bound to addresses',
      answers: tells(),
      refused: [],
      warned: ['transfer-with-trading'],
      ip: 'restricted',
      account: 'master',
      label: '62924133',
      createdAt: 1591348751000,
    },
    { name: 'withdrawals on', answers: tells({ permission: 'readOnly,trade,withdraw' }), refused: ['withdraw-on'] },
    { name: 'no address list', answers: tells({ ipAddresses: '' }), refused: ['no-ip-list'] },
    { name: 'a word nobody knows', answers: tells({ permission: 'readOnly,trade,lend' }), refused: ['unknown-word'] },
    { name: 'expired by its status', answers: tells({ status: 'expired' }), refused: ['expired'] },
    { name: 'soon to expire', answers: tells({ validDays: 5 }), refused: [], warned: ['expires-soon'] },
    { name: 'not in the list', answers: tells({ accessKey: 'another' }), refused: ['not-in-list'] },
    // ccxt throws for neither of these two.
    {
      name: 'of a subaccount, which may not ask',
      answers: { [UID]: uid, [LIST]: { body: { code: 1002, message: 'forbidden', data: null } } },
      refused: ['parent-only'],
    },
    {
      name: 'a code nobody knows, which ccxt takes for success',
      answers: { [UID]: uid, [LIST]: { body: { code: 7777, message: 'odd', data: [good] } } },
      refused: ['exchange-error'],
    },
    { name: 'unknown', answers: refuses('Incorrect Access key [Access key错误]'), refused: ['wrong-key'] },
    { name: 'expired', answers: refuses('API key has expired'), refused: ['expired'] },
    {
      name: 'not from this address',
      answers: refuses(`Incorrect IP address [IP地址错误]:${CALLER}`),
      refused: ['ip-not-allowed'],
      callerIp: CALLER,
    },
    { name: 'a wrong secret', answers: refuses('Verification failure [校验失败]'), refused: ['wrong-secret'] },
  ],
};
