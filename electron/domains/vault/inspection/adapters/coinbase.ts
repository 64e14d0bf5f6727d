import type { KeyAdapter } from '../adapter';
import { fieldsIn, flagIn, fromGrants, type Grant, Grants, unknownRights } from '../strict';
import { bodyOf, codeText } from './common';

const FLAGS: Readonly<Record<string, Grant | readonly Grant[]>> = {
  can_view: 'read',
  can_trade: 'trade',
  can_transfer: ['withdraw', 'transfer'],
};

export const coinbase: KeyAdapter = {
  name: 'Coinbase',
  grade: { live: 'B', testnet: 'B' },
  errorOf: (answer) => {
    if (answer.status >= 200 && answer.status < 300) return null;
    if (answer.status >= 500) return `HTTP ${answer.status}`;
    const { error } = bodyOf(answer);
    return codeText(error) || `HTTP ${answer.status}`;
  },
  errors: [
    { code: /^HTTP 401$/, finding: 'key-or-ip' },
    { code: 'PERMISSION_DENIED', finding: 'no-permission' },
    // Seen for a missing right as well as for others.
    { code: 'unknown', finding: 'key-or-ip' },
  ],
  read: async (key) => {
    const fields = fieldsIn(await key.ask('v3PrivateGetBrokerageKeyPermissions'), 'answer');
    const grants = new Grants();
    for (const [name, grant] of Object.entries(FLAGS)) if (flagIn(fields, name)) grants.give(grant, name);
    if (grants.right('trade') === 'yes') {
      const type = typeof fields.portfolio_type === 'string' ? fields.portfolio_type : 'portfolio';
      grants.give('nothing', type, type);
    }
    grants.unknown(...unknownRights(fields, [...Object.keys(FLAGS), 'portfolio_uuid', 'portfolio_type']));
    return fromGrants(grants, {});
  },
};
