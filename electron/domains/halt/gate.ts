import type { Halt, TradingStanding, TradingState } from '#shared/model/trading-state';

/** Whom a gate question is about: every scope it falls in is looked up. */
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
}

const OPEN: GateAnswer = { state: 'ACTIVE', reason: '' };

/**
 * The gate every order passes twice. Synchronous and in memory: closing it takes effect for the very next look, and
 * nothing it does can fail. Halts close it until an operator resumes; blocks close it while a part that must be there
 * (journal, guard, exchange worker) is not, and lift by themselves.
 */
export class HaltGate {
  readonly #halts = new Map<string, Halt>();
  readonly #blocks = new Map<string, string>();

  /** Whether an order of this subject may pass now. */
  look(subject: GateSubject): GateAnswer {
    if (this.#halts.size === 0 && this.#blocks.size === 0) return OPEN;
    const { state, reason, blocked } = this.standing(subject);
    if (state !== 'ACTIVE') return { state, reason };
    return blocked === '' ? OPEN : { state: 'HALTED', reason: blocked };
  }

  /** How trading stands for this subject, as it is told: halts are its state, blocks stand beside it. */
  standing(subject: GateSubject): TradingStanding {
    const { blocked } = this;
    for (const halt of this.#halts.values()) {
      if (covers(halt, subject)) return { state: 'HALTED', reason: halt.reason, blocked };
    }
    return { state: 'ACTIVE', reason: '', blocked };
  }

  close(halt: Halt): void {
    this.#halts.set(keyOf(halt), halt);
  }

  /** Only `resume` calls this. */
  open(halt: Halt): void {
    this.#halts.delete(keyOf(halt));
  }

  /** Closes while `id` is not there; the reason says what it means and what to do. */
  block(id: string, reason: string): void {
    this.#blocks.set(id, reason);
  }

  unblock(id: string): void {
    this.#blocks.delete(id);
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
}

function keyOf({ scope }: Halt): string {
  switch (scope.kind) {
    case 'portfolio':
      return 'portfolio';
    case 'exchange':
      return `exchange:${scope.exchange}`;
    case 'account':
      return `account:${scope.accountId}`;
    case 'bot':
      return `bot:${scope.botId}`;
    case 'symbol':
      return `symbol:${scope.symbol}`;
  }
}

function covers({ scope }: Halt, subject: GateSubject): boolean {
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
  }
}
