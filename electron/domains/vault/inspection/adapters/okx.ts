import type { KeyAdapter } from '../adapter';
import { fieldsIn, fromGrants, Grants, idIn, ipFrom, labelIn, listIn, textIn, wordsOf } from '../strict';
import { errorIn, needsPassphrase } from './common';

export const okx: KeyAdapter = {
  name: 'OKX',
  grade: { live: 'A', testnet: 'A' },
  errorOf: errorIn('code', '0'),
  errors: [
    { code: '50111', finding: 'wrong-key' },
    // Keys are per region; ccxt has no class for either of the next two.
    { code: '50119', finding: 'wrong-region' },
    { code: '50035', finding: 'needs-ip-list' },
    { code: '50113', finding: 'wrong-secret' },
    { code: '50105', finding: 'wrong-passphrase' },
    { code: '50110', finding: 'ip-not-allowed' },
    { code: '50120', finding: 'no-permission' },
    { code: /^(50102|50112)$/, finding: 'clock' },
    { code: '50011', finding: 'rate-limited' },
    { code: '50001', finding: 'maintenance' },
    { code: '50101', finding: 'wrong-key' },
  ],
  callerIp: /your IP\s+([0-9a-f.:]*[0-9a-f])/i,
  check: needsPassphrase,
  transferComesWithTrading: true,
  read: async (key) => {
    const answer = fieldsIn(await key.ask('privateGetAccountConfig'), 'answer');
    const config = fieldsIn(listIn(answer.data, 'data')[0], 'data');
    const grants = new Grants();
    for (const word of wordsOf(textIn(config, 'perm')))
      grants.take(word, { read_only: 'read', trade: ['trade', 'transfer'], withdraw: 'withdraw' });
    return fromGrants(grants, {
      ip: ipFrom(wordsOf(textIn(config, 'ip'))),
      label: labelIn(config, 'label'),
      account: idIn(config, 'uid') === idIn(config, 'mainUid') ? 'master' : 'sub',
    });
  },
};
