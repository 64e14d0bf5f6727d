import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Account } from '#shared/model/account';
import { PORTFOLIO } from '#shared/model/trading-state';
import { createBots } from '../domains/bots/index';
import { decisionSeqOf, Execution } from '../domains/execution/index';
import { GUARD_SILENCE_SECONDS } from '../domains/halt/index';
import { createJournal } from '../domains/journal/index';
import { MarketData } from '../domains/market/index';
import { placeOfSymbol } from './accounts/places';
import { wireAccounts } from './accounts/wire-accounts';
import { wireLoans } from './accounts/wire-loans';
import { botPorts, RecentFills } from './bot-ports';
import { BotStart } from './bot-start/bot-start';
import { blockUnguarded } from './bot-start/unguarded';
import type { ComposeOptions, Console } from './console';
import { createCopies } from './copies/copies';
import { consoleWasSilent, timerRanOut } from './dead-man-words';
import { DecisionHistory } from './decisions/history';
import { Desk } from './desk/desk';
import { journalView, tradingView } from './desk/state-views';
import { doubtsOf, feed, orderEntryOf, recordLiquidations } from './exchange-feed';
import { createHalting, type Halting } from './halting';
import { Health } from './health';
import { wireHistory } from './history/history';
import { JournalFeed } from './journal-feed';
import { createKeeping } from './keeping/keeping';
import { idForOrders, namedForOrders } from './keeping/order-ids';
import { wireKeyInspector } from './keys/inspector';
import { vaultLock } from './keys/vault-lock';
import { wireKeys } from './keys/wire-keys';
import { createLeaks } from './leaks/leaks';
import { secretsOf } from './leaks/secrets';
import { LimitsDesk } from './limits/limits-desk';
import { limitScopes } from './limits/scopes';
import { NewSymbols } from './new-symbols';
import { orderEvents } from './order-events';
import { createProofs } from './proofs/proofs';
import { EarlierRunsReader } from './quality/earlier-runs';
import { Recorder } from './recorder';
import { RiskDesk } from './risk-desk';
import { SavedSettings } from './saved-settings';
import { Scopes, tradedSymbols } from './scopes';
import type { Settings } from './settings';
import { storedText } from './stored-text';
import { createTriggers, type Triggers } from './triggers/triggers';
import { firingView } from './triggers/view';
import { createVaulting } from './vault/vaulting';
import { createVenue, type Venue } from './venue';
import { WakeCheck } from './wake-check';

const JOURNAL_DOWN =
  'The journal cannot be written, so no order is sent. Cancels and the halt still work. See the Journal screen.';

