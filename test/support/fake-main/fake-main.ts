import type { PasteSource } from '../../../electron/app/keys/ports';
import { applyChange } from '../../../renderer/mirror/apply-change';
import { type ChannelName, channels, type EventName, events, type Request } from '../../../shared/contract/index';
import type { StandingHaltView } from '../../../shared/contract/views';
import { type DeskState, FakeDesk, fakeSnapshot } from '../fake-desk';
import { FakeAccounts } from '../fake-desk/accounts-page';
import { fakeBotLog } from '../fake-desk/bot-log';
import { type CopiesState, FakeCopies } from '../fake-desk/copies';
import { decisionAt, decisionOnRecord, fakeCount, fakePage } from '../fake-desk/decisions';
import { FakeExecution, fakeTimeline } from '../fake-desk/execution';
import { FakeHistory } from '../fake-desk/history';
import { fakeHash, fakeRecord, fakeRecordPage, fakeTail } from '../fake-desk/journal';
import { fakeArchived, fakeBackup, fakeEvidence, fakeKeep } from '../fake-desk/keep';
import { FakeKeys } from '../fake-desk/keys';
import { FakeLeaks, type LeakState } from '../fake-desk/leaks';
import { FakeLimits } from '../fake-desk/limits';
import { FakeProof, type ProofState } from '../fake-desk/proof';
import { acknowledged, fakeExchangeStatus, fakeRehearsal, fakeRunbook, ticked } from '../fake-desk/runbook';
import { FakeTriggers } from '../fake-desk/triggers';
import { fakeVaultAnswer } from '../fake-desk/vault';

/** How the fake answers a call when a test does not say otherwise. */
type Answerer = (request: never) => unknown;

/** Accounts, limits, triggers, the leak scan, the history, the vault and its keys, and the journal's parts have answers of their own. */
type OtherChannel = Exclude<
  ChannelName,
  | `accounts.${string}`
  | `limits.${string}`
  | `triggers.${string}`
  | `leaks.${string}`
  | `vault.${string}`
  | `keys.${string}`
  | 'journal.copies'
  | 'journal.verify'
  | 'journal.cancel-verify'
  | `journal.${string}-mirror`
  | `journal.${string}-seal-keys`
  | `proof.${string}`
  | `history.${string}`
>;

/** What a test can tell or ask the fake main. */
export type FakeVerb =
  | 'show'
  | 'live'
  | 'rest'
  | 'lose'
  | 'step'
  | 'silence'
  | 'appendRecords'
  | 'prepare'
  | 'scan'
  | 'prove'
  | 'copies'
  | 'snapshot'
  | 'requests';

