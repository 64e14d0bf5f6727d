import { type AdapterReading, InspectionStop, type KeyAdapter, type KeyAtHand } from '../adapter';
import {
  type Fields,
  fieldsIn,
  flagIn,
  fromGrants,
  type Grant,
  Grants,
  ipFrom,
  labelIn,
  listIn,
  readingOf,
  textIn,
  textsIn,
  timeIn,
} from '../strict';
import { errorIfAny } from './common';

/** What a name gives when it may write. `wallet` covers withdrawals and transfers; no narrower name is documented. */
const WRITES: Readonly<Record<string, Grant | readonly Grant[]>> = {
  wallet: ['withdraw', 'transfer'],
  custody: 'withdraw',
  otc: 'withdraw',
  account: 'manage',
  spot: 'trade',
  margin: 'trade',
  unified: 'trade',
  futures: 'trade',
  delivery: 'trade',
  options: 'trade',
  copy: 'trade',
  pilot: 'trade',
  alpha: 'trade',
  crossx: 'trade',
  earn: 'extra',
  loan: 'extra',
};

const NORMAL = 1;

/** One list of keys in one place, one object in another of Gate's documents: both are taken, and the own key must be in it. */
function ownRow(body: unknown, apiKey: string): Fields {
  const rows = (Array.isArray(body) ? body : [body]).map((row) => fieldsIn(row, 'answer'));
  const own = rows.find((row) => textIn(row, 'key') === apiKey);
  if (own === undefined) throw new InspectionStop('not-in-list');
  return own;
}

function readRow(row: Fields): AdapterReading {
  if (row.state !== NORMAL) throw new InspectionStop('key-disabled', `state ${String(row.state).slice(0, 10)}`);
  const grants = new Grants();
  for (const each of listIn(row.perms, 'perms')) {
    const perm = fieldsIn(each, 'perms');
    const name = textIn(perm, 'name');
    const isReadOnly = flagIn(perm, 'read_only');
    grants.give('read', name);
    if (/withdraw/i.test(name)) grants.give('withdraw', name);
    if (!Object.hasOwn(WRITES, name)) grants.unknown(name);
    else if (!isReadOnly) grants.take(name, WRITES);
  }
  return fromGrants(grants, {
    ip: ipFrom(textsIn(row, 'ip_whitelist')),
    createdAt: timeIn(row, 'created_at', 's'),
    label: labelIn(row, 'name'),
    account: 'master',
  });
}

/** What a subaccount's key may ask of itself: the addresses, and nothing of its rights. */
async function readSubaccount(key: KeyAtHand): Promise<AdapterReading> {
  const detail = fieldsIn(await key.ask('privateAccountGetDetail'), 'answer');
  const reading = readingOf({ ip: ipFrom(textsIn(detail, 'ip_whitelist')), account: 'sub' });
  return { reading: { ...reading, rights: { ...reading.rights, read: 'yes' } }, words: {}, extras: [], grade: 'C' };
}

export const gate: KeyAdapter = {
  name: 'Gate',
  grade: { live: 'A', testnet: 'A' },
  errorOf: errorIfAny('label'),
  errors: [
    { code: 'INVALID_KEY', finding: 'wrong-key' },
    { code: 'INVALID_SIGNATURE', finding: 'wrong-secret' },
    { code: 'FORBIDDEN', text: /\bIP\b/, finding: 'ip-not-allowed' },
    { code: 'IP_FORBIDDEN', finding: 'ip-not-allowed' },
    { code: /^(FORBIDDEN|READ_ONLY)$/, finding: 'no-permission' },
    { code: 'REQUEST_EXPIRED', finding: 'clock' },
    { code: 'TOO_MANY_REQUESTS', finding: 'rate-limited' },
    { code: 'SERVER_ERROR', finding: 'maintenance' },
  ],
  callerIp: /Request IP not in whitelist:\s*([0-9a-f.:]+)/i,
  read: async (key) => {
    const main = await key.attempt('privateAccountGetMainKeys');
    if (main.ok) return readRow(ownRow(main.body, key.credential.apiKey));
    if (main.stop.finding !== 'no-permission') throw main.stop;
    return readSubaccount(key);
  },
};
