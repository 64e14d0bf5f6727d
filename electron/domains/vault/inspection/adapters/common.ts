import type { Credential } from '#shared/model/account';
import type { Answered, ErrorRule } from '../adapter';
import type { FindingId } from '../findings';

type Body = Readonly<Record<string, unknown>>;

/** The body as an object; an empty one for whatever else it is. */
export const bodyOf = ({ body }: Answered): Body =>
  typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Body) : {};

/** A code as text; the empty text for none. */
export const codeText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

const httpError = ({ status }: Answered): string | null => (status >= 200 && status < 300 ? null : `HTTP ${status}`);

/** Errors of an exchange that puts its code into one field, which holds `success` when all is well. A 200 without the field is none. */
export function errorIn(field: string, success: string): (answer: Answered) => string | null {
  return (answer) => {
    const code = codeText(bodyOf(answer)[field]);
    if (code === success) return httpError(answer);
    return code === '' ? (httpError(answer) ?? 'no code') : code;
  };
}

/** Errors of an exchange whose success carries no code at all. */
export function errorIfAny(field: string): (answer: Answered) => string | null {
  return (answer) => {
    const code = codeText(bodyOf(answer)[field]);
    return code === '' ? httpError(answer) : code;
  };
}

/** Statuses that mean the same everywhere; asked after an exchange's own rules. */
export const COMMON_ERRORS: readonly ErrorRule[] = [
  { code: /^HTTP (429|418)$/, finding: 'rate-limited' },
  { code: /^HTTP 5\d\d$/, finding: 'maintenance' },
  { code: 'HTTP 401', finding: 'key-or-ip' },
  // Without a code of the exchange's own it is a firewall's: nobody looked at the key.
  { code: /^HTTP 4(03|51)$/, finding: 'turned-away' },
];

/** What these statuses mean whatever code comes with them, where no rule knows the code. */
export const COMMON_STATUSES: readonly ErrorRule[] = [
  { code: /^HTTP (429|418)$/, finding: 'rate-limited' },
  { code: /^HTTP 50[234]$/, finding: 'maintenance' },
];

/** For exchanges whose keys have a third part. */
export const needsPassphrase = ({ passphrase }: Credential): FindingId | null =>
  passphrase === undefined || passphrase === '' ? 'passphrase-missing' : null;