/** The fake's insides, driven by tests. Everything that crosses is checked against the contract. */
export class FakeMain {
  /** Every call so far, newest last. */
  readonly calls: { readonly name: string; readonly request: unknown }[] = [];
  readonly #send: (name: EventName, payload: unknown) => void;
  #desk = new FakeDesk(fakeSnapshot('busy', Date.now()));
  #state: DeskState = 'busy';
  #execution = new FakeExecution('busy', Date.now());
  #limits = new FakeLimits('busy');
  #triggers = new FakeTriggers('busy');
  #history = new FakeHistory('busy');
  readonly #leaks = new FakeLeaks((change) => this.#emit('leaks.changed', change));
  readonly #copies = new FakeCopies(
    () => this.#desk.snapshot.journal.headSeq,
    (copies) => this.#emit('journal.copies-changed', copies),
  );
  #accounts = new FakeAccounts('busy');
  readonly #proof = new FakeProof();
  #keys: FakeKeys;
  readonly #clipboard: PasteSource;
  #isSilent = false;
  #timer: NodeJS.Timeout | undefined;
  #answers: Partial<Record<ChannelName, unknown>> = {};

  constructor(send: (name: EventName, payload: unknown) => void, clipboard: PasteSource) {
    this.#send = send;
    this.#clipboard = clipboard;
    this.#keys = this.#keysIn('busy');
  }

  /** Runs one of the verbs below, as a test's end of the socket asks. */
  tell(verb: FakeVerb, values: never[]): unknown {
    return (this[verb] as (...values: never[]) => unknown)(...values);
  }

  /** Puts the whole desk into one state; the window hears of it as it would of a gap. The version names it: a test sees it arrive. @returns it */
  show(state: DeskState, over: object = {}): string {
    const revision = this.#desk.snapshot.revision + 10;
    const appVersion = `0.1.0 made-up ${revision}`;
    this.#desk = new FakeDesk({ ...fakeSnapshot(state, Date.now()), revision, appVersion, ...over });
    this.#state = state;
    this.#execution = new FakeExecution(state, Date.now());
    this.#limits = new FakeLimits(state);
    this.#triggers = new FakeTriggers(state);
    this.#history = new FakeHistory(state);
    this.#keys = this.#keysIn(state);
    this.#accounts = new FakeAccounts(state);
    const { halt, trading } = this.#desk.snapshot;
    this.#push({ revision: revision + 1, at: Date.now(), halt, trading });
    return appVersion;
  }

  /** Sends so many changes a second, each with `moved` orders, until `rest`. */
  live(perSecond: number, moved: number): void {
    this.rest();
    this.#timer = setInterval(() => this.#push(this.#desk.next(Date.now(), moved)), 1_000 / perSecond);
  }

  rest(): void {
    clearInterval(this.#timer);
  }

  /** Changes that the window never gets. */
  lose(count: number): void {
    for (let index = 0; index < count; index += 1) this.#apply(this.#desk.next(Date.now()));
  }

  /** Sends one change. */
  step(): void {
    this.#push(this.#desk.next(Date.now()));
  }

  /** Answers nothing and sends nothing, as a hung main would. */
  silence(isSilent: boolean): void {
    this.#isSilent = isSilent;
  }

  /** From now on a call gets this answer. */
  prepare(name: ChannelName, answer: unknown): void {
    this.#answers[name] = answer;
  }

  /** Puts the leak scan into a state; the window hears of it. */
  scan(state: LeakState): void {
    this.#leaks.show(state);
  }

  /** Puts the journal's mirror and verification into a state; the window hears of it. */
  copies(state: CopiesState): void {
    this.#copies.show(state);
  }

  /** Puts the journal's proofs into a state; the window hears of it when it asks. */
  prove(state: ProofState): void {
    this.#proof.show(state);
  }

  appendRecords(count: number): void {
    const first = this.#desk.snapshot.journal.headSeq + 1;
    const records = Array.from({ length: count }, (_, index) => fakeRecord(first + index, Date.now()));
    const headSeq = first + count - 1;
    const journal = { ...this.#desk.snapshot.journal, headSeq, headHash: fakeHash(headSeq) };
    this.#emit('journal.appended', { records });
    this.#push({ revision: this.#desk.snapshot.revision + 1, at: Date.now(), journal });
  }

  /** What the desk is now, as main would say it. */
  snapshot(): unknown {
    return this.#desk.snapshot;
  }

  /** Requests so far on one channel. */
  requests(channel: ChannelName): unknown[] {
    return this.calls.flatMap(({ name, request }) => (name === channel ? [request] : []));
  }

  async answer(name: string, request: unknown): Promise<unknown> {
    if (!(name in channels)) throw new Error(`no such channel: ${name}`);
    const channel = channels[name as ChannelName];
    const parsed = channel.request.parse(request);
    this.calls.push({ name, request: parsed });
    if (this.#isSilent) return new Promise(() => undefined);
    const prepared = this.#answers[name as ChannelName];
    if (prepared !== undefined) return prepared;
    if (FakeLeaks.answers(name)) return this.#leaks.answer(name, parsed as never);
    if (FakeCopies.answers(name)) return this.#copies.answer(name, parsed);
    if (FakeProof.answers(name)) return this.#proof.answer(name, parsed as never);
    if (FakeHistory.answers(name)) return this.#history.answer(name, parsed as never);
    if (FakeLimits.answers(name)) return this.#limits.answer(name, parsed as never);
    if (FakeAccounts.answers(name)) return this.#accounts.answer(name, parsed as never);
    if (FakeKeys.answers(name)) return this.#keys.answer(name, parsed as never);
    if (FakeTriggers.answers(name)) {
      const answer = await this.#triggers.answer(name, parsed as never);
      const { firings } = this.#triggers;
      if (name === 'triggers.acknowledge')
        this.#push({ revision: this.#desk.snapshot.revision + 1, at: Date.now(), firings });
      return answer;
    }
    if (name.startsWith('vault.')) {
      const { change, answer } = fakeVaultAnswer(name, parsed as never, this.#desk.snapshot);
      if (change !== undefined) this.#push({ revision: this.#desk.snapshot.revision + 1, at: Date.now(), ...change });
      return answer;
    }
    const value = await (this.#answerers[name as OtherChannel] as Answerer)(parsed as never);
    return { ok: true, value: channel.response.parse(value) };
  }

  readonly #answerers: Record<OtherChannel, Answerer> = {
    'desk.snapshot': () => ({ ...this.#desk.snapshot, at: Date.now() }),
    'desk.report-error': () => ({}),
    'halt.trip': ({ scope }: Request<'halt.trip'>) => {
      this.show(scope === undefined ? 'halted' : 'part-halted');
      return { haltId: 'halt-fake' };
    },
    'halt.rehearse': () => {
      const trading = { ...this.#desk.snapshot.trading, rehearsal: fakeRehearsal(Date.now()) };
      this.#push({ revision: this.#desk.snapshot.revision + 1, at: Date.now(), trading });
      return trading.rehearsal;
    },
    'halt.acknowledge': (request: Request<'halt.acknowledge'>) =>
      this.#setHalts(acknowledged(this.#desk.snapshot.trading.halts, request)),
    'halt.close-positions': () => ({}),
    'runbook.read': () => fakeRunbook(),
    'runbook.tick': (request: Request<'runbook.tick'>) =>
      this.#setHalts(ticked(this.#desk.snapshot.trading.halts, request)),
    'runbook.exchange-status': () => fakeExchangeStatus(),
    'runbook.open-page': () => ({ url: 'https://www.binance.com/en/my/settings/api-management' }),
    'keep.read': () => fakeKeep(this.#state, Date.now()),
    'keep.save-evidence': () => fakeEvidence(Date.now()),
    'keep.back-up': () => fakeBackup(Date.now()),
    'keep.choose-backup-folder': () => ({ folder: '/media/operator/safe' }),
    'keep.archive': () => fakeArchived(),
    'keep.choose-archive-folder': () => ({ folder: '/media/operator/safe' }),
    'keep.cancel': () => ({}),
    'halt.check-clean': () => ({
      clean: true,
      differences: [],
      atWork: [],
      accounts: ['sub-1', 'sub-2', 'sub-3'].map((accountId) => ({ accountId, openOrders: 0, problem: null })),
    }),
    'halt.exchange-timers': () => ({}),
    'halt.resume': () => {
      this.show('busy');
      return {};
    },
    'bots.start': () => ({}),
    'bots.stop': () => ({}),
    'bots.restart': () => ({}),
    'bots.pause': () => ({}),
    'bots.go-on': () => ({}),
    'bots.log': ({ afterSeq }: { afterSeq: number }) => ({
      lines: fakeBotLog(60, Date.now()).filter(({ seq }) => seq > afterSeq),
    }),
    'execution.summary': (filter: Request<'execution.summary'>) => this.#execution.summary(filter, Date.now()),
    'execution.order': ({ orderId }: Request<'execution.order'>) =>
      fakeTimeline(
        this.#desk.snapshot.decisions.find((decision) => decision.orderId === orderId),
        orderId,
      ),
    'decisions.page': (request: Request<'decisions.page'>) =>
      this.#isQuiet
        ? { rows: [], looked: 0, unreadable: 0, from: Date.now() - 2_000, nextBeforeSeq: null }
        : fakePage(request, Date.now()),
    'decisions.count': (request: Request<'decisions.count'>) => fakeCount(request, Date.now()),
    'decisions.open': ({ seq }: Request<'decisions.open'>) => {
      const live = this.#desk.snapshot.decisions.find((decision) => decision.seq === seq);
      const decision = live ?? decisionAt(seq, Date.now());
      if (decision === undefined) throw new Error(`no decision ${seq}`);
      return decisionOnRecord(decision);
    },
    'journal.tail': ({ limit, beforeSeq }: { limit: number; beforeSeq: number | null }) => ({
      records: fakeTail(beforeSeq ?? this.#desk.snapshot.journal.headSeq + 1, limit, Date.now()),
    }),
    'journal.record': ({ seq, from }: Request<'journal.record'>) => fakeRecordPage(seq, from),
  };

  #keysIn(state: DeskState): FakeKeys {
    return new FakeKeys(state, this.#clipboard, (step) => this.#emit('keys.progress', step));
  }

  /** Nothing was ever decided on this desk. */
  get #isQuiet(): boolean {
    return this.#desk.snapshot.decisions.length === 0;
  }

  #setHalts(halts: StandingHaltView[]): object {
    const trading = { ...this.#desk.snapshot.trading, halts };
    this.#push({ revision: this.#desk.snapshot.revision + 1, at: Date.now(), trading });
    return {};
  }

  #apply(change: Parameters<typeof applyChange>[1]): void {
    this.#desk.snapshot = applyChange(this.#desk.snapshot, change);
  }

  #push(change: Parameters<typeof applyChange>[1]): void {
    this.#apply(change);
    this.#emit('desk.changed', change);
  }

  #emit(name: EventName, payload: unknown): void {
    if (!this.#isSilent) this.#send(name, events[name].parse(payload));
  }
}
