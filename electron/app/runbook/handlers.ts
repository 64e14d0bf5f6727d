import { userInfo } from 'node:os';
import { OPERATOR_NAME_MAX } from '#shared/contract/bounds';
import { messageOf } from '#shared/model/result';
import type { ClearanceFailure } from '../../domains/halt/index';
import { exchangePages } from '../../platform/exchange-pages';
import type { Handlers } from '../../platform/ipc-answers';
import type { Console } from '../console';
import { acknowledgeCause } from '../triggers/acknowledge-cause';

const done = { ok: true, value: {} } as const;
const answerOf = (failure: ClearanceFailure | undefined) =>
  failure === undefined ? done : ({ ok: false, ...failure, retry: failure.code === 'journal-failed' } as const);

/** What the channels about acknowledging and the runbook do. */
export function runbookHandlers(
  console: Console,
): Pick<
  Handlers,
  'halt.acknowledge' | 'halt.rehearse' | 'halt.close-positions' | Extract<keyof Handlers, `runbook.${string}`>
> {
  const { halt, triggers, rehearsals, runbook, accounts, exchange, recorder, clock } = console;
  return {
    'halt.acknowledge': async (request) => answerOf(await acknowledgeCause(halt, triggers.service, request)),
    'halt.close-positions': async ({ haltId, by }) => {
      const answer = await console.closing.closeNow(haltId, by);
      return answer.ok ? done : { ok: false, ...answer.error, retry: true };
    },
    'halt.rehearse': async ({ accountId }) => {
      const answer = await rehearsals.run(accountId ?? undefined);
      if (!answer.ok) return { ok: false, ...answer.error, retry: true };
      return { ok: true, value: { ...answer.value, accounts: [...answer.value.accounts] } };
    },
    'runbook.read': () => ({
      ok: true,
      value: {
        ...runbook.current,
        steps: [...runbook.current.steps],
        file: runbook.file,
        operator: operatorName(),
        exchanges: [...new Set(accounts.map((account) => account.exchange))].flatMap((each) => {
          const pages = exchangePages(each);
          return pages === undefined ? [] : [{ exchange: each, name: pages.name }];
        }),
      },
    }),
    'runbook.tick': async ({ haltId, stepId, by, done: isDone }) =>
      answerOf(await halt.clearance.tick(haltId, stepId, by, isDone)),
    'runbook.exchange-status': async () => ({
      ok: true,
      value: {
        accounts: await Promise.all(
          accounts.map(async ({ id, exchange: name }) => {
            const startedAt = clock.monotonicMs();
            const answer = await exchange.openOrders(id);
            const ms = clock.monotonicMs() - startedAt;
            return {
              accountId: id,
              exchange: name,
              answers: answer.ok,
              ms,
              message: answer.ok ? '' : answer.error.message,
            };
          }),
        ),
      },
    }),
    'runbook.open-page': async ({ exchange: name, page }) => {
      const url = exchangePages(name)?.[page];
      if (url === undefined)
        return {
          ok: false,
          code: 'no-such-page',
          message: `No page of ${name} is known here. Open the exchange yourself, from your own bookmark.`,
          retry: false,
        };
      try {
        await console.openPage(name, page);
      } catch (thrown) {
        return {
          ok: false,
          code: 'not-opened',
          message: `The browser could not be opened (${messageOf(thrown)}). The page is ${url}`,
          retry: true,
        };
      }
      recorder.record('runbook.page-opened', { url });
      return { ok: true, value: { url } };
    },
  };
}

/** The name of the account that runs the console, to start with; the operator may write another. */
function operatorName(): string {
  try {
    return userInfo().username.slice(0, OPERATOR_NAME_MAX);
  } catch {
    return '';
  }
}
