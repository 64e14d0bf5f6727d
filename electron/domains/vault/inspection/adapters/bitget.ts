import type { AdapterReading, KeyAdapter, KeyAtHand } from '../adapter';
import {
  type Fields,
  fieldsIn,
  fromGrants,
  type Grant,
  Grants,
  idIn,
  ipFrom,
  textIn,
  textsIn,
  wordsOf,
} from '../strict';
import { errorIn, needsPassphrase } from './common';

/** Abbreviations of the classic account. The long words of older keys (`trade`, `readonly`) do not say enough and are not taken. */
const WORDS: Readonly<Record<string, Grant | readonly Grant[]>> = {
  coor: 'read',
  cpor: 'read',
  stor: 'read',
  smor: 'read',
  ttor: 'nothing',
  wtor: 'nothing',
  taxr: 'nothing',
  chor: 'nothing',
  p2pr: 'nothing',
  pllr: 'nothing',
  coow: 'trade',
  cpow: 'trade',
  stow: 'trade',
  smow: 'trade',
  ttow: 'trade',
  wtow: 'transfer',
  wwow: 'withdraw',
  chow: 'manage',
  p2p: 'withdraw',
  p2pw: 'withdraw',
  pllw: 'extra',
  taxw: 'extra',
};
/** The unified account's. What `uta_mgt` covers is not written down, so it counts as managing. */
const UNIFIED: Readonly<Record<string, Grant>> = {
  uta_trade: 'trade',
  copy_futures_order: 'trade',
  copy_futures_position: 'trade',
  uta_mgt: 'manage',
  withdraw: 'withdraw',
};

const told = (data: Fields) => {
  const parent = data.parentId === undefined || data.parentId === null ? '' : idIn(data, 'parentId');
  const isKnown = parent !== '' && parent !== '0';
  return {
    ip: ipFrom(wordsOf(textIn(data, 'ips'))),
    account: !isKnown ? ('unknown' as const) : parent === idIn(data, 'userId') ? ('master' as const) : ('sub' as const),
  };
};

function readClassic(data: Fields): AdapterReading {
  const grants = new Grants();
  for (const word of textsIn(data, 'authorities')) grants.take(word, WORDS);
  if (grants.right('trade') === 'yes') grants.give('read', 'trading');
  return fromGrants(grants, told(data));
}

async function readUnified(key: KeyAtHand): Promise<AdapterReading> {
  const data = fieldsIn(fieldsIn(await key.ask('privateUtaGetV3AccountInfo'), 'answer').data, 'data');
  const type = textIn(data, 'permType');
  const grants = new Grants();
  if (type !== 'read-only' && type !== 'read-and-write') grants.unknown(type);
  grants.give('read', type);
  for (const word of textsIn(data, 'permissions')) {
    if (!Object.hasOwn(UNIFIED, word)) grants.unknown(word);
    else if (type !== 'read-only') grants.take(word, UNIFIED);
  }
  return fromGrants(grants, told(data));
}

export const bitget: KeyAdapter = {
  name: 'Bitget',
  grade: { live: 'A', testnet: 'A' },
  errorOf: errorIn('code', '00000'),
  errors: [
    { code: /^(40006|40037)$/, finding: 'wrong-key' },
    { code: '40009', finding: 'wrong-secret' },
    { code: '40012', finding: 'wrong-passphrase' },
    { code: '40018', finding: 'ip-not-allowed' },
    { code: '40014', finding: 'no-permission' },
    { code: /^(40004|40005|40008)$/, finding: 'clock' },
    { code: /^(429|30007)$/, finding: 'rate-limited' },
    { code: '40200', finding: 'maintenance' },
  ],
  check: needsPassphrase,
  read: async (key) => {
    const classic = await key.attempt('privateSpotGetV2SpotAccountInfo');
    if (classic.ok) return readClassic(fieldsIn(fieldsIn(classic.body, 'answer').data, 'data'));
    // A unified account does not answer the classic call; by which code is not documented.
    if (classic.stop.finding !== 'no-permission' && classic.stop.finding !== 'exchange-error') throw classic.stop;
    return readUnified(key);
  },
};
