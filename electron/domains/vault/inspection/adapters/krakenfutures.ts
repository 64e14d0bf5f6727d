import type { KeyAdapter } from '../adapter';
import { fieldsIn, ipFrom, readingOf, textsIn, timeIn } from '../strict';
import { bodyOf, codeText } from './common';

/**
 * Its document gives `permissions` as an object and nothing of what is in it. So an empty one tells nothing (the operator has to
 * state it), and every name in one is a right that this version does not know.
 */
export const krakenfutures: KeyAdapter = {
  name: 'Kraken Futures',
  grade: { live: 'C', testnet: 'C' },
  errorOf: (answer) => {
    const { result, error, apiKey } = bodyOf(answer);
    if (typeof error === 'string') return error;
    if (answer.status < 200 || answer.status >= 300) return `HTTP ${answer.status}`;
    return result === 'error' || codeText(apiKey) === '' ? 'no key in the answer' : null;
  },
  errors: [
    { code: /^authenticationError$/, finding: 'wrong-key' },
    { code: /^HTTP 401$/, finding: 'wrong-key' },
    { code: /^nonce/, finding: 'clock' },
    { code: /^apiLimitExceeded$/, finding: 'rate-limited' },
    { code: /^Unavailable$/, finding: 'maintenance' },
    { code: /ip.*(not|allow)/i, finding: 'ip-not-allowed' },
  ],
  read: async (key) => {
    const fields = fieldsIn(await key.ask('checkV3ApiKey'), 'answer');
    const { rights } = readingOf({});
    return {
      reading: readingOf({
        rights: { ...rights, read: 'yes' },
        ip: ipFrom(textsIn(fields, 'allowedCidrBlocks')),
        createdAt: timeIn(fields, 'createdAt'),
        unknownWords: Object.keys(fieldsIn(fields.permissions, 'permissions')),
      }),
      words: {},
      extras: [],
    };
  },
};
