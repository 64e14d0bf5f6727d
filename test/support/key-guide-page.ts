import { KEY_GUIDES } from '../../shared/model/key-guides';
import type { KeyExchange } from '../../shared/model/keys';

const list = (entries: readonly string[]): string => entries.map((entry) => `- ${entry}`).join('\n');

/** The guide's page of one exchange, written from the data the wizard shows. */
export function keyGuidePage(exchange: KeyExchange): string {
  const { name, tells, page, path, tick, never, ip, tellsIp, lapse, parts, purposes, testnet, notes } =
    KEY_GUIDES[exchange];
  const ips =
    ip === null
      ? `${name} has no IP lists.`
      : `Put the address of this machine on the key's IP list (${ip}). ${
          tellsIp === 'yes'
            ? 'When it refuses a key for its address, it says which address it saw, and the check shows it.'
            : 'When it refuses a key for its address, it does not reliably say which address it saw: look up your address before.'
        }`;
  const without =
    lapse === null
      ? ''
      : `\n\nWithout an IP list, ${lapse.what} after ${lapse.days} days${lapse.kind === 'idle' ? ' without use' : ''}.`;
  return `# A key of ${name}

${tells}

**Where.** ${page}, then: ${path}.

${purposes.map((purpose) => `**To ${purpose}**, tick:\n\n${list(tick[purpose])}`).join('\n\n')}

**Never tick:**

${list(never)}

**IP list.** ${ips}${without}

**What you paste**, one part after the other: ${parts.map(({ name: part }) => part).join(', ')}.

**Test network.** ${testnet ? 'Yes: choose *test network* in the wizard, and make the key in the exchange’s test network or demo trading.' : 'None that Holdfast links to.'}
${notes.length === 0 ? '' : `\n**Good to know**\n\n${list(notes)}\n`}
Back to [Keys](../keys.md).
`;
}