/** The only place where domains meet. Everything is made here, nothing is started: see lifecycle.ts. */
export function compose(options: ComposeOptions): Console {
  const { dataFolder, settings, clock, launchers, log } = options;
  const path = (...parts: string[]): string => join(dataFolder, ...parts);
  const folderWasUsed = existsSync(path('journal')) || existsSync(path('halt-state'));
  for (const folder of ['journal', 'bots', 'guard', 'paper']) mkdirSync(path(folder), { recursive: true, mode: 0o700 });

  const accounts: readonly Account[] = settings.accounts.map(({ id, exchange, environment }) => ({
    id,
    exchange,
    environment,
  }));
  const exchangeOf = (accountId: string): string => accounts.find(({ id }) => id === accountId)?.exchange ?? '';
  const symbols = tradedSymbols(settings);
  const accountOf = (botId: string): string => settings.bots.find(({ id }) => id === botId)?.accountId ?? '';
  const counts = new Map(settings.bots.map((bot) => [bot.id, { placed: 0, refused: 0 }]));

  const saved = new SavedSettings(settings, options.saveSettings);
  const save = (part: Partial<Settings>): void => saved.save(part);
  const placeOf = (symbol: string): string => placeOfSymbol(symbol, { ...settings, limits: saved.current.limits });
  const { loans, noKey, isCovered } = wireLoans({
    clock,
    accounts,
    vault: () => vault,
    venue: () => venue,
    awaitGuard: (accountId, why) => halt.gate.blockAccount(accountId, why),
    onChange: () => {
      bots.deliver.tradingState();
      refresh();
    },
  });

  const journal = createJournal({
    launch: launchers.journal,
    directory: path('journal'),
    idForOrders: idForOrders(dataFolder),
    sealFile: path('journal-seal'),
    clock,
    onStatus: (status) => {
      health.setProcess('journal', status);
      if (status.state === 'backing-off') recorder.processEnded(status);
    },
    onOutput: (line) => log(`journal: ${line}`),
  });
  const recorder = new Recorder(journal, clock, options.lookAtEntry);
  const decisions = new DecisionHistory({ journal: namedForOrders(journal), startedAt: clock.now() });
  const market = new MarketData();
  const fills = new RecentFills();
  const refresh = (): void => {
    desk.refreshState(halt.report);
    proofs.look();
  };
  const health = new Health(() => refresh());

  const silenceSeconds = settings.guardSilenceSeconds ?? GUARD_SILENCE_SECONDS;
  const venue: Venue = createVenue({
    launchers,
    clock,
    settings,
    accounts,
    symbols,
    placeOfSymbol: placeOf,
    loans: () => loans,
    wantedSymbols: () => tradedSymbols(saved.current),
    ledgerFile: path('paper', 'ledger.jsonl'),
    guardReports: path('guard'),
    guardSilenceSeconds: silenceSeconds,
    health,
    recorder,
    log,
    onGuardArmed: (armed, unable) => {
      blockUnguarded(halt.gate, accounts, armed ? [] : unable);
      bots.deliver.tradingState();
      botStart.look();
    },
    onDeadMan: (why, results) => {
      recorder.record('dead-man.fired', { why, accounts: results });
      halt.trip(PORTFOLIO, consoleWasSilent(silenceSeconds), 'dead-man');
    },
    onTimerRanOut: (accountId, symbols) => {
      recorder.record('dead-man.timer-ran-out', { accountId, symbols });
      halt.trip({ kind: 'account', accountId }, timerRanOut(accountId, symbols), 'dead-man');
    },
    // Whoever else listens to the same word of the exchange has taken it in by then.
    onProgress: () => queueMicrotask(() => botStart.look()),
  });
  const { paper, exchange, guard, timers, linked, noteFailure, confirmedAt } = venue;

  const risk: RiskDesk = new RiskDesk({
    settings,
    accounts,
    clock,
    accountBook: (accountId) => execution.book.account(accountId),
    botOfOrder: (clientOrderId) => execution.book.byClientOrderId(clientOrderId)?.intent.botId,
    reference: (symbol) => market.reference(symbol),
    rules: (symbol) => market.rules(symbol),
    record: (type, data) => recorder.record(type, data),
    memory: storedText(path('risk-memory')),
    onOverridesExpired: (expired) => limits.onExpired(expired),
  });

  const execution: Execution = new Execution({
    clock,
    entry: risk.counting(
      orderEntryOf(exchange, (failure, accountId) => {
        noteFailure(failure);
        triggers.tell.onFailure(failure, accountId);
      }),
    ),
    gate: { look: (subject, permit) => gate.look(subject, permit) },
    market,
    risk,
    readAccount: (accountId) => exchange.snapshot(accountId),
    exchangeOf,
    ...orderEvents({
      journal,
      recorder,
      decisions,
      risk,
      fills,
      counts,
      balances: (accountId) => ports.book.balances(accountId),
      later: () => ({ bots, desk, halt, scopes, triggers, wake }),
    }),
  });
  const earlierRuns = new EarlierRunsReader({ journal: namedForOrders(journal), clock, quality: execution.quality });
  feed(exchange, market, execution.reports);
  recordLiquidations(exchange, recorder);
  exchange.onMarkets((rules) => risk.onMarkets(rules));
  exchange.onReference((reference) => risk.onReference(reference));

  const scopes = new Scopes(accounts, settings.bots, symbols, isCovered);
  const { halt, haltFile, rehearsals, runbook, closing }: Halting = createHalting({
    clock,
    dataFolder,
    path,
    coolDownMinutes: settings.resumeCoolDownMinutes ?? 0,
    accounts,
    symbols,
    scopes,
    exchange,
    execution,
    market,
    guard,
    recorder,
    bots: () => bots,
    closePolicyOf: (accountId) => settings.accounts.find(({ id }) => id === accountId)?.closeOnHalt,
    onChange: () => {
      void loans.look();
      refresh();
    },
  });
  const { vault, gate } = createVaulting({
    ...options,
    accounts,
    path,
    halt,
    recorder,
    health,
    noKey,
    onChange: () => {
      void loans.look();
      lock.changed();
      bots.deliver.tradingState();
      refresh();
    },
  });
  const halts = () => halt.gate.halts;
  const proofs = createProofs({ clock, journal, recorder, vault, halts, log, offerHead: options.offerHead });
  const lock = vaultLock(
    () => vault.view(),
    (passphrase) => halt.passphrase.check(passphrase),
  );
  const limits: LimitsDesk = new LimitsDesk(settings.limits, {
    clock,
    book: risk.limits,
    checkPassphrase: (passphrase) => halt.passphrase.check(passphrase),
    append: (type, data) => recorder.append(type, data),
    record: (type, data) => recorder.record(type, data),
    isJournalHealthy: () => journal.isHealthy(),
    save: (changed) => {
      save({ limits: changed });
      newSymbols.look(saved.current);
      venue.missing.look();
    },
    ...limitScopes(settings, accounts, symbols),
  });
  const newSymbols = new NewSymbols({ clock, symbols, watch: venue.watch, recorder, onChange: () => refresh() });
  const wake: WakeCheck = new WakeCheck({
    clock,
    linked,
    block: (reason) => setBlock('sleep', reason),
    lift: () => setBlock('sleep', undefined),
    doubts: (accountId) => doubtsOf(execution, accountId),
    halt: (reason) => void halt.trip(PORTFOLIO, reason, 'sleep'),
    record: (type, data) => recorder.record(type, data),
  });
  const triggers: Triggers = createTriggers({
    clock,
    accounts,
    symbols,
    stored: settings.triggers,
    save: (changed) => save({ triggers: changed }),
    memory: storedText(path('trigger-firings')),
    exchange,
    execution,
    market,
    risk,
    journal,
    recorder,
    halt,
    scopes,
    botStatuses: () => bots.statuses(),
    isLinkAwaited: (accountId) => venue.isInReach(accountId),
    onChange: () => refresh(),
  });
  halt.gate.block('start', 'What stood halted is being read, so no order is sent yet.');
  halt.gate.block('guard', 'The dead-man guard is starting, so no order is sent yet.');
  halt.gate.block('journal', 'The journal is starting, so no order is sent yet.');

  const ports = botPorts({ accounts, execution, exchange, market, gate, recorder, fills });
  const bots = createBots({
    configs: settings.bots.map(({ stage: _stage, ...config }) => config),
    ports,
    clock,
    launcher: launchers.bots,
    folder: path('bots'),
  });
  const journalFeed = new JournalFeed(journal, clock, options.onJournalRecords);
  const leaks = createLeaks({
    launch: launchers.leakScan,
    clock,
    recorder,
    dataFolder,
    bots: settings.bots,
    ownFolders: settings.leakFolders ?? [],
    saveFolders: (leakFolders) => save({ leakFolders: [...leakFolders] }),
    log,
    onChange: (change) => options.onLeaksChange?.(change),
    chooseFolder: options.chooseFolder,
    secretsToLookFor: () => secretsOf(vault.keys),
  });

  const copies = createCopies({ ...options, journal, recorder, health, directory: path('journal'), save });
  const keeping = createKeeping({
    ...options,
    launch: launchers.packer,
    settings: () => saved.current,
    save,
    vault,
    window: options.window,
    onChange: (change) => options.onKeepChange?.(change),
  });

  const history = wireHistory({
    launch: launchers.history,
    clock,
    journal,
    recorder,
    dataFolder,
    desk: () => desk,
    log,
    onChange: (change) => options.onHistoryChange?.(change),
    chooseFile: options.chooseFile,
  });

  const desk: Desk = new Desk(
    {
      clock,
      execution,
      market,
      accounts,
      botOf: (accountId) => settings.bots.find((bot) => bot.accountId === accountId)?.id ?? '',
      positionLimit: (botId) => risk.limitsOf(botId, accountOf(botId))['max-position']?.value,
      confirmedAt,
      timerOf: (accountId) => timers.of(accountId),
      now: () => clock.now(),
      monotonicMs: () => clock.monotonicMs(),
      botStatuses: () => bots.statuses(),
      firings: () => triggers.service.unacknowledged().map(firingView),
      trading: () => tradingView(halt, rehearsals.last),
      vault: () => vault.view(),
      closing: (haltId) => closing.of(haltId),
      journal: () => journalView(journal.status),
      health: () => health.list(),
      orderCounts: (botId) => ({ ...(counts.get(botId) ?? { placed: 0, refused: 0 }), fills: fills.count(botId) }),
      decisionSeqOf: (clientOrderId) => decisionSeqOf(journal.idForOrders, clientOrderId),
      botWaitsFor: (botId) => botStart.waitsFor(botId),
      tradingOf: (botId, accountId) => ports.trading.of(botId, accountId),
    },
    { appVersion: options.appVersion, dataFolder, notices: options.notices },
    options.onDeskChange,
  );

  const keys = wireKeys({
    clock,
    accounts,
    recorder,
    bots,
    accountOf,
    tell: triggers.tell,
    accountViews: () => desk.current.accounts,
    clipboard: options.clipboard,
    onProgress: (progress) => options.onKeyProgress?.(progress),
    vault: { store: vault.keys, inspector: wireKeyInspector(launchers.keyInspector, clock, recorder, log), lock },
  });

  const { accountsDesk, accountsSources } = wireAccounts({
    clock,
    running: settings,
    saved,
    recorder,
    vault,
    venue,
    loans,
  });

  journal.onChange(({ isHealthy, message }) => {
    health.set(
      'journal',
      isHealthy ? 'good' : 'bad',
      isHealthy ? 'Every decision is on disk before its order leaves.' : message,
    );
    if (isHealthy) halt.gate.unblock('journal');
    else halt.gate.block('journal', JOURNAL_DOWN);
    botStart.look();
    bots.deliver.tradingState();
    refresh();
  });
  bots.onChange(() => refresh());

  const setBlock = (id: string, reason: string | undefined): void => {
    if (reason === undefined) halt.gate.unblock(id);
    else halt.gate.block(id, reason);
    bots.deliver.tradingState();
    refresh();
  };
  const botStart: BotStart = new BotStart({
    bots,
    configs: settings.bots,
    accounts,
    isGuardReady: (accountId) => guard.isReady() && !halt.gate.accountBlocks.has(accountId),
    isJournalHealthy: () => journal.isHealthy(),
    hasPrices: (account) => venue.hasPrices(account),
    isAccountRead: (id) => venue.isLinked(id) && execution.book.account(id).isKnown,
    hasRules: (symbol) => market.rules(symbol) !== undefined,
    isMissing: (symbol) => venue.missing.has(symbol),
    recorder,
  });

  return {
    settings,
    clock,
    accounts,
    journal,
    recorder,
    halt,
    haltFile,
    scopes,
    guard,
    execution,
    earlierRuns,
    risk,
    limits,
    vault,
    triggers,
    keys,
    exchange,
    market,
    bots,
    paper,
    venue,
    loans,
    accountsDesk,
    accountsSources,
    desk,
    decisions,
    health,
    journalFeed,
    history,
    leaks,
    copies,
    keeping,
    proofs,
    wake,
    log,
    rehearsals,
    runbook,
    closing,
    openPage: options.openPage ?? (async () => Promise.reject(new Error('there is no browser here'))),
    appVersion: options.appVersion,
    botStart,
    folderWasUsed,
    dataFolder,
  };
}
