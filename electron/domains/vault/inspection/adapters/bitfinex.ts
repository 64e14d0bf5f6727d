import { InspectionStop, type KeyAdapter } from '../adapter';
import { fromGrants, type Grant, Grants, listIn } from '../strict';
import { codeText } from './common';

/** What reading and writing mean in each scope (its document of key permissions). */
const SCOPES: Readonly<Record<string, readonly [read: Grant, write: Grant | readonly Grant[]]>> = {
  account: ['nothing', 'manage'],
  history: ['nothing', 'extra'],
  orders: ['read', 'trade'],
  positions: ['nothing', 'trade'],
  funding: ['nothing', 'extra'],
  settings: ['nothing', 'manage'],
  wallets: ['read', 'transfer'],
  withdraw: ['nothing', 'withdraw'],
  ui_withdraw: ['nothing', 'withdraw'],
  bfxpay: ['nothing', 'extra'],
};

function isOn(value: unknown, scope: string): boolean {
  if (value === 1 || value === 0) return value === 1;
  throw new InspectionStop('unreadable', scope);
}

export const bitfinex: KeyAdapter = {
  name: 'Bitfinex',
  grade: { live: 'B', testnet: 'B' },
  // Errors are lists: ["error", 10100, "apikey: invalid"].
  errorOf: ({ body, status }) => {
    if (Array.isArray(body) && body[0] === 'error') return codeText(body[1]) || 'no code';
    return status >= 200 && status < 300 ? null : `HTTP ${status}`;
  },
  errors: [
    { code: '10100', text: /digest/i, finding: 'wrong-secret' },
    { code: '10100', text: /\bip\b/i, finding: 'ip-not-allowed' },
    { code: '10100', finding: 'wrong-key' },
    { code: '10001', finding: 'no-permission' },
    { code: '10114', finding: 'clock' },
    { code: '11010', finding: 'rate-limited' },
    { code: '20060', finding: 'maintenance' },
  ],
  read: async (key) => {
    const rows = listIn(await key.ask('privatePostAuthRPermissions'), 'answer').map((row) => listIn(row, 'row'));
    const grants = new Grants();
    const seen = new Set<string>();
    for (const [scope, read, write] of rows) {
      if (typeof scope !== 'string') throw new InspectionStop('unreadable', 'scope');
      seen.add(scope);
      const meaning = Object.hasOwn(SCOPES, scope) ? SCOPES[scope] : undefined;
      const reads = isOn(read, scope);
      const writes = isOn(write, scope);
      if (meaning === undefined) {
        if (reads || writes) grants.unknown(scope);
        continue;
      }
      if (reads) grants.give(meaning[0], scope);
      if (writes) grants.give(meaning[1], scope, scope === 'orders' ? 'orders' : undefined);
    }
    for (const scope of ['orders', 'wallets', 'withdraw', 'account', 'settings'])
      if (!seen.has(scope)) throw new InspectionStop('unreadable', scope);
    return fromGrants(grants, {});
  },
};
