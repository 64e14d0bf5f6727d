import { type Account, isMarginExchange } from '#shared/model/account';
import { isContractSymbol } from '#shared/model/market';
import type { Clock } from '#shared/model/time';
import type { BotStatus } from '../domains/bots/index';
import type { Exchange } from '../domains/exchange/index';
import type { Execution } from '../domains/execution/index';
import { type ClearancePorts, type Covered, HaltClearance } from '../domains/halt/index';
import { differences } from '../domains/reconcile/index';
import type { Recorder } from './recorder';
import type { RunbookFile } from './runbook/runbook-file';

/** What was filled a moment ago may be told by the stream after it is told by REST: what differs is read once more. */
const SECOND_LOOK_MS = 500;
/** A bot's process that has said nothing for so long is one that nobody watches; the supervisor ends it then. */
const UNHEARD_MS = 5_000;

interface Deps {
  readonly exchange: Pick<Exchange, 'snapshot'>;
  readonly execution: Pick<Execution, 'book'>;
  readonly accounts: readonly Account[];
  /** All that are traded here. */
  readonly symbols: readonly string[];
  readonly clock: Clock;
}

/** The clearance of this desk's halts, with its checks made on the real book, exchange and bots. */
export function createClearance(
  deps: Deps & {
    readonly file: ClearancePorts['file'];
    readonly recorder: Pick<Recorder, 'append'>;
    readonly runbook: Pick<RunbookFile, 'current'>;
    readonly coolDownMinutes: number;
    readonly botStatuses: () => readonly BotStatus[];
    readonly onChange: () => void;
  },
): HaltClearance {
  return new HaltClearance({
    clock: deps.clock,
    file: deps.file,
    journal: (type, data) => deps.recorder.append(type, data),
    steps: () => deps.runbook.current.steps,
    coolDownMs: deps.coolDownMinutes * 60_000,
    reconcile: (covered) => reconcileCovered(deps, covered),
    idleProblems: (covered) => unattendedBots(deps.botStatuses(), covered),
    onChange: deps.onChange,
  });
}

/** Holds the book of each covered account against its exchange, twice where they differ. Sentences; never rejects. */
export async function reconcileCovered(deps: Deps, { accountIds, symbols }: Covered): Promise<readonly string[]> {
  const look = (accountId: string): Promise<readonly string[]> => reconcileAccount(deps, accountId, symbols);
  const found = await Promise.all(
    accountIds.map(async (accountId) => {
      if ((await look(accountId)).length === 0) return [];
      await new Promise<void>((resolve) => deps.clock.after(SECOND_LOOK_MS, resolve));
      return look(accountId);
    }),
  );
  return found.flat();
}

async function reconcileAccount(
  { exchange, execution, accounts, symbols }: Deps,
  accountId: string,
  only: readonly string[] | undefined,
): Promise<readonly string[]> {
  const told = await exchange.snapshot(accountId);
  if (!told.ok) return [`Account ${accountId} could not be read at the exchange: ${told.error.message}`];
  const working = [...execution.book.workingOrders].filter(({ intent }) => intent.accountId === accountId);
  const account = execution.book.account(accountId);
  const at = accounts.find(({ id }) => id === accountId)?.exchange ?? '';
  const traded = symbols.filter((symbol) => isContractSymbol(symbol) === isMarginExchange(at));
  return differences({ account, working, symbols: traded, only }, told.value);
}

/** I4: processes of the covered accounts' bots that are there and that nobody hears or wants; sentences. */
export function unattendedBots(statuses: readonly BotStatus[], { accountIds }: Covered): string[] {
  return statuses
    .filter(({ accountId, pid }) => pid !== undefined && accountIds.includes(accountId))
    .filter(({ state, lastHeardMs }) => state !== 'running' || (lastHeardMs ?? UNHEARD_MS) >= UNHEARD_MS)
    .map(({ botId, pid, state, lastHeardMs }) =>
      state === 'running'
        ? `Bot ${botId} runs as process ${pid} and has not been heard for ${Math.round((lastHeardMs ?? UNHEARD_MS) / 1_000)} seconds: restart or stop it.`
        : `Bot ${botId} is ${state}, as process ${pid}: wait until it runs or is gone, or stop it.`,
    );
}
