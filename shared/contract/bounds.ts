/*
 * Lengths that both sides know. In a file of their own without schemas: the window checks them as one types, and the
 * schema library would cost it 85 kB.
 */

/** Shortest passphrase taken, characters. Source: NIST SP 800-63B, 8 at least; 12 asked for since it guards money. */
export const PASSPHRASE_MIN = 12;
export const PASSPHRASE_MAX = 256;
/** The reason for resuming goes on record. Characters. */
export const REASON_MIN = 3;
export const REASON_MAX = 500;
/** Longest name under which a step is ticked or a cause acknowledged, characters. */
export const OPERATOR_NAME_MAX = 60;
/** Most decisions in one page of the journal's. */
export const DECISION_PAGE_ROWS = 200;
/** Most characters of one record's data told at once: a decision is 10,000 to 20,000, the longest record has a million. */
export const RECORD_PAGE_CHARS = 50_000;
/** Most limits changed at once; a preset has 37. */
export const LIMIT_EDITS_MAX = 200;
/** Longest text taken for one limit, characters; a list of 500 symbols fits. */
export const LIMIT_TEXT_MAX = 12_000;
/** Longest and shortest life of a temporary override, milliseconds (R12). */
export const OVERRIDE_MIN_MS = 60_000;
export const OVERRIDE_MAX_MS = 604_800_000;
/** Accounts of one desk. */
export const MOST_ACCOUNTS = 20;
/** Longest name of a subaccount as the exchange has it, characters. */
export const LABEL_MAX = 60;
