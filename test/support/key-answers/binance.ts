import { type Answer, type Answers, but, CALLER, KEY, type KeyAnswers, SECRET } from './case';

const good = {
  ipRestrict: true,
  createTime: 1698645219000,
  enableReading: true,
  enableWithdrawals: false,
  enableInternalTransfer: false,
  enableMargin: false,
  enableFutures: true,
  permitsUniversalTransfer: false,
  enableVanillaOptions: false,
  enableFixApiTrade: false,
  enableFixReadOnly: true,
  enableSpotAndMarginTrading: true,
  enablePortfolioMarginTrading: false,
};
const tells = (changed = {}): Answers => ({ '/sapi/v1/account/apiRestrictions': { body: but(good, changed) } });
const refuses = (answer: Answer, futures: Answer = answer): Answers => ({
  '/sapi/v1/account/apiRestrictions': answer,
  '/fapi/v2/balance': futures,
});
const text = 'Invalid API-key, IP, or permissions for action.';
const code2015: Answer = { status: 401, body: { code: -2015, msg: text } };

export const binance: KeyAnswers = {
  exchange: 'binance',
  credential: { apiKey: KEY, secret: SECRET },
  cases: [
    {
      name: 'a trade key bound to an address',
      answers: tells(),
      refused: [],
      ip: 'restricted',
      createdAt: 1698645219000,
    },
    { name: 'withdrawals on', answers: tells({ enableWithdrawals: true }), refused: ['withdraw-on'] },
    { name: 'transfers on', answers: tells({ permitsUniversalTransfer: true }), refused: ['transfer-on'] },
    { name: 'no address list', answers: tells({ ipRestrict: false }), refused: ['no-ip-list'], ip: 'open' },
    {
      name: 'no trading',
      answers: tells({ enableSpotAndMarginTrading: false, enableFutures: false }),
      refused: ['no-trade'],
    },
    { name: 'a trade key for watching', purpose: 'watch', answers: tells(), refused: ['trade-on-watch'] },
    {
      name: 'a watch key',
      purpose: 'watch',
      answers: tells({ enableSpotAndMarginTrading: false, enableFutures: false }),
      refused: [],
    },
    { name: 'a right nobody knows', answers: tells({ enableLending: true }), refused: ['unknown-word'] },
    { name: 'a right nobody knows, not given', answers: tells({ enableLending: false }), refused: [] },
    {
      name: 'a right left out of the answer',
      answers: tells({ enableWithdrawals: undefined }),
      refused: ['unreadable'],
    },
    { name: 'the address flag left out', answers: tells({ ipRestrict: undefined }), refused: ['unreadable'] },
    { name: 'expired', answers: tells({ tradingAuthorityExpirationTime: 1698745219000 }), refused: ['expired'] },
    {
      name: 'a key of another form',
      answers: refuses({ status: 401, body: { code: -2014, msg: 'API-key format invalid.' } }),
      refused: ['wrong-key'],
    },
    {
      name: 'a wrong secret',
      answers: refuses({ status: 400, body: { code: -1022, msg: 'Signature for this request is not valid.' } }),
      refused: ['wrong-secret'],
    },
    // ccxt makes a rate limit of this after a private call that succeeded.
    { name: 'unknown, or not from this address', answers: refuses(code2015), refused: ['key-or-ip'] },
    {
      name: 'not from this address, which futures name',
      answers: refuses(code2015, { status: 401, body: { code: -2015, msg: `${text}, request ip: ${CALLER}` } }),
      refused: ['key-or-ip'],
      callerIp: CALLER,
    },
    {
      name: 'the clock is off',
      answers: refuses({
        status: 400,
        body: { code: -1021, msg: 'Timestamp for this request is outside of the recvWindow.' },
      }),
      refused: ['no-answer'],
      says: 'clock',
    },
    {
      name: 'too many requests',
      answers: refuses({ status: 429, body: { code: -1003, msg: 'Too many requests.' } }),
      refused: ['no-answer'],
      says: 'rate-limited',
    },
    {
      name: 'a firewall’s 403, which nobody looked at the key for',
      answers: refuses({ status: 403, body: '<html>403</html>' }),
      refused: ['no-answer'],
      says: 'turned-away',
    },
    {
      name: 'an internal error with a code nobody knows',
      answers: refuses({ status: 503, body: { code: -9999, msg: 'Unknown error' } }),
      refused: ['no-answer'],
      says: 'maintenance',
    },
    {
      name: 'a code nobody knows, which holds the key',
      answers: refuses({ status: 400, body: { code: KEY, msg: '' } }),
      refused: ['exchange-error'],
    },
    {
      name: 'redirected to another host',
      answers: refuses({ status: 302, body: '', headers: { location: 'https://api.binance.com.example.net/login' } }),
      refused: ['host-refused'],
    },
    {
      name: 'a key of the test network, whose rights cannot be asked',
      environment: 'testnet',
      answers: { '/api/v3/account': { body: { makerCommission: 0, canTrade: true, canWithdraw: true, balances: [] } } },
      refused: [],
      warned: ['rights-not-told'],
      statements: [],
    },
  ],
};
