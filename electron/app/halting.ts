import type { Account } from '#shared/model/account';
import type { FlattenPolicy } from '#shared/model/flatten';
import type { Clock } from '#shared/model/time';
import type { Bots } from '../domains/bots/index';
import type { Exchange } from '../domains/exchange/index';
import type { Execution } from '../domains/execution/index';
import { type GuardClient, HALT_FILE, HaltFile, HaltService, Passphrase, Rehearsals } from '../domains/halt/index';
import type { MarketData } from '../domains/market/index';
import { watchedFile } from '../platform/watched-file';
import { createClearance } from './clearance-checks';
import { Closing } from './closing/closing';
import { knownOrders, positionsLeft } from './exchange-feed';
import { createFallbackCanceller } from './fallback-canceller';
import type { Recorder } from './recorder';
import { RunbookFile } from './runbook/runbook-file';
import type { Scopes } from './scopes';
import { storedText } from './stored-text';

export interface HaltingOptions {
  readonly clock: Clock;
  readonly dataFolder: string;
  /** A file of the data folder. */
  readonly path: (name: string) => string;
  readonly coolDownMinutes: number;
  readonly accounts: readonly Account[];
  readonly symbols: readonly string[];
  readonly scopes: Scopes;
  readonly exchange: Exchange;
  readonly execution: Execution;
  readonly market: MarketData;
  readonly guard: GuardClient;
  readonly recorder: Recorder;
  readonly bots: () => Bots;
  readonly closePolicyOf: (accountId: string) => FlattenPolicy | undefined;
  /** Told at each change of a halt, its report, or what stands before its resume. */
  readonly onChange: () => void;
}

export interface Halting {
  readonly halt: HaltService;
  readonly haltFile: HaltFile;
  readonly rehearsals: Rehearsals;
  readonly runbook: RunbookFile;
  readonly closing: Closing;
}

/** The halt of this desk, with what it does and asks done by the real parts; and what halts, or is done about halts, beside it. */
export function createHalting(options: HaltingOptions): Halting {
  const { clock, path, accounts, symbols, scopes, exchange, execution, guard, recorder, bots, onChange } = options;
  const runbook = new RunbookFile(options.dataFolder);
  const halt: HaltService = new HaltService(
    {
      clock,
      stateFile: storedText(path('halt-state')),
      guard,
      fallback: createFallbackCanceller(exchange, symbols, clock),
      list: (ids, only) => guard.list(ids, only),
      covered: (scope) => scopes.covered(scope),
      knownOrders: () => knownOrders(execution),
      positionsLeft: (covered) => positionsLeft(execution, covered),
      inFlightCount: () => execution.inFlightCount,
      inFlightSettled: (timeoutMs) => execution.inFlightSettled(timeoutMs),
      freeze: () => exchange.freeze(),
      thaw: () => exchange.thaw(),
      cancelGrowing: (scope) => execution.cancelGrowing((intent) => scopes.isIn(scope, intent)),
      tellBots: () => bots().deliver.tradingState(),
      // A resume must be on record before it happens; everything else has happened, and must not be lost with the journal's process.
      journal: (type, data) =>
        type === 'halt.resumed' ? recorder.append(type, data) : recorder.appendOrKeep(type, data),
      obstacles: (scope) => [
        ...halt.gate.blocks.values(),
        ...scopes.covered(scope).accountIds.flatMap((id) => halt.gate.accountBlocks.get(id) ?? []),
        ...haltFile.obstacles(scope),
      ],
      onChange: () => {
        closing.look();
        onChange();
      },
    },
    new Passphrase(storedText(path('passphrase')), clock),
    createClearance({
      clock,
      file: storedText(path('halt-clearance')),
      recorder,
      runbook,
      coolDownMinutes: options.coolDownMinutes,
      exchange,
      execution,
      accounts,
      symbols,
      botStatuses: () => bots().statuses(),
      onChange,
    }),
  );
  const haltFile = new HaltFile(watchedFile(path(HALT_FILE)), clock, {
    exists: (scope) => scopes.exists(scope),
    onOrder: ({ scope, reason }) => {
      const { id } = halt.trip(scope, reason, 'halt-file');
      recorder.record('halt-file.found', { scope, reason, haltId: id });
    },
    onRemoved: () => recorder.record('halt-file.removed', {}),
  });
  const rehearsals = new Rehearsals({
    clock,
    file: storedText(path('halt-rehearsal')),
    accounts,
    halt,
    list: (ids) => guard.list(ids),
    journal: (type, data) => recorder.append(type, data),
    onChange,
  });
  const closing: Closing = new Closing({
    clock,
    halt,
    execution,
    exchange,
    market: options.market,
    scopes,
    recorder,
    accounts,
    policyOf: options.closePolicyOf,
    onChange,
  });
  return { halt, haltFile, rehearsals, runbook, closing };
}
