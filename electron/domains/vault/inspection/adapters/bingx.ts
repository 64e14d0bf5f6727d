import type { KeyAdapter } from '../adapter';
import { fieldsIn, flagIn, fromGrants, type Grant, Grants, timeIn, unknownRights } from '../strict';
import { errorIn } from './common';

const FLAGS: Readonly<Record<string, Grant>> = {
  enableReading: 'read',
  enableSpotAndMarginTrading: 'trade',
  enableFutures: 'trade',
  enableVanillaOptions: 'trade',
  enableWithdrawals: 'withdraw',
  enableInternalTransfer: 'transfer',
  permitsUniversalTransfer: 'transfer',
};
const MARKETS: Readonly<Record<string, string>> = {
  enableSpotAndMarginTrading: 'spot',
  enableFutures: 'futures',
  enableVanillaOptions: 'options',
};

/** The list of addresses stands in another call, which needs an account id and the key in its address: that there is one is enough. */
export const bingx: KeyAdapter = {
  name: 'BingX',
  grade: { live: 'A', testnet: 'A' },
  errorOf: errorIn('code', '0'),
  errors: [
    { code: '100413', finding: 'wrong-key' },
    { code: /^(100001|100412)$/, finding: 'wrong-secret' },
    { code: '100419', finding: 'ip-not-allowed' },
    { code: '100004', finding: 'no-permission' },
    { code: '100421', finding: 'clock' },
    { code: /^(100410|429)$/, finding: 'rate-limited' },
    { code: '100500', finding: 'maintenance' },
  ],
  callerIp: /request IP is:?\s*([0-9a-f.:]*[0-9a-f])/i,
  read: async (key) => {
    const answer = fieldsIn(await key.ask('accountV1PrivateGetAccountApiPermissions'), 'answer');
    const data = fieldsIn(answer.data, 'data');
    const grants = new Grants();
    for (const [name, grant] of Object.entries(FLAGS)) if (flagIn(data, name)) grants.give(grant, name, MARKETS[name]);
    grants.unknown(...unknownRights(data, [...Object.keys(FLAGS), 'ipRestrict', 'createTime']));
    return fromGrants(grants, {
      ip: { kind: flagIn(data, 'ipRestrict') ? 'restricted' : 'open', addresses: [] },
      createdAt: timeIn(data, 'createTime'),
    });
  },
};
