import { InspectionStop, type KeyAdapter, type KeyAtHand } from '../adapter';
import {
  type Fields,
  fieldsIn,
  fromGrants,
  Grants,
  ipFrom,
  labelIn,
  listIn,
  numberIn,
  textIn,
  textsIn,
} from '../strict';
import { bodyOf, codeText } from './common';

const PAGE_SIZE = 1_000;
/** Keys of one account beyond these pages are not looked for; each page is a request out of ten a minute. */
const MAX_PAGES = 3;

/** It lists the account's keys, page by page: the own one is looked for. */
async function ownRow(key: KeyAtHand): Promise<Fields> {
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const answer = fieldsIn(await key.ask('v3PrivateGetAccountCredentials', { page, size: PAGE_SIZE }), 'answer');
    const data = fieldsIn(answer.data, 'data');
    const rows = listIn(data.rows, 'rows').map((row) => fieldsIn(row, 'rows'));
    const own = rows.find((row) => textIn(row, 'apiKey') === key.credential.apiKey);
    if (own !== undefined) return own;
    const meta = fieldsIn(data.meta, 'meta');
    if (page * numberIn(meta, 'recordsPerPage') >= numberIn(meta, 'total')) break;
  }
  throw new InspectionStop('not-in-list');
}

export const woo: KeyAdapter = {
  name: 'WOO X',
  grade: { live: 'A', testnet: 'A' },
  errorOf: (answer) => {
    const { success, code } = bodyOf(answer);
    if (success === true) return null;
    return codeText(code) || `HTTP ${answer.status}`;
  },
  errors: [
    { code: '-1001', finding: 'wrong-key' },
    // One text for an unknown key, a missing right and an expired one.
    { code: '-1002', finding: 'key-or-right' },
    { code: '-1003', finding: 'rate-limited' },
    { code: '-1011', finding: 'maintenance' },
  ],
  read: async (key) => {
    const row = await ownRow(key);
    const grants = new Grants();
    for (const word of textsIn(row, 'permissions'))
      grants.take(word, { READ: 'read', TRADE: 'trade', WITHDRAWAL: 'withdraw' });
    return fromGrants(grants, {
      // Left out when the key is not bound.
      ip: ipFrom(row.allowedIPs === undefined ? [] : textsIn(row, 'allowedIPs')),
      label: labelIn(row, 'accountName'),
    });
  },
};
