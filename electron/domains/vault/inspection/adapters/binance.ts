import type { AdapterReading, KeyAdapter, KeyAtHand } from '../adapter';
import { fieldsIn, flagIn, fromGrants, type Grant, Grants, readingOf, timeIn, unknownRights } from '../strict';
import { errorIfAny } from './common';

const FLAGS: Readonly<Record<string, Grant>> = {
  enableReading: 'read',
  enableFixReadOnly: 'nothing',
  enableSpotAndMarginTrading: 'trade',
  enableFutures: 'trade',
  enableMargin: 'trade',
  enableVanillaOptions: 'trade',
  enablePortfolioMarginTrading: 'trade',
  enableFixApiTrade: 'trade',
  enableWithdrawals: 'withdraw',
  enableInternalTransfer: 'transfer',
  permitsUniversalTransfer: 'transfer',
};
const REQUIRED = [
  'enableReading',
  'enableSpotAndMarginTrading',
  'enableFutures',
  'enableWithdrawals',
  'enableInternalTransfer',
  'permitsUniversalTransfer',
];
const MARKETS: Readonly<Record<string, string>> = {
  enableSpotAndMarginTrading: 'spot',
  enableFutures: 'futures',
  enableMargin: 'margin loans',
  enableVanillaOptions: 'options',
  enablePortfolioMarginTrading: 'portfolio margin',
};

async function readLive(key: KeyAtHand): Promise<AdapterReading> {
  const fields = fieldsIn(await key.ask('sapiGetAccountApiRestrictions'), 'answer');
  const grants = new Grants();
  for (const name of REQUIRED) flagIn(fields, name);
  for (const [name, grant] of Object.entries(FLAGS)) {
    if (fields[name] !== undefined && flagIn(fields, name)) grants.give(grant, name, MARKETS[name]);
  }
  grants.unknown(
    ...unknownRights(fields, [...Object.keys(FLAGS), 'ipRestrict', 'createTime', 'tradingAuthorityExpirationTime']),
  );
  return fromGrants(grants, {
    // The list itself is not told.
    ip: { kind: flagIn(fields, 'ipRestrict') ? 'restricted' : 'open', addresses: [] },
    createdAt: timeIn(fields, 'createTime'),
    expiresAt: timeIn(fields, 'tradingAuthorityExpirationTime'),
  });
}

/** Its test network has no address for the permission call (ccxt: no `sapi`): that the key is taken is all that can be told. */
async function readTestnet(key: KeyAtHand): Promise<AdapterReading> {
  fieldsIn(await key.ask('privateGetAccount'), 'answer');
  const { rights, ...reading } = readingOf({});
  return { reading: { ...reading, rights: { ...rights, read: 'yes' } }, words: {}, extras: [] };
}

/**
 * -2015 stands for an unknown key, an address that is not allowed and a missing right alike, and ccxt makes a rate limit of it
 * after any private call that succeeded: only the number is read here. Futures' own -2015 names the caller's address.
 */
export const binance: KeyAdapter = {
  name: 'Binance',
  grade: { live: 'A', testnet: 'C' },
  errorOf: errorIfAny('code'),
  errors: [
    { code: '-2015', finding: 'key-or-ip' },
    { code: /^-(2008|2014)$/, finding: 'wrong-key' },
    { code: '-1022', finding: 'wrong-secret' },
    { code: '-1021', finding: 'clock' },
    { code: '-1002', finding: 'no-permission' },
    { code: /^-10(03|15)$/, finding: 'rate-limited' },
    { code: /^-10(00|01|07|08)$/, finding: 'maintenance' },
    { code: /^-?\d+$/, text: /maintenance/i, finding: 'maintenance' },
  ],
  callerIp: /request ip:\s*([0-9a-f.:]+)/i,
  tellsIp: { method: 'fapiPrivateV2GetBalance', after: new Set(['key-or-ip']) },
  read: (key) => (key.environment === 'live' ? readLive(key) : readTestnet(key)),
};
