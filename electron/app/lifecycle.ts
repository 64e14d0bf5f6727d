import { join } from 'node:path';
import type { HaltedOrder } from '#shared/model/halt-report';
import { messageOf } from '#shared/model/result';
import { PORTFOLIO } from '#shared/model/trading-state';
import type { Console } from './console';
import { recordDeadManReports } from './dead-man-reports';
import { KEPT_RECORDS, recordWhatWasKept } from './vault/records-while-closed';

/** A window that does not come up must not keep the console from its work. */
const WINDOW_WAIT_MS = 3_000;
/** Longest wait for the journal at start: without it the desk comes up anyway, refusing orders. */
const JOURNAL_WAIT_MS = 15_000;
/** Each step of the end has its own deadline; the guard is still there if one is missed. */
const STOP_WAIT_MS = 8_000;

export interface StartFacts {
  readonly version: string;
  readonly notices: readonly string[];
  /** Why a used folder must come up halted although its halt state is fine (settings were damaged); undefined when not. */
  readonly mustHalt: string | undefined;
  /** Resolves when the window shows the desk; the processes start after it, so that they do not hold it up. */
  readonly whenWindowUsable: Promise<void>;
}

/**
 * Brings the console up, in phases that never go back: halt state first (it decides whether anything may trade), then
 * the journal, then the exchange side. Bots start by themselves when accounts, prices and guard are there.
 */
export async function startConsole(console: Console, about: StartFacts): Promise<void> {
  const { halt, journal, recorder, desk, paper, log } = console;
  await Promise.all([console.runbook.load(), console.rehearsals.load()]);
  const live = console.accounts.filter(({ environment }) => environment === 'live').map(({ id }) => id);
  const kept = await halt.start(console.folderWasUsed, live);
  halt.gate.unblock('start');
  await console.risk.start();
  await console.triggers.load();
  await console.vault.load();
  if (kept?.state === 'HALTED') console.exchange.freeze();
  else if (about.mustHalt !== undefined && console.folderWasUsed)
    halt.trip(PORTFOLIO, `${about.mustHalt} Trading starts halted.`, 'start-up');
  await console.haltFile.start();
  desk.refreshState(halt.report);
  desk.start();
  await within(about.whenWindowUsable, WINDOW_WAIT_MS);
  if (console.accounts.some(({ environment }) => environment === 'paper')) paper.start();
  else console.health.set('paper-exchange', 'good', 'No account is on paper, so it does not run.');
  console.venue.start();
  const started = await within(journal.start(), JOURNAL_WAIT_MS);
  if (started === undefined) log('the journal is not ready; orders are refused until it is');
  recorder.record('console.started', {
    version: about.version,
    halts: halt.gate.halts,
    notices: about.notices,
    setAside: journal.status.setAside ?? null,
  });
  console.proofs.start();
  console.limits.start();
  console.triggers.start();
  console.keys.inspections.start();
  console.journalFeed.start();
  console.copies.start();
  console.history.start();
  await recordWhatWasKept(join(console.dataFolder, KEPT_RECORDS), recorder);
  const reports = await recordDeadManReports(join(console.dataFolder, 'guard'), recorder);
  if (reports.said.length > 0) desk.setNotices([...about.notices, ...reports.said]);
  if (halt.standing.length > 0) verifyOnceGuardIsReady(console, reports.orders);
  console.wake.start();
  console.vault.start();
}

/** A start under halts proves that nothing of them works at the exchange, as soon as somebody can look. */
function verifyOnceGuardIsReady(console: Console, stoppedByGuard: readonly HaltedOrder[]): void {
  const cancel = console.clock.every(100, () => {
    if (!console.guard.isReady()) return;
    cancel();
    console.halt.verifyAfterStart(stoppedByGuard);
  });
}

/** Ends cleanly: bots first, then every order cancelled and verified, then the record, then the processes. Never rejects. */
export async function stopConsole(console: Console): Promise<void> {
  const { bots, desk, halt, guard, exchange, paper, recorder, journal, journalFeed, log } = console;
  const step = async (name: string, work: Promise<unknown>): Promise<void> => {
    try {
      if ((await within(work, STOP_WAIT_MS)) === undefined) log(`${name} took too long`);
    } catch (thrown) {
      log(`${name} failed: ${messageOf(thrown)}`);
    }
  };
  halt.gate.block('exit', 'The console is closing.');
  console.haltFile.stop();
  console.wake.stop();
  console.earlierRuns.stop();
  console.loans.stop();
  console.keys.inspections.stop();
  // What ends from here on ends on purpose.
  await step(
    'keeping what fired',
    console.triggers.stop().then(() => true),
  );
  await step(
    'stopping bots',
    bots.stop().then(() => true),
  );
  let isEmpty = false;
  await step(
    'cancelling all orders',
    halt.stopCleanly().then((clean) => {
      isEmpty = clean;
      return true;
    }),
  );
  await step(
    'stopping what is being kept',
    console.keeping.packer.stop().then(() => true),
  );
  await step(
    'stopping the history',
    console.history.stop().then(() => true),
  );
  await step(
    'stopping the leak scan',
    console.leaks.scanner.stop().then(() => true),
  );
  desk.stop();
  console.limits.stop();
  journalFeed.stop();
  await step(
    'keeping losses and cut-offs',
    console.risk.stop().then(() => true),
  );
  await step(
    'stopping the guard',
    guard.stop(!isEmpty).then(() => true),
  );
  await step(
    'stopping the exchange worker',
    exchange.stop().then(() => true),
  );
  await step(
    'stopping the paper exchange',
    paper.stop().then(() => true),
  );
  await step(
    'writing the last checkpoint',
    recorder.settled().then(() => console.proofs.stop().then(() => true)),
  );
  // Only now: the last checkpoint is signed with what it keeps.
  console.vault.stop();
  await step(
    'writing the last facts',
    recorder.settled().then(() => true),
  );
  await step(
    'stopping the journal',
    journal.stop().then(() => true),
  );
  await step(
    'bringing the mirror up to date',
    console.copies.stop().then(() => true),
  );
}

/** The promise's value, or undefined after `ms`. */
async function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
