import type { Change } from '#shared/contract/desk';
import type { Event } from '#shared/contract/index';
import type { JournalRecordView } from '#shared/contract/views';
import type { Account } from '#shared/model/account';
import type { Clock } from '#shared/model/time';
import type { Bots } from '../domains/bots/index';
import type { Exchange } from '../domains/exchange/index';
import type { Execution } from '../domains/execution/index';
import type { GuardClient, HaltFile, HaltService, Rehearsals } from '../domains/halt/index';
import type { Journal } from '../domains/journal/index';
import type { MarketData } from '../domains/market/index';
import type { ExchangePage } from '../platform/exchange-pages';
import type { Keychain } from '../platform/keychain';
import type { BotLauncher } from '../platform/process/bot-process';
import type { Launch } from '../platform/process/wire';
import type { AccountsDesk } from './accounts/accounts-desk';
import type { KeyLoans } from './accounts/key-loans';
import type { AccountsViewSources } from './accounts/view';
import type { BotStart } from './bot-start/bot-start';
import type { Closing } from './closing/closing';
import type { Copies } from './copies/copies';
import type { DecisionHistory } from './decisions/history';
import type { Desk } from './desk/desk';
import type { Health } from './health';
import type { History } from './history/history';
import type { JournalFeed } from './journal-feed';
import type { Keeping, KeepingWindow } from './keeping/keeping';
import type { PasteSource } from './keys/ports';
import type { Keys } from './keys/wire-keys';
import type { Leaks } from './leaks/leaks';
import type { LimitsDesk } from './limits/limits-desk';
import type { PaperDesk } from './paper-desk';
import type { Checkpoints, OfferedHead } from './proofs/checkpoints';
import type { EarlierRunsReader } from './quality/earlier-runs';
import type { Recorder } from './recorder';
import type { RiskDesk } from './risk-desk';
import type { RunbookFile } from './runbook/runbook-file';
import type { Scopes } from './scopes';
import type { Settings } from './settings';
import type { Triggers } from './triggers/triggers';
import type { VaultDesk } from './vault/vault-desk';
import type { Venue } from './venue';
import type { WakeCheck } from './wake-check';

/** How each kind of process is started: utility processes in the app, plain Node in tests and tools. */
export interface Launchers {
  readonly journal: Launch;
  readonly exchange: Launch;
  readonly guard: Launch;
  readonly paperExchange: Launch;
  readonly bots: BotLauncher;
  readonly leakScan: Launch;
  readonly keyInspector: Launch;
  readonly journalKeeper: Launch;
  readonly history: Launch;
  readonly packer: Launch;
}

export interface ComposeOptions {
  readonly dataFolder: string;
  readonly appVersion: string;
  readonly settings: Settings;
  /** Things to tell the operator about this start. */
  readonly notices: string[];
  readonly clock: Clock;
  readonly launchers: Launchers;
  /** Replaces all settings atomically; throws when they cannot be written. */
  readonly saveSettings: (settings: Settings) => void;
  readonly log: (line: string) => void;
  readonly onDeskChange: (change: Change) => void;
  readonly onJournalRecords: (records: JournalRecordView[]) => void;
  /** The OS keychain; missing: there is none. */
  readonly keychain?: Keychain;
  /** Milliseconds since the operator last used this machine; missing: they always do. */
  readonly idleMs?: () => number;
  /** Opens a page of an exchange in the operator's browser; missing where there is none. */
  readonly openPage?: (exchange: string, page: ExchangePage) => Promise<void>;
  /** Opens the system's dialog for a folder: its path, undefined when nothing was chosen; missing where there is none. */
  readonly chooseFolder?: (title?: string) => Promise<string | undefined>;
  readonly onJournalCopies?: (copies: Event<'journal.copies-changed'>) => void;
  /** Opens the system's dialog for a file to write: its path, undefined when it was closed without; missing where there is none. */
  readonly chooseFile?: (title: string, name: string) => Promise<string | undefined>;
  readonly onHistoryChange?: (change: Event<'history.changed'>) => void;
  readonly onExportsChange?: (exports: Event<'history.exports-changed'>) => void;
  readonly onLeaksChange?: (change: Event<'leaks.changed'>) => void;
  /** Where keys are pasted from; missing where there is no desktop. */
  readonly clipboard?: PasteSource;
  readonly onKeyProgress?: (progress: Event<'keys.progress'>) => void;
  /** Missing where there is no window. */
  readonly window?: KeepingWindow;
  readonly onKeepChange?: (change: Event<'keep.changed'>) => void;
  /** Told every entry before it is journaled: tests and development hold it against the registry. Must not throw. */
  readonly lookAtEntry?: (type: string, data: unknown) => void;
  /** Sends a head of the journal off this machine; must not throw. */
  readonly offerHead?: (head: OfferedHead) => void;
}

/** The wired console, for lifecycle, IPC handlers, benches and tests. */
export interface Console {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly accounts: readonly Account[];
  readonly journal: Journal;
  readonly recorder: Recorder;
  readonly halt: HaltService;
  readonly haltFile: HaltFile;
  readonly scopes: Scopes;
  readonly guard: GuardClient;
  readonly execution: Execution;
  readonly earlierRuns: EarlierRunsReader;
  readonly risk: RiskDesk;
  readonly limits: LimitsDesk;
  readonly vault: VaultDesk;
  readonly triggers: Triggers;
  readonly keys: Keys;
  readonly exchange: Exchange;
  readonly market: MarketData;
  readonly bots: Bots;
  readonly paper: PaperDesk;
  readonly venue: Pick<Venue, 'start'>;
  readonly loans: KeyLoans;
  readonly accountsDesk: AccountsDesk;
  readonly accountsSources: AccountsViewSources;
  readonly desk: Desk;
  readonly decisions: DecisionHistory;
  readonly health: Health;
  readonly journalFeed: JournalFeed;
  readonly history: History;
  readonly leaks: Leaks;
  readonly copies: Copies;
  readonly keeping: Keeping;
  readonly proofs: Checkpoints;
  /** What follows a sleep of the machine; told of it by its own watch, and by the OS where it says so. */
  readonly wake: WakeCheck;
  readonly log: (line: string) => void;
  readonly rehearsals: Rehearsals;
  readonly runbook: RunbookFile;
  readonly closing: Closing;
  readonly openPage: (exchange: string, page: ExchangePage) => Promise<void>;
  readonly appVersion: string;
  /** Starts each bot once what it needs is there. */
  readonly botStart: BotStart;
  readonly folderWasUsed: boolean;
  readonly dataFolder: string;
}
