import type { Account } from '#shared/model/account';
import { type FlattenedPosition, type FlattenPolicy, STANDARD_FLATTEN } from '#shared/model/flatten';
import { err, ok, type Result } from '#shared/model/result';
import type { Clock, UtcMs } from '#shared/model/time';
import { type Halt, type HaltSource, scopeWords } from '#shared/model/trading-state';
import type { Exchange } from '../../domains/exchange/index';
import { type Execution, flattenPosition } from '../../domains/execution/index';
import type { Covered, HaltService } from '../../domains/halt/index';
import type { MarketData } from '../../domains/market/index';
import { positionsLeft } from '../exchange-feed';
import type { Recorder } from '../recorder';
import type { Scopes } from '../scopes';

export interface ClosingOptions {
  readonly clock: Clock;
  readonly halt: HaltService;
  readonly execution: Execution;
  readonly exchange: Pick<Exchange, 'freeze' | 'thaw'>;
  readonly market: MarketData;
  readonly scopes: Scopes;
  readonly recorder: Recorder;
  readonly accounts: readonly Account[];
  /** Of accounts that are to be closed by themselves once a halt has emptied them. */
  readonly policyOf: (accountId: string) => FlattenPolicy | undefined;
  readonly onChange: () => void;
}

export interface ClosingFailure {
  readonly code: 'no-such-halt' | 'not-verified' | 'closing' | 'nothing-held' | 'journal-failed';
  readonly message: string;
}

/**
 * Halts that a person, or a trigger, meant: those close positions where the account's policy says so. A start-up, a sleep or a
 * missing part is no reason to trade.
 */
const MEANT: ReadonlySet<HaltSource> = new Set([
  'button',
  'keyboard',
  'menu',
  'tray',
  'hotkey',
  'command',
  'halt-file',
  'trigger',
]);

/** Closes what accounts still hold once their halt is verified empty: by policy, or by one press (H2, optional). */
export class Closing {
  readonly #options: ClosingOptions;
  /** By halt, account and symbol. */
  readonly #positions = new Map<string, FlattenedPosition>();
  /** Halts and accounts that policy has been carried out for. */
  readonly #done = new Set<string>();
  readonly #startedAt: UtcMs;
  #running = 0;

  constructor(options: ClosingOptions) {
    this.#options = options;
    this.#startedAt = options.clock.now();
  }

  /** What became of the positions under a halt. */
  of(haltId: string): readonly FlattenedPosition[] {
    return [...this.#positions].flatMap(([key, position]) => (key.startsWith(`${haltId} `) ? [position] : []));
  }

  /** Looks whether a halt has come so far that a policy is to be carried out. Cheap; called at each change of a halt. */
  look(): void {
    const { halt: service, policyOf } = this.#options;
    for (const { halt, report } of service.standing) {
      // What an earlier run was halted for is for a person to look at.
      if (!MEANT.has(halt.source) || halt.trippedAt < this.#startedAt) continue;
      if (report?.steps.emptyAgainMs === undefined) continue;
      const covered = this.#wholeAccounts(halt);
      const due = covered.filter((id) => policyOf(id) !== undefined && !this.#done.has(`${halt.id} ${id}`));
      for (const id of due) this.#done.add(`${halt.id} ${id}`);
      if (due.length > 0) void this.#close(halt, { accountIds: due, symbols: undefined }, 'policy');
    }
  }

  /** Closes all that the halt's accounts hold. Answers once it is on record and begun; how it goes stands in the report. */
  async closeNow(haltId: string, by: string): Promise<Result<undefined, ClosingFailure>> {
    const standing = this.#options.halt.standing.find(({ halt }) => halt.id === haltId);
    if (standing === undefined) return fail('no-such-halt', 'That halt does not stand any more. Nothing was closed.');
    if (standing.report?.steps.emptyAgainMs === undefined)
      return fail('not-verified', 'The halt is not verified empty yet. Positions are closed only after that.');
    if (this.#running > 0) return fail('closing', 'Positions are being closed already.');
    return this.#close(standing.halt, this.#options.scopes.covered(standing.halt.scope), by);
  }

  /** A halt of a symbol or a bot is no order to close an account. */
  #wholeAccounts({ scope, state }: Halt): readonly string[] {
    if (state !== 'HALTED' || scope.kind === 'symbol' || scope.kind === 'bot') return [];
    return this.#options.scopes.covered(scope).accountIds;
  }

  async #close(halt: Halt, covered: Covered, by: string): Promise<Result<undefined, ClosingFailure>> {
    const { recorder, execution, policyOf } = this.#options;
    const held = positionsLeft(execution, covered);
    if (held.length === 0) return fail('nothing-held', 'These accounts hold no position. There is nothing to close.');
    const positions = held.map((each) => ({ ...each, policy: policyOf(each.accountId) ?? STANDARD_FLATTEN }));
    this.#running += 1;
    const recorded = await recorder.append('closing.began', { haltId: halt.id, by, positions });
    if (!recorded.ok) {
      this.#running -= 1;
      return fail('journal-failed', `It could not be recorded, so nothing was closed. ${recorded.error.message}`);
    }
    void this.#run(halt, positions);
    return ok(undefined);
  }

  /** One position of an account after the other; accounts side by side. */
  async #run(
    halt: Halt,
    positions: ReadonlyArray<{ readonly accountId: string; readonly symbol: string; readonly policy: FlattenPolicy }>,
  ): Promise<void> {
    const { clock, halt: service, execution, exchange, market, scopes, recorder, onChange } = this.#options;
    const accountIds = [...new Set(positions.map(({ accountId }) => accountId))];
    // The gate stays closed in main for whoever has no permit; only the workers take orders again.
    exchange.thaw();
    const results = await Promise.all(
      accountIds.map(async (accountId) => {
        const permit = service.exitPermit(accountId);
        const done: FlattenedPosition[] = [];
        for (const { symbol, policy } of positions.filter((each) => each.accountId === accountId)) {
          const { botId } = scopes.subjectOf({ accountId, symbol });
          const ports = {
            clock,
            book: execution.book,
            market,
            submit: execution.submit.bind(execution),
            onChange: (position: FlattenedPosition) => {
              this.#positions.set(`${halt.id} ${accountId} ${symbol}`, position);
              onChange();
            },
          };
          done.push(await flattenPosition(ports, { accountId, botId, symbol }, policy, permit));
        }
        return done;
      }),
    );
    this.#running -= 1;
    if (this.#running === 0 && service.gate.portfolioHalt?.state === 'HALTED') exchange.freeze();
    recorder.record('closing.ended', { haltId: halt.id, scope: scopeWords(halt.scope), positions: results.flat() });
    onChange();
  }
}

const fail = (code: ClosingFailure['code'], message: string) => err({ code, message });
