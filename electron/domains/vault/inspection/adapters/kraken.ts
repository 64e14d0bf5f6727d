import type { Answered, KeyAdapter } from '../adapter';
import { fieldsIn, fromGrants, type Grant, Grants, ipFrom, labelIn, textsIn, timeIn } from '../strict';
import { bodyOf } from './common';

/** Kraken's own list of values (its document of GetApiKeyInfo). */
const WORDS: Readonly<Record<string, Grant>> = {
  'query-funds': 'read',
  'query-open-trades': 'read',
  'query-closed-trades': 'read',
  'query-ledger': 'nothing',
  'export-data': 'extra',
  'create-ws-token': 'nothing',
  'modify-trades': 'trade',
  'close-trades': 'nothing',
  'add-funds': 'extra',
  'earn-funds': 'extra',
  'withdraw-funds': 'withdraw',
  'add-withdraw-address': 'manage',
  'update-withdraw-address': 'manage',
};

/** Kraken's errors are texts in a list; the first one that is no warning counts. */
function errorOf(answer: Answered): string | null {
  const { error } = bodyOf(answer);
  const first = Array.isArray(error)
    ? error.find((each) => typeof each === 'string' && each.startsWith('E'))
    : undefined;
  if (typeof first === 'string') return first;
  if (answer.status < 200 || answer.status >= 300) return `HTTP ${answer.status}`;
  return Array.isArray(error) ? null : 'no error list';
}

export const kraken: KeyAdapter = {
  name: 'Kraken',
  grade: { live: 'A', testnet: 'A' },
  errorOf,
  errors: [
    { code: /^EAPI:Invalid key/, finding: 'wrong-key' },
    { code: /^EAPI:Invalid signature/, finding: 'wrong-secret' },
    { code: /^EAPI:Invalid nonce/, finding: 'clock' },
    { code: /^E(General|API):.*\bIP\b/i, finding: 'ip-not-allowed' },
    { code: /^EGeneral:Permission denied/, finding: 'no-permission' },
    { code: /^E(API|Order):Rate limit|^EGeneral:Temporary lockout/, finding: 'rate-limited' },
    { code: /^EService:/, finding: 'maintenance' },
  ],
  read: async (key) => {
    const result = fieldsIn(fieldsIn(await key.ask('privatePostGetApiKeyInfo'), 'answer').result, 'result');
    const grants = new Grants();
    for (const word of textsIn(result, 'permissions')) grants.take(word, WORDS, false);
    const words = textsIn(result, 'permissions');
    const canPlace = words.includes('modify-trades');
    const canCancel = words.includes('close-trades');
    if (canPlace) grants.give('nothing', 'modify-trades', 'spot and margin');
    if (canCancel && !canPlace) grants.give('extra', 'close-trades');
    const found = fromGrants(grants, {
      ip: ipFrom(textsIn(result, 'ipAllowlist')),
      createdAt: timeIn(result, 'createdTime', 's'),
      expiresAt: timeIn(result, 'validUntil', 's'),
      label: labelIn(result, 'apiKeyName'),
    });
    return canPlace && !canCancel ? { ...found, tradeRefusals: ['cannot-cancel'] } : found;
  },
};
