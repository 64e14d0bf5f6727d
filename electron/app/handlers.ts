import type { Result } from '#shared/model/result';
import { type HaltedState, type HaltScope, PORTFOLIO, scopeWords } from '#shared/model/trading-state';
import type { BotCommandError } from '../domains/bots/index';
import { summaryOf, timelineOf } from '../domains/execution/index';
import type { Handlers } from '../platform/ipc-answers';
import { redaction } from '../platform/redaction';
import { accountHandlers } from './accounts/handlers';
import type { Console } from './console';
import { copiesHandlers } from './copies/handlers';
import { journalRecordView, recordPage } from './desk/records';
import { historyHandlers } from './history/handlers';
import { keepHandlers } from './keeping/handlers';
import { keyHandlers } from './keys/handlers';
import { leakHandlers } from './leaks/handlers';
import { limitHandlers } from './limits/handlers';
import { proofHandlers } from './proofs/handlers';
import { runbookHandlers } from './runbook/handlers';
import { triggerHandlers } from './triggers/handlers';
import { vaultHandlers } from './vault/handlers';

const done = { ok: true, value: {} } as const;

/** What each channel of the contract does. */
export function createHandlers(console: Console): Handlers {
  const { halt, bots, desk, decisions, journal, recorder, guard, log } = console;
  const { quality } = console.execution;
  const command = (result: Result<void, BotCommandError>, botId: string) =>
    result.ok
      ? done
      : ({
          ok: false,
          code: result.error,
          message:
            result.error === 'unknown-bot'
              ? `There is no bot ${botId}. Nothing was changed.`
              : `The bot ${botId} is not in a state for that. Nothing was changed; look at its state and try again.`,
          retry: result.error === 'wrong-state',
        } as const);

  return {
    'desk.snapshot': () => ({ ok: true, value: desk.snapshot() }),
    'desk.report-error': ({ message, stack }) => {
      log(`screen error: ${message} ${stack}`);
      recorder.record('screen.error', { message: redaction.clean(message) });
      return done;
    },
    'halt.trip': ({ source, scope = PORTFOLIO, state = 'HALTED' }) => {
      if (!console.scopes.exists(scope))
        return {
          ok: false,
          code: 'no-such-scope',
          message: `There is no ${scopeWords(scope)} on this desk, so nothing was halted. Press Halt all to halt everything.`,
          retry: false,
        };
      return {
        ok: true,
        value: { haltId: halt.trip(scope, tripReason(scope, state, source), source, undefined, state).id },
      };
    },
    'halt.check-clean': async ({ scope = PORTFOLIO }) => {
      const { accountIds, symbols } = console.scopes.covered(scope);
      const covered = { accountIds, symbols };
      const [accounts, differences] = await Promise.all([
        guard.list(accountIds, symbols),
        halt.clearance.reconcile(covered),
      ]);
      const atWork = halt.clearance.idleProblems(covered);
      const isEmpty = accounts.every(({ openOrders }) => openOrders === 0);
      return {
        ok: true,
        value: {
          clean: isEmpty && differences.length === 0 && atWork.length === 0,
          accounts: accounts.map((account) => ({ ...account })),
          differences: [...differences],
          atWork: [...atWork],
        },
      };
    },
    'halt.exchange-timers': async ({ on }) => {
      recorder.record('operator.exchange-timers', { on });
      const problem = await guard.turnTimers(on);
      if (problem === '') return done;
      const means = on ? 'Not every timer is set' : 'A timer that was not taken away still runs, and will cancel';
      return { ok: false, code: 'not-done', message: `${means}: ${problem}. Try again.`, retry: true };
    },
    ...runbookHandlers(console),
    ...historyHandlers(console),
    ...keepHandlers(console),
    'halt.resume': async ({ passphrase, reason, scope, to }) => {
      const answer = await halt.resume(passphrase, reason, scope, to);
      if (answer.ok) return done;
      recorder.record('operator.resume-refused', { code: answer.code });
      return { ...answer, retry: true };
    },
    'bots.start': ({ botId }) => {
      recorder.record('operator.bot-start', { botId });
      console.botStart.leave(botId);
      // Starting a bot by hand is the deliberate act that lifts its cut-off.
      console.risk.rearm(botId);
      return command(bots.startBot(botId), botId);
    },
    'bots.stop': async ({ botId }) => {
      recorder.record('operator.bot-stop', { botId });
      console.botStart.leave(botId);
      return command(await bots.stopBot(botId), botId);
    },
    'bots.restart': async ({ botId }) => {
      recorder.record('operator.bot-restart', { botId });
      console.botStart.leave(botId);
      console.risk.rearm(botId);
      return command(await bots.restartBot(botId), botId);
    },
    'bots.pause': async ({ botId }) => {
      recorder.record('operator.bot-pause', { botId });
      return command(await bots.pauseBot(botId, 'operator', 'The operator paused it.'), botId);
    },
    'bots.go-on': ({ botId }) => {
      recorder.record('operator.bot-go-on', { botId });
      return command(bots.goOn(botId, 'operator'), botId);
    },
    'bots.log': ({ botId, afterSeq }) => {
      const lines = bots.logLines(botId, afterSeq);
      return lines === undefined
        ? { ok: false, code: 'unknown-bot', message: `There is no bot ${botId}.`, retry: false }
        : { ok: true, value: { lines: [...lines] } };
    },
    'execution.summary': async (filter) => ({ ok: true, value: await summaryOf(quality, filter, console.clock.now()) }),
    'execution.order': ({ orderId }) => {
      const trace = quality.traces.get(orderId);
      return trace === undefined
        ? {
            ok: false,
            code: 'unknown-order',
            message: `The way of order ${orderId} is not kept: it was sent by an earlier run, or over 2,000 orders have ended since. Its records are in the journal.`,
            retry: false,
          }
        : { ok: true, value: timelineOf(trace) };
    },
    'decisions.page': async (request) => asAnswer(await decisions.page(request)),
    'decisions.count': async (request) => asAnswer(await decisions.count(request)),
    'decisions.open': async ({ seq }) => asAnswer(await decisions.open(seq)),
    ...limitHandlers(console),
    ...triggerHandlers(console),
    ...leakHandlers(console),
    ...vaultHandlers(console.vault),
    ...keyHandlers(console.keys.desk),
    ...accountHandlers(console.accountsDesk, console.accountsSources),
    ...proofHandlers(console),
    'journal.tail': async ({ limit, beforeSeq }) => {
      const answer = await journal.tail({ limit, ...(beforeSeq === null ? {} : { beforeSeq }) });
      if (!answer.ok) return { ok: false, code: 'journal-failed', message: answer.error.message, retry: true };
      return { ok: true, value: { records: answer.value.map(journalRecordView) } };
    },
    'journal.record': async ({ seq, from }) => {
      const answer = await journal.tail({ limit: 1, beforeSeq: seq + 1 });
      if (!answer.ok) return { ok: false, code: 'journal-failed', message: answer.error.message, retry: true };
      const record = answer.value.find((each) => each.seq === seq);
      if (record !== undefined) return { ok: true, value: recordPage(record, from) };
      return {
        ok: false,
        code: 'no-such-record',
        message: `The journal has no record ${seq} that can be read. Press Verify to learn whether it is whole.`,
        retry: false,
      };
    },
    ...copiesHandlers(console),
  };
}

/** A reading as an answer: the journal may be readable the next time. */
function asAnswer<T, Code extends string>(result: Result<T, { readonly code: Code; readonly message: string }>) {
  if (result.ok) return { ok: true, value: result.value } as const;
  return { ok: false, ...result.error, retry: result.error.code === 'journal-failed' } as const;
}

function tripReason(scope: HaltScope, state: HaltedState, source: 'button' | 'keyboard'): string {
  if (scope.kind !== 'portfolio' || state === 'REDUCING')
    return state === 'HALTED'
      ? `The operator halted ${scopeWords(scope)}.`
      : `The operator set ${scopeWords(scope)} to REDUCING.`;
  return source === 'button' ? 'The operator pressed Halt all.' : 'The operator pressed the halt keys.';
}
