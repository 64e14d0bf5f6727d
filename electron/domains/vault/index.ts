/**
 * Vault: keeps exchange keys sealed in the OS keychain and lends them to whom they are for, one at a time, each loan on record.
 * Promises: nothing is ever stored unsealed; a crash leaves a change done or not done; locked, it gives out nothing. Never shows a
 * secret, writes one to a file, or is asked by the halt.
 */

export { createKeyInspector, type KeyInspectorOptions } from './inspection/client';
export type { JournalKeys } from './journal-keys';
export type {
  Borrower,
  Commit,
  KeptKey,
  KeychainPort,
  KeychainTrouble,
  KeyInspector,
  KeySlot,
  KeyStore,
  ScryptCost,
  VaultFailure,
  VaultPointer,
  VaultPorts,
} from './ports';
export { fingerprintOf, newRecoveryCode, readRecoveryCode } from './recovery-code';
export { isBelow, PRESENT_COST } from './seal';
export { type Opener, type OpenFailure, Vault } from './vault';
export { keychainFailure, LIST_DAMAGED, REMEDIES } from './words';
