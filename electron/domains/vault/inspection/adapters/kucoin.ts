import type { KeyAdapter } from '../adapter';
import { fieldsIn, flagIn, fromGrants, type Grant, Grants, ipFrom, labelIn, textIn, timeIn, wordsOf } from '../strict';
import { errorIn, needsPassphrase } from './common';

/** `Transfer` is read as the right to withdraw: KuCoin's own kit tags withdrawals so, and the careful reading is the dearer one. */
const WORDS: Readonly<Record<string, Grant | readonly Grant[]>> = {
  General: 'read',
  Spot: 'trade',
  Margin: 'trade',
  Futures: 'trade',
  InnerTransfer: 'transfer',
  FlexTransfers: 'transfer',
  Transfer: ['withdraw', 'transfer'],
  Withdrawal: 'withdraw',
  Earn: 'extra',
};

export const kucoin: KeyAdapter = {
  name: 'KuCoin',
  grade: { live: 'A', testnet: 'A' },
  errorOf: errorIn('code', '200000'),
  errors: [
    { code: '400003', finding: 'wrong-key' },
    { code: '400005', finding: 'wrong-secret' },
    { code: '400004', finding: 'wrong-passphrase' },
    { code: '400006', finding: 'ip-not-allowed' },
    { code: '400007', finding: 'no-permission' },
    { code: '400002', finding: 'clock' },
    { code: /^(200002|429000)$/, finding: 'rate-limited' },
  ],
  callerIp: /clientIp is:?\s*([0-9a-f.:]+)/i,
  check: needsPassphrase,
  read: async (key) => {
    const data = fieldsIn(fieldsIn(await key.ask('privateGetUserApiKey'), 'answer').data, 'data');
    const grants = new Grants();
    for (const word of wordsOf(textIn(data, 'permission'))) grants.take(word, WORDS);
    // Left out when the key is not bound. Parts of an address may be masked: that it is there is what counts.
    const list = data.ipWhitelist === undefined || data.ipWhitelist === null ? '' : textIn(data, 'ipWhitelist');
    return fromGrants(grants, {
      ip: ipFrom(wordsOf(list)),
      createdAt: timeIn(data, 'createdAt'),
      expiresAt: timeIn(data, 'expiredAt'),
      label: labelIn(data, 'remark'),
      account: flagIn(data, 'isMaster') ? 'master' : 'sub',
    });
  },
};
