import { type Answers, but, CALLER, KEY, type KeyAnswers, SECRET } from './case';

const good = {
  ipRestrict: true,
  createTime: 1700000000000,
  enableReading: true,
  enableSpotAndMarginTrading: true,
  enableWithdrawals: false,
  enableInternalTransfer: false,
  enableFutures: true,
  permitsUniversalTransfer: false,
  enableVanillaOptions: false,
};
const PATH = '/openApi/v1/account/apiPermissions';
const tells = (changed = {}): Answers => ({ [PATH]: { body: { code: 0, msg: '', data: but(good, changed) } } });
const refuses = (code: number, msg: string): Answers => ({ [PATH]: { body: { code, msg } } });

export const bingx: KeyAnswers = {
  exchange: 'bingx',
  credential: { apiKey: KEY, secret: SECRET },
  cases: [
    {
      name: 'a trade key bound to an address',
      answers: tells(),
      refused: [],
      ip: 'restricted',
      createdAt: 1700000000000,
    },
    { name: 'withdrawals on', answers: tells({ enableWithdrawals: true }), refused: ['withdraw-on'] },
    { name: 'transfers on', answers: tells({ enableInternalTransfer: true }), refused: ['transfer-on'] },
    { name: 'no address list', answers: tells({ ipRestrict: false }), refused: ['no-ip-list'] },
    { name: 'a right nobody knows', answers: tells({ enableCopyTrading: true }), refused: ['unknown-word'] },
    { name: 'a right left out', answers: tells({ permitsUniversalTransfer: undefined }), refused: ['unreadable'] },
    {
      name: 'unknown, which ccxt has no class for',
      answers: refuses(100413, 'Incorrect apiKey'),
      refused: ['wrong-key'],
    },
    { name: 'a wrong secret', answers: refuses(100001, 'Signature verification failed'), refused: ['wrong-secret'] },
    {
      name: 'not from this address',
      answers: refuses(100419, `your current request IP is ${CALLER}, please check IP whitelist`),
      refused: ['ip-not-allowed'],
      callerIp: CALLER,
    },
    {
      name: 'the clock is off, which ccxt takes for a symbol',
      answers: refuses(100421, 'timestamp is invalid'),
      refused: ['no-answer'],
      says: 'clock',
    },
    {
      name: 'of the demo',
      environment: 'testnet',
      answers: tells({ ipRestrict: false }),
      refused: [],
      warned: ['no-ip-list'],
    },
  ],
};
