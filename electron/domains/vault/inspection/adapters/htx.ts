import { InspectionStop, type KeyAdapter } from '../adapter';
import {
  fieldsIn,
  fromGrants,
  Grants,
  idIn,
  ipFrom,
  labelIn,
  listIn,
  numberIn,
  textIn,
  timeIn,
  wordsOf,
} from '../strict';
import { bodyOf, codeText } from './common';

const DAY_MS = 86_400_000;

/**
 * The days are counted from the key's making, or from now: the documents do not say, so the earlier of the two counts while it is
 * still ahead.
 */
function expiryOf(validDays: number, createdAt: number | null, now: number): number | null {
  if (validDays < 0) return null;
  const fromMaking = (createdAt ?? now) + validDays * DAY_MS;
  return fromMaking > now ? fromMaking : now + validDays * DAY_MS;
}

export const htx: KeyAdapter = {
  name: 'HTX',
  grade: { live: 'A', testnet: 'A' },
  // ccxt throws for no code of /v2/ that it does not know: anything but 200 is an error here.
  errorOf: (answer) => {
    const body = bodyOf(answer);
    const old = codeText(body['err-code']);
    if (old !== '') return old;
    const code = codeText(body.code);
    if (code === '200' && answer.status === 200) return null;
    return code || `HTTP ${answer.status}`;
  },
  errors: [
    { code: 'api-signature-not-valid', text: /Incorrect IP address/i, finding: 'ip-not-allowed' },
    { code: 'api-signature-not-valid', text: /has expired/i, finding: 'expired' },
    { code: 'api-signature-not-valid', text: /Incorrect Access key/i, finding: 'wrong-key' },
    { code: 'api-signature-not-valid', finding: 'wrong-secret' },
    { code: '1003', text: /IP/, finding: 'ip-not-allowed' },
    { code: '1003', finding: 'wrong-secret' },
    { code: '1002', finding: 'parent-only' },
    { code: /./, text: /API key has no permission/i, finding: 'no-permission' },
    { code: 'base-request-exceed-frequency-limit', finding: 'rate-limited' },
    { code: 'system-maintenance', finding: 'maintenance' },
  ],
  callerIp: /Incorrect IP address\s*(?:\[[^\]]*\]\s*)?:?\s*([0-9a-f.:]*[0-9a-f])/i,
  transferComesWithTrading: true,
  read: async (key) => {
    const uid = idIn(fieldsIn(await key.ask('spotPrivateGetV2UserUid'), 'answer'), 'data');
    // Without the key's own name it would list every key of the account.
    const accessKey = key.credential.apiKey;
    const answer = fieldsIn(await key.ask('v2PrivateGetUserApiKey', { uid, accessKey }), 'answer');
    const rows = listIn(answer.data, 'data').map((row) => fieldsIn(row, 'data'));
    const own = rows.find((row) => textIn(row, 'accessKey') === accessKey);
    if (own === undefined) throw new InspectionStop('not-in-list');
    const status = textIn(own, 'status');
    if (status === 'expired') throw new InspectionStop('expired');
    const grants = new Grants();
    if (status !== 'normal') grants.unknown(status);
    for (const word of wordsOf(textIn(own, 'permission')))
      grants.take(word, { readOnly: 'read', trade: ['trade', 'transfer'], withdraw: 'withdraw' });
    const createdAt = timeIn(own, 'createTime');
    const days = numberIn(own, 'validDays');
    return fromGrants(grants, {
      ip: ipFrom(wordsOf(textIn(own, 'ipAddresses'))),
      createdAt,
      expiresAt: expiryOf(days, createdAt, key.now),
      ...(days < 0 ? {} : { daysTold: days }),
      label: labelIn(own, 'note'),
      account: 'master',
    });
  },
};
