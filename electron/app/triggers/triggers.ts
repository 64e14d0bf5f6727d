import type { StoredTriggers } from '#shared/model/stored-triggers';
import type { Clock } from '#shared/model/time';
import type { HaltedState, HaltScope } from '#shared/model/trading-state';
import { PORTFOLIO } from '#shared/model/trading-state';
import type { Exchange } from '../../domains/exchange/index';
import type { Execution } from '../../domains/execution/index';
import type { GateSubject, HaltService } from '../../domains/halt/index';
import type { Journal } from '../../domains/journal/index';
import type { MarketData } from '../../domains/market/index';
import { type Acted, type Firing, TriggerService } from '../../domains/triggers/index';
import type { Recorder } from '../recorder';
import type { RiskDesk } from '../risk-desk';
import type { Scopes } from '../scopes';
import { type LookSources, TriggerLook } from './look';
import { TriggerTell } from './tell';
import { TriggersDesk } from './triggers-desk';

export interface TriggersOptions extends Pick<LookSources, 'accounts' | 'symbols' | 'botStatuses' | 'isLinkAwaited'> {
  readonly clock: Clock;
  readonly stored: StoredTriggers;
  readonly save: (triggers: StoredTriggers) => void;
  readonly memory: { read(): Promise<string | undefined>; write(text: string): Promise<void> };
  readonly exchange: Exchange;
  readonly execution: Execution;
  readonly market: MarketData;
  readonly risk: RiskDesk;
  readonly journal: Journal;
  readonly recorder: Recorder;
  readonly halt: HaltService;
  readonly scopes: Scopes;
  /** What fired, or was acknowledged, is to be shown. */
  readonly onChange: () => void;
}

/** Triggers on this desk: what they are told, what they look at, how they are set. */
export interface Triggers {
  readonly service: TriggerService;
  readonly desk: TriggersDesk;
  readonly tell: TriggerTell;
  /** Takes up what fired before; before anything may be resumed. */
  load(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

export function createTriggers(options: TriggersOptions): Triggers {
  const { clock, accounts, symbols, exchange, execution, market, risk, journal, recorder, halt, scopes } = options;
  const record = (type: string, data: unknown): void => recorder.record(type, data);
  const look = new TriggerLook({
    clock,
    accounts,
    symbols,
    market,
    execution,
    usedLimits: () => risk.usedLimits(),
    jumpOf: (symbol) => risk.watch.jumpOf(symbol)?.jump,
    botStatuses: options.botStatuses,
    ...(options.isLinkAwaited === undefined ? {} : { isLinkAwaited: options.isLinkAwaited }),
    isJournalHealthy: () => journal.isHealthy(),
  });
  const desk = new TriggersDesk(options.stored, {
    clock,
    checkPassphrase: (passphrase) => halt.passphrase.check(passphrase),
    append: (type, data) => recorder.append(type, data),
    record,
    save: options.save,
    onChange: (settings) => service.replace(settings),
  });
  const service: TriggerService = new TriggerService({
    clock,
    settings: desk.settings,
    sample: (tell, isLate) => look.look(tell, isLate),
    act: (firing) => actOn(firing, halt, scopes),
    isHeld: (scope) => halt.gate.covering(subjectOf(scope, scopes)).length > 0,
    record,
    memory: options.memory,
    onChange: options.onChange,
  });
  const tell = new TriggerTell({
    accounts,
    service,
    journalId: () => journal.idForOrders,
    reference: (symbol) => market.reference(symbol),
    trace: (clientOrderId) => execution.quality.traces.get(clientOrderId),
  });
  exchange.onLink(({ accountId, state, message }) => {
    if (accountId === undefined) return;
    look.onLink(accountId, state === 'up');
    if (state === 'down') tell.onLinkDown(accountId, message);
  });
  exchange.onMarkets(() => look.onMarkets());
  const [only, other] = [...new Set(accounts.map((account) => account.exchange))];
  exchange.onBudget(({ clockSkewMs }) => {
    if (clockSkewMs !== undefined) tell.onClockSkew(clockSkewMs, other === undefined ? only : undefined);
  });
  return {
    service,
    desk,
    tell,
    load: () => service.load(),
    start: () => {
      desk.start();
      service.start();
    },
    stop: async () => {
      service.stop();
      desk.stop();
      await service.saved();
    },
  };
}

/** A halt of a scope that nothing here falls in would stop nothing: then everything is stopped. Under a halt that is as hard already, none is added. */
function actOn(
  { scope: wanted, action, message }: Omit<Firing, 'haltId' | 'under'>,
  halt: HaltService,
  scopes: Scopes,
): Acted {
  if (action === 'warn') return { haltId: null, under: null };
  const scope = scopes.exists(wanted) ? wanted : PORTFOLIO;
  const state: HaltedState = action === 'halt' ? 'HALTED' : 'REDUCING';
  const covering = halt.gate.covering(subjectOf(scope, scopes));
  const standing = covering.find((each) => each.state === 'HALTED' || each.state === state);
  // One more thing to acknowledge before that halt is resumed.
  if (standing !== undefined) halt.clearance.note(standing, 'trigger', message);
  const { id, scope: under } = standing ?? halt.trip(scope, message, 'trigger', undefined, state);
  return { haltId: id, under };
}

/** Whom a halt must cover to cover all of the scope. */
function subjectOf(scope: HaltScope, scopes: Scopes): GateSubject {
  const none = { exchange: '', accountId: '', botId: '', symbol: '' };
  switch (scope.kind) {
    case 'exchange':
      return { ...none, exchange: scope.exchange };
    case 'account':
      return { ...scopes.subjectOf({ accountId: scope.accountId, symbol: '' }) };
    case 'bot': {
      const [accountId = ''] = scopes.covered(scope).accountIds;
      return { ...scopes.subjectOf({ accountId, symbol: '' }), botId: scope.botId };
    }
    case 'symbol':
      return { ...none, symbol: scope.symbol };
    default:
      return none;
  }
}
