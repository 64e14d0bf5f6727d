import { assertNever } from '#shared/model/result';
import {
  type Halt,
  type HaltScope,
  scopeKey,
  type TradingStanding,
  type TradingState,
} from '#shared/model/trading-state';
import type { ExitPermit } from './exit-permit';

/** Whom a gate question is about: every scope it falls in is looked up. A symbol may be empty: of a bot as a whole. */
export interface GateSubject {
  readonly exchange: string;
  readonly accountId: string;
  readonly botId: string;
  readonly symbol: string;
}

/** What the order path does with an order: a block stops it exactly as a halt does. */
export interface GateAnswer {
  readonly state: TradingState;
  /** Why not ACTIVE, in a sentence; empty when ACTIVE. */
  readonly reason: string;
  /** It is a block, not a halt, that holds the order back: it lifts by itself. */
  readonly isBlock?: true;
}

const OPEN: GateAnswer = { state: 'ACTIVE', reason: '' };
const EXITING: GateAnswer = {
  state: 'REDUCING',
  reason: 'Halted; positions are being closed, and nothing else may leave.',
};

/**
 * The gate every order passes twice. Synchronous and in memory: closing it takes effect for the very next look, and
 * nothing it does can fail. Halts close it until an operator resumes; blocks close it while a part that must be there
 * (journal, guard, exchange worker) is not, and lift by themselves.
 */
export class HaltGate {
  readonly #halts = new Map<string, Halt>();
  readonly #blocks = new Map<string, string>();
  readonly #accountBlocks = new Map<string, string>();

  /** Whether an order of this subject may pass now. With a permit that stands, an exit may although it is HALTED. */
  look(subject: GateSubject, permit?: ExitPermit): GateAnswer {
    if (this.#halts.size === 0 && this.#blocks.size === 0 && this.#accountBlocks.size === 0) return OPEN;
    const { state, reason, blocked } = this.standing(subject);
    const isExiting = state === 'HALTED' && permit?.covers(subject) === true;
    // A block holds exits back, too: REDUCING is no way round it.
    if ((isExiting || state !== 'HALTED') && blocked !== '') return { state: 'HALTED', reason: blocked, isBlock: true };
    return isExiting ? EXITING : { state, reason };
  }

  /** How trading stands for this subject, as it is told: the strictest halt is its state, blocks stand beside it. */
  standing(subject: GateSubject): TradingStanding {
    const blocked = this.blocked || (this.#accountBlocks.get(subject.accountId) ?? '');
    let reducing: Halt | undefined;
    for (const halt of this.#halts.values()) {
      if (!covers(halt.scope, subject)) continue;
      if (halt.state === 'HALTED') return { state: 'HALTED', reason: halt.reason, blocked };
      reducing ??= halt;
    }
    if (reducing !== undefined) return { state: 'REDUCING', reason: reducing.reason, blocked };
    return { state: 'ACTIVE', reason: '', blocked };
  }

  close(halt: Halt): void {
    this.#halts.set(scopeKey(halt.scope), halt);
  }

  /** Only `resume` calls this. */
  open(halt: Halt): void {
    this.#halts.delete(scopeKey(halt.scope));
  }

  /** Closes while `id` is not there; the reason says what it means and what to do. */
  block(id: string, reason: string): void {
    this.#blocks.set(id, reason);
  }

  unblock(id: string): void {
    this.#blocks.delete(id);
  }

  /** Closes for one account while what it needs is not there for it alone; undefined lifts that. */
  blockAccount(accountId: string, reason: string | undefined): void {
    if (reason === undefined) this.#accountBlocks.delete(accountId);
    else this.#accountBlocks.set(accountId, reason);
  }

  /** Why orders of single accounts are held back, by account. */
  get accountBlocks(): ReadonlyMap<string, string> {
    return this.#accountBlocks;
  }

  get blocks(): ReadonlyMap<string, string> {
    return this.#blocks;
  }

  /** What holds every order back for now, the longest standing first said; empty when nothing does. */
  get blocked(): string {
    for (const reason of this.#blocks.values()) return reason;
    return '';
  }

  /** The halt over everything, if there is one. */
  get portfolioHalt(): Halt | undefined {
    return this.#halts.get('portfolio');
  }

  /** The halt of exactly this scope. */
  of(scope: HaltScope): Halt | undefined {
    return this.#halts.get(scopeKey(scope));
  }

  /** All that cover this subject. */
  covering(subject: GateSubject): readonly Halt[] {
    return this.halts.filter(({ scope }) => covers(scope, subject));
  }

  /** All that stand, the oldest first. */
  get halts(): readonly Halt[] {
    return [...this.#halts.values()];
  }
}

function covers(scope: HaltScope, subject: GateSubject): boolean {
  switch (scope.kind) {
    case 'portfolio':
      return true;
    case 'exchange':
      return scope.exchange === subject.exchange;
    case 'account':
      return scope.accountId === subject.accountId;
    case 'bot':
      return scope.botId === subject.botId;
    case 'symbol':
      return scope.symbol === subject.symbol;
    default:
      return assertNever(scope);
  }
}
