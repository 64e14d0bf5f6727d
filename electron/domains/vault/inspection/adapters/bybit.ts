import type { KeyAdapter } from '../adapter';
import {
  fieldsIn,
  flagIn,
  fromGrants,
  type Grant,
  Grants,
  ipFrom,
  labelIn,
  numberIn,
  textsIn,
  timeIn,
} from '../strict';
import { errorIn } from './common';

/** Words by the group they stand in. Whatever pays, sells to strangers or spends by card takes money out as a withdrawal does. */
const WORDS: Readonly<Record<string, Readonly<Record<string, Grant | readonly Grant[]>>>> = {
  ContractTrade: { Order: 'trade', Position: 'trade' },
  Spot: { SpotTrade: 'trade' },
  Options: { OptionsTrade: 'trade' },
  Derivatives: { DerivativesTrade: 'trade' },
  BlockTrade: { BlockTrade: 'trade' },
  CopyTrading: { CopyTrading: 'trade' },
  Wallet: {
    AccountTransfer: 'transfer',
    SubMemberTransfer: 'transfer',
    SubMemberTransferList: 'nothing',
    Withdraw: 'withdraw',
  },
  Exchange: { ExchangeHistory: 'nothing' },
  NFT: { NFTQueryProductList: 'nothing' },
  Affiliate: { Affiliate: 'nothing' },
  Earn: { Earn: 'extra' },
  FiatP2P: { FiatP2POrder: 'withdraw', Advertising: 'withdraw' },
  FiatConvertBroker: { FiatConvertBrokerOrder: 'withdraw' },
  FiatBybitPay: { FiatBybitPayOrder: 'withdraw' },
  FiatBitPay: { FaitPayOrder: 'withdraw', FiatPayOrder: 'withdraw' },
  FiatGlobalPay: {},
  BitCard: { BitCard: 'withdraw' },
  ByXPost: { ByXPost: 'extra' },
};

export const bybit: KeyAdapter = {
  name: 'Bybit',
  grade: { live: 'A', testnet: 'A' },
  errorOf: errorIn('retCode', '0'),
  errors: [
    { code: '10003', finding: 'wrong-key' },
    { code: '10004', finding: 'wrong-secret' },
    { code: '10010', finding: 'ip-not-allowed' },
    { code: '10005', finding: 'no-permission' },
    { code: '33004', finding: 'expired' },
    { code: '10002', finding: 'clock' },
    { code: '10016', finding: 'maintenance' },
    // An empty 403 is how it says that an address asks too often.
    { code: /^(10006|10018|HTTP 403)$/, finding: 'rate-limited' },
  ],
  read: async (key) => {
    const result = fieldsIn(fieldsIn(await key.ask('privateGetV5UserQueryApi'), 'answer').result, 'result');
    const isReadOnly = numberIn(result, 'readOnly') === 1;
    const isMaster = flagIn(result, 'isMaster');
    const groups = fieldsIn(result.permissions, 'permissions');
    const grants = new Grants();
    grants.give('read', 'any permission');
    for (const group of Object.keys(groups)) {
      const table = Object.hasOwn(WORDS, group) ? (WORDS[group] ?? {}) : {};
      for (const word of textsIn(groups, group)) {
        if (!Object.hasOwn(table, word)) grants.unknown(`${group}: ${word}`);
        // A read-only key has its groups listed too; they only say what it may look at.
        else if (!isReadOnly) grants.take(word, table);
      }
    }
    // A main account's key that holds a wallet right may rewrite its own permissions (update-api).
    const wallet = textsIn(groups, 'Wallet');
    if (!isReadOnly && isMaster && wallet.length > 0) grants.give('manage', 'update-api');
    return fromGrants(grants, {
      ip: ipFrom(textsIn(result, 'ips')),
      createdAt: timeIn(result, 'createdAt'),
      expiresAt: timeIn(result, 'expiredAt'),
      label: labelIn(result, 'note'),
      account: isMaster ? 'master' : 'sub',
    });
  },
};
