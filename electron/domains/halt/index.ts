/**
 * Halt: stops everything on one call and proves it; lets trading resume only on purpose.
 * Promises: the gate is closed in the tick of `trip`; a failing disk, journal, guard or exchange never delays that;
 * state survives restart, crash and damage as requirement H4 says. Never reads prices, PnL, the renderer or the vault.
 */

export { type ClearanceFailure, type ClearancePorts, HaltClearance } from './clearance';
export type { ExitPermit } from './exit-permit';
export { type GateAnswer, type GateSubject, HaltGate } from './gate';
export { GUARD_SILENCE_SECONDS, GuardClient } from './guard-client';
export type { GuardAccount, GuardAccountResult, GuardProtocol, KnownOrder } from './guard-protocol';
export { HALT_FILE, HaltFile, type HaltFileOrder, type HaltFilePort } from './halt-file';
export { type BesidePassphrase, Passphrase, type PassphraseAnswer, type PassphrasePort } from './passphrase';
export type { AccountListing, CancelPort, Covered, HaltPorts } from './ports';
export { Rehearsals } from './rehearsals';
export { type Runbook, readRunbook } from './runbook';
export { HaltService, type ResumeAnswer, type ResumeFailure, type ResumeTo, type StandingHalt } from './service';
export type { StateFilePort } from './state-file';
export { type HaltWhileClosed, haltRestored, haltWhileClosed } from './while-closed';
