import { type Answers, but, KEY, type KeyAnswers, SECRET } from './case';

const permissions = {
  ContractTrade: ['Order', 'Position'],
  Spot: ['SpotTrade'],
  Wallet: [] as string[],
  Options: [],
  Derivatives: ['DerivativesTrade'],
  CopyTrading: [],
  BlockTrade: [],
  Exchange: ['ExchangeHistory'],
  NFT: [],
  Affiliate: [],
  Earn: [] as string[],
  FiatP2P: [] as string[],
  FiatConvertBroker: [],
  FiatGlobalPay: [],
  FiatBitPay: [] as string[],
  BitCard: [],
  ByXPost: [],
};
const good = {
  id: '2208369',
  note: 'grid bots',
  apiKey: KEY,
  readOnly: 0,
  secret: '',
  permissions,
  ips: ['18.181.170.164'],
  type: 1,
  deadlineDay: -2,
  expiredAt: '1970-01-01T00:00:00Z',
  createdAt: '2025-10-13T03:20:45Z',
  uta: 1,
  userID: 1448939,
  isMaster: false,
  parentUid: '1448900',
  rsaPublicKey: '',
};
const tells = (changed = {}): Answers => ({
  '/v5/user/query-api': { body: { retCode: 0, retMsg: '', result: but(good, changed), retExtInfo: {}, time: 1 } },
});
const may = (changed: Partial<typeof permissions> & Record<string, unknown>): Answers =>
  tells({ permissions: { ...permissions, ...changed } });
const refuses = (retCode: number, retMsg: string): Answers => ({
  '/v5/user/query-api': { body: { retCode, retMsg, result: {}, retExtInfo: {}, time: 1 } },
});

export const bybit: KeyAnswers = {
  exchange: 'bybit',
  credential: { apiKey: KEY, secret: SECRET },
  cases: [
    {
      name: 'a trade key bound to an address',
      answers: tells(),
      refused: [],
      ip: 'restricted',
      account: 'sub',
      label: 'grid bots',
      createdAt: Date.UTC(2025, 9, 13, 3, 20, 45),
    },
    { name: 'withdrawals on', answers: may({ Wallet: ['Withdraw'] }), refused: ['withdraw-on'] },
    { name: 'selling to strangers on', answers: may({ FiatP2P: ['FiatP2POrder'] }), refused: ['withdraw-on'] },
    {
      name: 'paying on, spelled as Bybit spells it',
      answers: may({ FiatBitPay: ['FaitPayOrder'] }),
      refused: ['withdraw-on'],
    },
    { name: 'transfers on', answers: may({ Wallet: ['AccountTransfer'] }), refused: ['transfer-on'] },
    {
      name: 'a main account’s key with a wallet right, which may widen itself',
      answers: tells({ isMaster: true, permissions: { ...permissions, Wallet: ['AccountTransfer'] } }),
      refused: ['transfer-on', 'manage-on'],
      account: 'master',
    },
    { name: 'no address list', answers: tells({ ips: [] }), refused: ['no-ip-list'] },
    { name: 'an address list of a star', answers: tells({ ips: ['*'] }), refused: ['no-ip-list'] },
    { name: 'a wide range', answers: tells({ ips: ['18.0.0.0/8'] }), refused: [], warned: ['wide-ip-range'] },
    { name: 'rights never used', answers: may({ Earn: ['Earn'] }), refused: [], warned: ['extra-right'] },
    { name: 'a word nobody knows', answers: may({ Wallet: ['Teleport'] }), refused: ['unknown-word'] },
    { name: 'a group nobody knows', answers: may({ Lending: ['Borrow'] }), refused: ['unknown-word'] },
    {
      name: 'the sample of the documents: read only, whatever its groups say',
      purpose: 'watch',
      answers: tells({
        readOnly: 1,
        permissions: { ...permissions, Wallet: ['AccountTransfer', 'SubMemberTransfer'] },
      }),
      refused: [],
    },
    { name: 'a read-only key for trading', answers: tells({ readOnly: 1 }), refused: ['no-trade'] },
    { name: 'expired', answers: tells({ expiredAt: '2025-12-01T00:00:00Z' }), refused: ['expired'] },
    { name: 'no permissions in the answer', answers: tells({ permissions: undefined }), refused: ['unreadable'] },
    { name: 'unknown', answers: refuses(10003, 'API key is invalid.'), refused: ['wrong-key'] },
    {
      name: 'a wrong secret, echoed',
      answers: refuses(10004, `error sign! origin_string[1669174893${KEY}5000]`),
      refused: ['wrong-secret'],
    },
    {
      name: 'not from this address',
      answers: refuses(10010, "Unmatched IP, please check your API key's bound IP addresses."),
      refused: ['ip-not-allowed'],
    },
    { name: 'expired by its code', answers: refuses(33004, 'Your api key has expired.'), refused: ['expired'] },
    {
      name: 'an empty 403',
      answers: { '/v5/user/query-api': { status: 403, body: '' } },
      refused: ['no-answer'],
      says: 'rate-limited',
    },
    {
      name: 'withdrawals on and no address list, on the test network',
      environment: 'testnet',
      answers: tells({ ips: [], permissions: { ...permissions, Wallet: ['Withdraw'] } }),
      refused: [],
      warned: ['withdraw-on', 'no-ip-list'],
    },
    {
      name: 'a word nobody knows, on the test network',
      environment: 'testnet',
      answers: may({ Wallet: ['Teleport'] }),
      refused: ['unknown-word'],
    },
  ],
};
