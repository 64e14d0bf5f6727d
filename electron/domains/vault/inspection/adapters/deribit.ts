import { createHmac, randomBytes } from 'node:crypto';
import { InspectionStop, type KeyAdapter, type KeyAtHand, type Parameters } from '../adapter';
import { saysNothing } from '../findings';
import {
  type Fields,
  fieldsIn,
  flagIn,
  fromGrants,
  Grants,
  ipFrom,
  labelIn,
  listIn,
  textIn,
  textsIn,
  timeIn,
} from '../strict';
import { bodyOf, codeText } from './common';

/**
 * The answer to this tells the scope. `client_credentials` would do the same, but ccxt sends it as a GET: the secret would stand in
 * the address. A signature over time and nonce proves the secret without sending it.
 */
function signedIn({ credential, now }: KeyAtHand): Parameters {
  const nonce = randomBytes(8).toString('hex');
  const signature = createHmac('sha256', credential.secret).update(`${now}\n${nonce}\n`).digest('hex');
  return { grant_type: 'client_signature', client_id: credential.apiKey, timestamp: now, nonce, signature, data: '' };
}

/** Areas of a scope word `area:access`, by what writing there means. */
const WRITES: Readonly<Record<string, 'trade' | 'manage' | 'money'>> = {
  trade: 'trade',
  block_trade: 'trade',
  block_rfq: 'trade',
  account: 'manage',
  wallet: 'money',
  custody: 'money',
};
/** Words that give no right: kind of login, name and life of the session. */
const PLAIN = /^(connection$|mainaccount$|name:|session:|expires:|ip:)/;

function readScope(scope: string): { grants: Grants; isMain: boolean; isToldOf: (area: string) => boolean } {
  const grants = new Grants();
  const told = new Set<string>();
  const words = scope.split(/\s+/).filter((word) => word !== '');
  for (const word of words) {
    const [area = '', access = ''] = word.split(':');
    const writes = Object.hasOwn(WRITES, area) ? WRITES[area] : undefined;
    if (writes === undefined) {
      if (!PLAIN.test(word)) grants.unknown(word);
      continue;
    }
    told.add(area);
    if (access === 'read' || access === 'none') {
      if (access === 'read') grants.give('read', word);
    } else if (access === 'read_write') {
      grants.give('read', word);
      grants.give(writes === 'money' ? ['withdraw', 'transfer'] : writes, word, writes === 'trade' ? area : undefined);
    } else grants.unknown(word);
  }
  return { grants, isMain: words.includes('mainaccount'), isToldOf: (area) => told.has(area) };
}

/** The own row of the key list; undefined when this key may not read it. The list holds secrets of every key in some versions: nothing else of it is looked at or kept. */
async function ownRow(key: KeyAtHand): Promise<Fields | undefined> {
  const list = await key.attempt('privateGetListApiKeys');
  if (!list.ok) {
    // A list that did not come is another thing than one that may not be read: the key's addresses have not become unknown.
    if (saysNothing(list.stop.finding) || list.stop.finding === 'host-refused') throw list.stop;
    return undefined;
  }
  const rows = listIn(fieldsIn(list.body, 'answer').result, 'result').map((row) => fieldsIn(row, 'result'));
  const own = rows.find((row) => textIn(row, 'client_id') === key.credential.apiKey);
  if (own === undefined) throw new InspectionStop('not-in-list');
  if (!flagIn(own, 'enabled')) throw new InspectionStop('key-disabled');
  return own;
}

export const deribit: KeyAdapter = {
  name: 'Deribit',
  grade: { live: 'B', testnet: 'B' },
  errorOf: (answer) => {
    const { error } = bodyOf(answer);
    if (typeof error === 'object' && error !== null) return codeText((error as Fields).code) || 'no code';
    return answer.status >= 200 && answer.status < 300 ? null : `HTTP ${answer.status}`;
  },
  errors: [
    { code: '13004', finding: 'wrong-key' },
    { code: '13009', finding: 'key-or-right' },
    { code: '13021', finding: 'no-permission' },
    { code: /^(10028|10047)$/, finding: 'rate-limited' },
    { code: '11051', finding: 'maintenance' },
  ],
  read: async (key) => {
    const result = fieldsIn(fieldsIn(await key.ask('publicGetAuth', signedIn(key)), 'answer').result, 'result');
    const { grants, isMain, isToldOf } = readScope(textIn(result, 'scope'));
    const row = await ownRow(key);
    const found = fromGrants(grants, {
      ip: row === undefined ? { kind: 'unknown', addresses: [] } : ipFrom(textsIn(row, 'ip_whitelist')),
      createdAt: row === undefined ? null : timeIn(row, 'timestamp'),
      label: row === undefined ? null : labelIn(row, 'name'),
      account: isMain ? 'master' : 'unknown',
    });
    const { rights } = found.reading;
    const money = isToldOf('wallet') ? {} : ({ withdraw: 'unknown', transfer: 'unknown' } as const);
    return {
      ...found,
      reading: {
        ...found.reading,
        rights: {
          ...rights,
          ...(isToldOf('trade') ? {} : { trade: 'unknown' as const }),
          ...(isToldOf('account') ? {} : { manage: 'unknown' as const }),
          ...money,
        },
      },
    };
  },
};
