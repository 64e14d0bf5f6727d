import type { KeyAdapter } from '../adapter';
import { fieldsIn, flagIn, fromGrants, Grants, unknownRights } from '../strict';
import { bodyOf, codeText } from './common';

/** Auditors read; traders trade and read; fund managers withdraw and move money. Other fields are a master key's. */
export const gemini: KeyAdapter = {
  name: 'Gemini',
  grade: { live: 'B', testnet: 'B' },
  // ccxt throws for a key without "account" in it before anything is sent.
  check: ({ apiKey }) => (apiKey.includes('account') ? null : 'account-key-wanted'),
  errorOf: (answer) => {
    const { result, reason } = bodyOf(answer);
    if (result === 'error') return codeText(reason) || 'no reason';
    return answer.status >= 200 && answer.status < 300 ? null : `HTTP ${answer.status}`;
  },
  errors: [
    { code: 'InvalidApiKey', finding: 'wrong-key' },
    { code: 'InvalidSignature', finding: 'wrong-secret' },
    { code: /IP/, finding: 'ip-not-allowed' },
    { code: 'MissingRole', finding: 'no-permission' },
    { code: 'InvalidNonce', finding: 'clock' },
    { code: 'RateLimit', finding: 'rate-limited' },
    { code: 'Maintenance', finding: 'maintenance' },
  ],
  read: async (key) => {
    const fields = fieldsIn(await key.ask('privatePostV1Roles'), 'answer');
    const grants = new Grants();
    if (flagIn(fields, 'isAuditor')) grants.give('read', 'Auditor');
    if (flagIn(fields, 'isTrader')) grants.give(['read', 'trade'], 'Trader', 'spot');
    if (flagIn(fields, 'isFundManager')) grants.give(['read', 'withdraw', 'transfer'], 'FundManager');
    grants.unknown(...unknownRights(fields, ['isAuditor', 'isTrader', 'isFundManager', 'counterparty_id']));
    return fromGrants(grants, {});
  },
};
