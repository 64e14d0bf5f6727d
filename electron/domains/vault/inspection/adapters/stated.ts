import type { AdapterReading, ErrorRule, KeyAdapter } from '../adapter';
import type { FindingId } from '../findings';
import { readingOf } from '../strict';
import { bodyOf, codeText, errorIfAny, errorIn } from './common';

interface Stated extends Pick<KeyAdapter, 'name' | 'errorOf' | 'callerIp'> {
  /** A harmless private read: that it answers shows the key is whole, known, and allowed from here. */
  readonly proof: string;
  readonly errors: readonly ErrorRule[];
  readonly notes?: readonly FindingId[];
}

/** An exchange that tells a key nothing of itself: the key is tried, and the operator has to state the rest. */
const stated = ({ proof, notes, ...rest }: Stated): KeyAdapter => ({
  ...rest,
  grade: { live: 'C', testnet: 'C' },
  read: async (key): Promise<AdapterReading> => {
    await key.ask(proof);
    const reading = readingOf({});
    return {
      reading: { ...reading, rights: { ...reading.rights, read: 'yes' } },
      words: {},
      extras: [],
      ...(notes === undefined ? {} : { notes }),
    };
  },
});

/** Only the POST of its key call is documented, and that one overwrites the address list. */
export const mexc = stated({
  name: 'MEXC',
  proof: 'spotPrivateGetAccount',
  errorOf: errorIfAny('code'),
  errors: [
    { code: /^(10072|700001)$/, finding: 'wrong-key' },
    { code: '700002', text: /expired/i, finding: 'expired' },
    { code: '700002', finding: 'wrong-secret' },
    { code: /^(700006|406)$/, finding: 'ip-not-allowed' },
    { code: /^(700007|70[1-4])$/, finding: 'no-permission' },
    { code: '402', finding: 'expired' },
    { code: /^(700003|513)$/, finding: 'clock' },
    { code: /^(429|510)$/, finding: 'rate-limited' },
    { code: '604', finding: 'maintenance' },
  ],
  callerIp: /IP\s*\[([0-9a-f.:]+)\]/i,
});

export const cryptocom = stated({
  name: 'Crypto.com',
  proof: 'v1PrivatePostPrivateUserBalance',
  errorOf: errorIn('code', '0'),
  errors: [
    { code: '40101', finding: 'key-or-right' },
    { code: '40103', finding: 'ip-not-allowed' },
    { code: '40102', finding: 'clock' },
    { code: '42901', finding: 'rate-limited' },
    { code: '9010001', finding: 'maintenance' },
  ],
});

export const bitstamp = stated({
  name: 'Bitstamp',
  proof: 'privatePostAccountBalances',
  errorOf: (answer) => {
    const { code, reason, status } = bodyOf(answer);
    const told = codeText(code) || (status === 'error' ? codeText(reason) || 'no reason' : '');
    return told || (answer.status >= 200 && answer.status < 300 ? null : `HTTP ${answer.status}`);
  },
  errors: [
    { code: 'API0001', finding: 'wrong-key' },
    { code: 'API0005', finding: 'wrong-secret' },
    { code: 'API0002', finding: 'ip-not-allowed' },
    { code: 'API0003', finding: 'no-permission' },
    { code: /^(API0017|API0004|Invalid nonce)/, finding: 'clock' },
    { code: '400.002', finding: 'rate-limited' },
    { code: /maintenance/i, finding: 'maintenance' },
  ],
});

export const phemex = stated({
  name: 'Phemex',
  proof: 'privateGetSpotWallets',
  errorOf: errorIn('code', '0'),
  // Its gate answers 401 for everything and tells the reason in the text alone.
  errors: [
    { code: /401/, text: /IP mismatch/i, finding: 'ip-not-allowed' },
    { code: /401/, text: /Insufficient privilege/i, finding: 'no-permission' },
    { code: /401/, text: /expired/i, finding: 'expired' },
    { code: /401/, text: /signature/i, finding: 'wrong-secret' },
    { code: /401/, text: /Failed to load API KEY/i, finding: 'wrong-key' },
    { code: /401/, finding: 'key-or-ip' },
    { code: /^(429|39995)$/, finding: 'rate-limited' },
  ],
});

export const bitvavo = stated({
  name: 'Bitvavo',
  proof: 'privateGetAccount',
  errorOf: errorIfAny('errorCode'),
  errors: [
    { code: /^30[56]$/, finding: 'wrong-key' },
    { code: /^30[89]$/, finding: 'wrong-secret' },
    { code: '307', finding: 'ip-not-allowed' },
    { code: /^31[012]$/, finding: 'no-permission' },
    { code: /^30[234]$/, finding: 'clock' },
    { code: '105', finding: 'rate-limited' },
    { code: /^(107|108|109|404)$/, finding: 'maintenance' },
  ],
});

export const backpack = stated({
  name: 'Backpack',
  proof: 'privateGetApiV1Account',
  errorOf: errorIfAny('code'),
  errors: [
    { code: 'UNAUTHORIZED', finding: 'wrong-key' },
    { code: 'INVALID_SIGNATURE', finding: 'wrong-secret' },
    { code: 'FORBIDDEN', text: /\bIP\b/, finding: 'ip-not-allowed' },
    { code: 'FORBIDDEN', finding: 'no-permission' },
    { code: 'INVALID_CLIENT_REQUEST', text: /timestamp|window|expired/i, finding: 'clock' },
    { code: 'TOO_MANY_REQUESTS', finding: 'rate-limited' },
    { code: 'MAINTENANCE', finding: 'maintenance' },
  ],
  notes: ['backpack-withdraws'],
});
